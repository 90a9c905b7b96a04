"""The write path, against a real database."""

import hashlib
import threading
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from django.db import connections

from scoreboard import queries
from scoreboard.live import push
from scoreboard.models import MatchEvent, OutboxCursor, Person
from scoreboard.record.commands import KeyReused, StaleSeq, UnknownMatch, change_fixture, record, schedule
from scoreboard.record.request import BadEvent
from scoreboard.sports.base import Refused
from scoreboard.sports.match import fold
from scoreboard.wire import envelope
from tests.factories import enter, make_competitor, make_match, make_season

GOAL = {"type": "goal", "side": "home", "player": "Ada"}
pytestmark = pytest.mark.django_db


def count_events(match):
    return MatchEvent.objects.filter(match=match).count()


def test_a_match_s_first_record_explains_the_match(match):
    (first,) = queries.load_log(match)
    assert first.data.home.name == match.home.name
    assert first.data.season.id == str(match.season_id)
    assert first.data.ruleset["half_minutes"] == 45
    assert (match.seq, match.status) == (1, "scheduled")


def test_the_state_that_is_saved_is_the_fold_of_the_log(live_match):
    enter(live_match, GOAL, {"type": "card", "side": "away", "player": "Bea", "data": {"card": "red"}})
    assert queries.read_state(live_match) == fold(queries.load_log(live_match))
    assert (live_match.status, live_match.phase, live_match.home_score, live_match.seq) == ("live", "first_half", 1, 4)


def test_a_batch_is_all_or_nothing(live_match):
    with pytest.raises(Refused, match="booked"):
        card = {"type": "card", "side": "home", "player": "Ada", "data": {"card": "yellow"}}
        enter(live_match, GOAL, card, card)
    live_match.refresh_from_db()
    assert (live_match.seq, live_match.home_score, count_events(live_match)) == (2, 0, 2)
    assert not Person.objects.filter(name="Ada").exists()


def test_a_score_that_no_page_could_show_is_refused_and_the_match_goes_on(live_match):
    """Eleven times a thousand goals by hand: what once took down every list that the match stood in."""
    thousand = {"type": "manual", "side": "home", "data": {"points": 1000, "reason": "x"}}
    with pytest.raises(Refused, match="0 to 10,000") as refused:
        enter(live_match, *[thousand] * 11)
    assert refused.value.rule == "match.count"
    enter(live_match, *[thousand] * 10)
    with pytest.raises(Refused, match="would make 10001"):
        enter(live_match, GOAL)
    live_match.refresh_from_db()
    assert (queries.read_snapshot(live_match)["score"], count_events(live_match)) == ({"home": 10_000, "away": 0}, 12)


def test_an_unknown_match_is_said_so():
    for match_id in ("nonsense", "01a20b9a-1405-7066-8ec3-4ade04ed55d1"):
        with pytest.raises(UnknownMatch, match="no match"):
            record(match_id=match_id, events=[GOAL], actor="user:1")


def test_a_stale_seq_is_refused_and_says_the_current_one(live_match):
    with pytest.raises(StaleSeq) as stale:
        enter(live_match, GOAL, expected_seq=1)
    assert stale.value.current == 2
    enter(live_match, GOAL, expected_seq=2)


def test_the_same_key_answers_with_what_was_stored(live_match):
    first = enter(live_match, GOAL, key="k1", expected_seq=2)
    again = enter(live_match, GOAL, key="k1", expected_seq=2)
    assert (first.repeated, again.repeated) == (False, True)
    assert again.records == first.records
    assert live_match.home_score == 1


def test_the_same_key_with_another_body_is_refused(live_match):
    enter(live_match, GOAL, key="k1")
    with pytest.raises(KeyReused):
        enter(live_match, {**GOAL, "side": "away"}, key="k1")
    with pytest.raises(KeyReused):
        enter(live_match, GOAL, GOAL, key="k1")


def test_a_key_is_its_scorer_s_own(live_match):
    """Two who score one match may think of the same key: both goals count, each is answered with its own."""
    entered = [record(match_id=live_match.pk, events=[GOAL], actor=actor, key="k1") for actor in ("user:1", "user:2")]
    assert [(one.repeated, one.records[0].seq) for one in entered] == [(False, 3), (False, 4)]
    again = record(match_id=live_match.pk, events=[GOAL], actor="user:2", key="k1")
    assert (again.repeated, again.records[0].seq) == (True, 4)
    assert count_events(live_match) == 4


