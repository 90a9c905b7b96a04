"""The write path, against a real database."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connections

from scoreboard import queries
from scoreboard.live import push
from scoreboard.models import MatchEvent, OutboxCursor, Person
from scoreboard.record.commands import record
from scoreboard.record.outcome import StaleSeq, UnknownMatch
from scoreboard.sports.base import Refused, Score
from scoreboard.sports.match import fold
from tests.factories import enter, make_match
from tests.refusals import raises_refused

GOAL = {"type": "goal", "side": "home", "player": "Ada"}
pytestmark = pytest.mark.django_db


def count_events(match):
    return MatchEvent.objects.filter(match=match).count()


def test_the_state_that_is_saved_is_the_fold_of_the_log(live_match):
    enter(live_match, GOAL, {"type": "card", "side": "away", "player": "Bea", "data": {"card": "red"}})
    assert queries.decode_state(live_match) == fold(queries.load_log(live_match))
    assert (live_match.status, live_match.phase, live_match.home_score, live_match.seq) == ("live", "first_half", 1, 4)


def test_a_batch_is_all_or_nothing(live_match):
    with raises_refused("booked"):
        card = {"type": "card", "side": "home", "player": "Ada", "data": {"card": "yellow"}}
        enter(live_match, GOAL, card, card)
    live_match.refresh_from_db()
    assert (live_match.seq, live_match.home_score, count_events(live_match)) == (2, 0, 2)
    assert not Person.objects.filter(name="Ada").exists()


def test_a_score_that_no_page_could_show_is_refused_and_the_match_goes_on(live_match):
    """Eleven times a thousand goals by hand: what once took down every list that the match stood in."""
    thousand = {"type": "manual", "side": "home", "data": {"points": 1000, "reason": "x"}}
    with raises_refused("0 to 10,000") as refused:
        enter(live_match, *[thousand] * 11)
    assert refused.value.rule == "match.count"
    enter(live_match, *[thousand] * 10)
    with raises_refused("would make 10001"):
        enter(live_match, GOAL)
    live_match.refresh_from_db()
    assert (queries.load_snapshot(live_match).score, count_events(live_match)) == (Score(10_000, 0), 12)


def test_an_unknown_match_is_said_so():
    for match_id in ("nonsense", "01a20b9a-1405-7066-8ec3-4ade04ed55d1"):
        with pytest.raises(UnknownMatch, match="no match"):
            record(match_id=match_id, events=[GOAL], actor="user:1")


def test_a_stale_seq_is_refused_and_says_the_current_one(live_match):
    with pytest.raises(StaleSeq) as stale:
        enter(live_match, GOAL, expected_seq=1)
    assert stale.value.current == 2
    enter(live_match, GOAL, expected_seq=2)


def test_recorded_at_never_goes_backwards(live_match, monkeypatch):
    later = live_match.recorded_at
    monkeypatch.setattr("django.utils.timezone.now", lambda: later - timedelta(hours=1))
    assert enter(live_match, GOAL).records[0].recorded_at == later


def test_a_void_is_a_further_record_and_takes_the_goal_away(live_match):
    enter(live_match, GOAL)
    enter(live_match, {"type": "void", "data": {"seq": 3, "reason": "Offside"}})
    assert (live_match.home_score, live_match.seq, count_events(live_match)) == (0, 4, 4)
    assert queries.decode_state(live_match) == fold(queries.load_log(live_match))


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
    (goal,) = [i for i in queries.decode_state(live_match).incidents if i.kind == "goal"]
    assert (goal.player, goal.player_id) == ("Bea", str(Person.objects.get(name="Bea").pk))


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
    """Enter one goal from each of `writers` threads at once; returns what went wrong.

    On a slow machine some wait longer for a connection or for the lock than they may: like any client who is answered
    503 they send the same again, with its key, a few times.
    """
    barrier, errors = threading.Barrier(writers), []

    def write(number):
        barrier.wait()
        try:
            for attempts_left in reversed(range(10)):
                try:
                    record(match_id=match.pk, events=[GOAL], actor="user:1", key=f"k{number}", publish=False)
                    break
                except OperationalError:
                    if not attempts_left:
                        raise
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
    assert queries.decode_state(match) == fold(log)
    assert [event.recorded_at for event in log] == sorted(event.recorded_at for event in log)
