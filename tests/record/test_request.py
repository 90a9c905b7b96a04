"""Request bodies: what is taken, and what is refused at which place."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from scoreboard import queries
from scoreboard.models import MatchEvent
from scoreboard.record.fixture import change_fixture
from scoreboard.record.request import BadEvent
from tests.factories import enter, make_match

GOAL = {"type": "goal", "side": "home", "player": "Ada"}
pytestmark = pytest.mark.django_db


def count_events(match):
    return MatchEvent.objects.filter(match=match).count()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"type": "goal", "side": "hom"}, r"\$\.side"),
        ({"type": "goal"}, "required field `side`"),
        ({"type": "try", "side": "home"}, r"'try' - at `\$\.type`"),
        ({"side": "home"}, "`type`"),
        ({**GOAL, "minute": 3}, "Unknown field 'minute'"),
        ({**GOAL, "data": {"pen": True}}, r"Unknown field 'pen' of 'goal'.*\$\.data"),
        ({**GOAL, "clock_ms": -1}, r"\$\.clock_ms"),
        ({**GOAL, "clock_ms": "7"}, r"Expected `int \| null`.*\$\.clock_ms"),
        ({**GOAL, "player": "  "}, r"\$\.player"),
        ({**GOAL, "player": "x" * 200}, r"\$\.player"),
        ({**GOAL, "player_id": "nobody"}, r"\$\.player_id"),
        ({**GOAL, "occurred_at": "2026-01-01T10:00:00"}, r"offset.*\$\.occurred_at"),
        ({**GOAL, "occurred_at": "2126-01-01T10:00:00Z"}, r"not in the future"),
        ({**GOAL, "occurred_at": "0001-01-01T00:00:00+14:00"}, r"between the years 1800 and 2200.*\$\.occurred_at"),
        ({**GOAL, "player": "A\0da"}, r"U\+0000 - at `\$\.player`"),
        ({**GOAL, "player": "Ada\n"}, r"U\+000A - at `\$\.player`"),
        ({**GOAL, "player": "\u202eadA"}, r"U\+202E - at `\$\.player`"),
        ({**GOAL, "player": "\ud800"}, r"U\+D800 - at `\$\.player`"),
        ({**GOAL, "data": {"assist": "B\x7f"}}, r"U\+007F - at `\$\.data\.assist`"),
        ({**GOAL, "period": "x" * 60_000}, r"at most 500 characters - at `\$\.period`"),
        ({"type": "void", "data": {"seq": 10**30, "reason": "x"}}, r"2147483647 - at `\$\.data\.seq`"),
        ({"type": "status", "data": {"status": "delayed", "reason": "x\x85"}}, r"U\+0085 - at `\$\.data\.reason`"),
        (
            {"type": "amend", "data": {"seq": 2, "reason": "x", "event": {**GOAL, "player": "\x1b[1m"}}},
            r"U\+001B - at `\$\.data\.event\.player`",
        ),
        (
            {"type": "amend", "data": {"seq": 2, "reason": "x", "event": {**GOAL, "occurred_at": "0001-01-01T00:00Z"}}},
            "datetime|1800",
        ),
        ({"type": "void", "data": {"seq": 2}}, "`reason`"),
        ({"type": "amend", "data": {"seq": 2, "reason": "x", "event": {"type": "goal"}}}, "`side`"),
        ({"type": "amend", "data": {"seq": 2, "reason": "x", "event": {"type": "void", "data": {}}}}, "`"),
        ({"type": "scheduled", "data": {}}, "`"),
    ],
)
def test_a_bad_event_names_the_place_and_what_was_expected(live_match, body, why):
    with pytest.raises(BadEvent, match=why):
        enter(live_match, body)
    assert count_events(live_match) == 2


def test_instants_are_stored_in_utc(live_match, season):
    enter(live_match, {**GOAL, "occurred_at": "2026-01-01T10:00:00+14:00"})
    away = {"type": "goal", "side": "home", "occurred_at": "2026-01-01T10:00:00-02:00"}
    enter(live_match, {"type": "amend", "data": {"seq": 3, "reason": "x", "event": away}})
    stored = [row.record for row in MatchEvent.objects.filter(match=live_match, seq__gt=2).order_by("seq")]
    assert '"2025-12-31T20:00:00Z"' in stored[0]
    assert '"2026-01-01T12:00:00Z"' in stored[1]
    at = datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=9)))
    match = make_match(season=season, scheduled_at=at)
    assert (match.scheduled_at, str(match.scheduled_on)) == (at, "2025-12-31")
    change_fixture(match_id=match.pk, actor="user:1", scheduled_at=at + timedelta(days=1))
    match.refresh_from_db()
    assert queries.decode_state(match).fixture.scheduled_at.tzinfo is UTC
    assert str(match.scheduled_on) == "2026-01-01"