def test_the_same_key_with_another_expected_seq_is_another_request(live_match):
    enter(live_match, GOAL, key="k1", expected_seq=2)
    for expected_seq in (3, None):
        with pytest.raises(KeyReused):
            enter(live_match, GOAL, key="k1", expected_seq=expected_seq)
    assert enter(live_match, GOAL, key="k1", expected_seq=2).repeated


def test_a_key_of_before_the_expected_seq_was_part_of_it_still_holds(live_match):
    enter(live_match, GOAL, key="k1", expected_seq=2)
    hash_of_bodies = hashlib.sha256(msgspec.json.encode([GOAL], order="deterministic")).digest()[:16]
    MatchEvent.objects.filter(match=live_match, seq=3).update(request_hash=hash_of_bodies)
    assert enter(live_match, GOAL, key="k1", expected_seq=2).repeated
    with pytest.raises(KeyReused):
        enter(live_match, {**GOAL, "side": "away"}, key="k1", expected_seq=2)


def test_a_request_that_is_no_json_is_said_so_with_a_key_too(live_match):
    for text in ("\ud800", {1, 2}):
        with pytest.raises(BadEvent):
            enter(live_match, {**GOAL, "player": text}, key="k1")


def test_a_refused_request_does_not_use_up_its_key(match):
    with pytest.raises(Refused):
        enter(match, GOAL, key="k1")
    assert not enter(match, {"type": "period_start"}, key="k1").repeated


def test_two_matches_may_use_the_same_key(season):
    for match in (make_match(season=season), make_match(season=season)):
        assert not enter(match, {"type": "period_start"}, key="k1").repeated


def test_the_same_key_makes_one_match(season):
    sides = {"home": make_competitor(), "away": make_competitor()}
    first = schedule(season=season, actor="user:1", key="k1", **sides)
    again = schedule(season=season, actor="user:1", key="k1", **sides)
    assert (again.repeated, again.match.pk) == (True, first.match.pk)
    with pytest.raises(KeyReused):
        schedule(season=season, actor="user:1", key="k1", home=sides["away"], away=sides["home"])
    assert not schedule(season=season, actor="user:2", key="k1", **sides).repeated


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
    assert queries.read_state(match).fixture.scheduled_at.tzinfo is UTC
    assert str(match.scheduled_on) == "2026-01-01"


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


def test_people_are_found_or_made_by_their_name_and_side(live_match):
    enter(live_match, {**GOAL, "player": " Ada  Lovelace "}, {**GOAL, "player": "Ada Lovelace"})
    enter(live_match, {**GOAL, "player": "Zoe", "data": {"own_goal": True}})
    ada = Person.objects.get(name="Ada Lovelace")
    assert ada.competitor == live_match.home
    assert Person.objects.get(name="Zoe").competitor == live_match.away
    by_id = enter(live_match, {"type": "goal", "side": "home", "player_id": str(ada.pk)}).records[0]
    assert (by_id.player, by_id.player_id) == ("Ada Lovelace", str(ada.pk))


def test_recorded_at_never_goes_backwards(live_match, monkeypatch):
    later = live_match.recorded_at
    monkeypatch.setattr("django.utils.timezone.now", lambda: later - timedelta(hours=1))
    assert enter(live_match, GOAL).records[0].recorded_at == later


def test_a_void_is_a_further_record_and_takes_the_goal_away(live_match):
    enter(live_match, GOAL)
    enter(live_match, {"type": "void", "data": {"seq": 3, "reason": "Offside"}})
    assert (live_match.home_score, live_match.seq, count_events(live_match)) == (0, 4, 4)
    assert queries.read_state(live_match) == fold(queries.load_log(live_match))


def test_a_correction_is_accepted_together_with_those_it_needs(live_match):
    enter(live_match, GOAL)
    undo = [{"type": "void", "data": {"seq": seq, "reason": "wrong match"}} for seq in (2, 3)]
    with pytest.raises(Refused) as refused:
        enter(live_match, undo[0])
    assert refused.value.seqs == (3,)
    enter(live_match, *undo)
    assert (live_match.status, live_match.home_score) == ("scheduled", 0)


def test_an_amendment_names_the_new_scorer(live_match):
    enter(live_match, GOAL)
    amend = {"type": "amend", "data": {"seq": 3, "reason": "Bea it was", "event": {**GOAL, "player": "Bea"}}}
    enter(live_match, amend)
    (goal,) = [i for i in queries.read_state(live_match).incidents if i.kind == "goal"]
    assert (goal.player, goal.player_id) == ("Bea", str(Person.objects.get(name="Bea").pk))


