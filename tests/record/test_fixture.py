"""Matches made and their fixtures changed, against a real database."""

from datetime import datetime, timedelta, timezone

import pytest

from scoreboard import queries
from scoreboard.models import MatchEvent
from scoreboard.record.fixture import change_fixture, schedule
from scoreboard.record.request import BadEvent
from tests.factories import make_competitor, make_match, make_season
from tests.refusals import raises_refused

pytestmark = pytest.mark.django_db


def count_events(match):
    return MatchEvent.objects.filter(match=match).count()


def test_a_match_s_first_record_explains_the_match(match):
    (first,) = queries.load_log(match)
    assert first.data.home.name == match.home.name
    assert first.data.season.id == str(match.season_id)
    assert first.data.ruleset["half_minutes"] == 45
    assert (match.seq, match.status) == (1, "scheduled")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"round_number": -1}, "round_number"),
        ({"round_number": 32_768}, "round_number"),
        ({"round_number": 2**32 + 7}, "round_number"),
        ({"round_number": 10**30}, "round_number"),
        ({"scheduled_at": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))}, "scheduled_at"),
        ({"scheduled_at": datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-14)))}, "scheduled_at"),
        ({"scheduled_at": datetime(2026, 1, 1, 15)}, "offset.*scheduled_at"),  # noqa: DTZ001  # what is refused
        ({"scheduled_on": "9999-12-31"}, "scheduled_on"),
        ({"local_time": "19:30\n"}, "local_time"),
        ({"local_time": "1٣:30"}, "local_time"),
        ({"venue": "Hall\0"}, r"U\+0000 - at `\$\.venue`"),
        ({"round": "a\u2066b"}, r"U\+2066 - at `\$\.round`"),
        ({"group": "\ud800"}, "group"),
        ({"ruleset": {"half_minutes": 10**6}}, "half_minutes"),
    ],
)
def test_a_fixture_out_of_bounds_is_refused_when_made_and_when_changed(match, fields, why):
    with pytest.raises(BadEvent, match=why):
        make_match(season=match.season, **fields)
    with pytest.raises(BadEvent, match=why):
        change_fixture(match_id=match.pk, actor="user:1", **fields)
    assert count_events(match) == 1


@pytest.mark.parametrize("rate", [0, -1, float("nan"), float("inf"), 10_001])
def test_a_clock_of_a_replay_has_a_rate(match, rate):
    with pytest.raises(BadEvent, match="clock_rate"):
        make_match(season=match.season, clock_rate=rate)


def test_a_reason_may_have_lines(match):
    changed = change_fixture(match_id=match.pk, actor="user:1", venue="Hall", reason="Snow.\nMuch of it.")
    assert changed.records[0].data.reason == "Snow.\nMuch of it."


def test_a_match_moves_to_another_season_with_its_ruleset(match):
    cup = make_season(ruleset={"extra_time": True})
    change_fixture(match_id=match.pk, actor="user:1", season=cup, reason="Entered in the wrong season")
    match.refresh_from_db()
    assert match.season == cup
    assert queries.decode_state(match).play.ruleset.extra_time
    assert queries.decode_state(match).fixture.competition.id == str(cup.competition_id)


def test_a_match_against_itself_is_refused(season):
    team = make_competitor()
    with raises_refused("against itself"):
        schedule(season=season, home=team, away=team, actor="user:1")


def test_the_ruleset_is_inherited_level_by_level():
    season = make_season(ruleset={"extra_time": True, "substitutions": 3})
    season.competition.ruleset = {"substitutions": 4, "half_minutes": 40}
    season.competition.save()
    match = make_match(season=season, ruleset={"half_minutes": 30})
    ruleset = queries.decode_state(match).play.ruleset
    assert (ruleset.extra_time, ruleset.substitutions, ruleset.half_minutes, ruleset.extra_half_minutes) == (
        True,
        3,
        30,
        15,
    )