def test_a_match_moves_to_another_season_with_its_ruleset(match):
    cup = make_season(ruleset={"extra_time": True})
    change_fixture(match_id=match.pk, actor="user:1", season=cup, reason="Entered in the wrong season")
    match.refresh_from_db()
    assert match.season == cup
    assert queries.read_state(match).play.ruleset.extra_time
    assert queries.read_state(match).fixture.competition.id == str(cup.competition_id)


def test_a_match_against_itself_is_refused(season):
    team = make_competitor()
    with pytest.raises(Refused, match="against itself"):
        schedule(season=season, home=team, away=team, actor="user:1")


def test_the_ruleset_is_inherited_level_by_level():
    season = make_season(ruleset={"extra_time": True, "substitutions": 3})
    season.competition.ruleset = {"substitutions": 4, "half_minutes": 40}
    season.competition.save()
    match = make_match(season=season, ruleset={"half_minutes": 30})
    ruleset = queries.read_state(match).play.ruleset
    assert (ruleset.extra_time, ruleset.substitutions, ruleset.half_minutes, ruleset.extra_half_minutes) == (
        True,
        3,
        30,
        15,
    )


def test_the_outbox_knows_how_far_the_log_reaches_and_since_when_it_waits(live_match):
    cursor = OutboxCursor.objects.get(match=live_match)
    assert (cursor.top_seq, cursor.sent_seq) == (2, 0)
    first = queries.load_log(live_match)[0].recorded_at
    assert cursor.waiting_since == first
    OutboxCursor.objects.filter(match=live_match).update(sent_seq=2, waiting_since=None)
    recorded = enter(live_match, GOAL)
    cursor.refresh_from_db()
    assert (cursor.top_seq, cursor.waiting_since) == (3, recorded.records[0].recorded_at)


def test_the_push_follows_the_commit(live_match, django_capture_on_commit_callbacks, monkeypatch):
    frames = []
    monkeypatch.setattr(push.publisher, "submit", lambda group, sent: frames.extend(sent))
    with django_capture_on_commit_callbacks(execute=True):
        enter(live_match, GOAL)
        assert frames == []
    assert [(frame["match"], frame["seq"]) for frame in frames] == [(str(live_match.pk), 3)]


@pytest.mark.django_db(transaction=True)
def test_a_push_that_fails_does_not_fail_the_request(live_match, monkeypatch, caplog):
    def fail(*args):
        raise ConnectionError("no Redis")

    monkeypatch.setattr(push.publisher, "submit", fail)
    enter(live_match, GOAL)
    assert live_match.home_score == 1
    assert "no Redis" in caplog.text


def test_entering_an_event_takes_few_statements(live_match, django_assert_num_queries):
    enter(live_match, GOAL)
    with django_assert_num_queries(9):
        # savepoint, lock the match, look the key and the person up, insert, tell the outbox, save the match,
        # note it in the audit log, release
        record(match_id=live_match.pk, events=[GOAL], actor="user:1", key="k9")


def write_concurrently(match, *, writers):
    """Enter one goal from each of `writers` threads at once; returns what went wrong."""
    barrier, errors = threading.Barrier(writers), []

    def write(number):
        barrier.wait()
        try:
            record(match_id=match.pk, events=[GOAL], actor="user:1", key=f"k{number}", publish=False)
        except Exception as error:  # noqa: BLE001  # shown by the test
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.django_db(transaction=True)
def test_two_hundred_writers_get_gap_free_seqs():
    match = make_match()
    enter(match, {"type": "period_start"}, GOAL)
    assert write_concurrently(match, writers=200) == []
    match.refresh_from_db()
    log = queries.load_log(match)
    assert [event.seq for event in log] == list(range(1, 204))
    assert (match.seq, match.home_score) == (203, 201)
    assert queries.read_state(match) == fold(log)
    assert [event.recorded_at for event in log] == sorted(event.recorded_at for event in log)


def test_cursors_are_written_and_read():
    assert envelope.read_cursor(envelope.write_cursor(2, 41)) == (2, 41)
    for text in ("", "e1", "1-2", "e-1", "e1-", "e1-2-3", "e1-٣", "e1-99999999999999999"):
        with pytest.raises(envelope.BadCursor, match="expected the form"):
            envelope.read_cursor(text)


def test_times_are_utc_instants():
    assert envelope.write_time(datetime(2022, 12, 18, 15, tzinfo=UTC)) == "2022-12-18T15:00:00Z"
