"""The fold that all sports share: corrections, statuses, fixtures; by example. Its properties: test_all_sports.py."""

import msgspec
import pytest
from hypothesis import given

from scoreboard.sports.corrections import check_correction, find_corrections, list_effective
from scoreboard.sports.match import fold, step
from scoreboard.sports.state import status_of, view_of
from tests.refusals import raises_refused
from tests.sports.logs import CUP, end, goal, logs, make_log, make_record, start


@given(logs())
def test_voiding_a_void_brings_the_event_back(log):
    if len(log) < 2:
        return
    top = len(log)
    void = make_record(top + 1, type="void", data={"seq": top, "reason": "typo"})
    again = make_record(top + 2, type="void", data={"seq": top + 1, "reason": "it was right"})
    assert msgspec.structs.replace(fold([*log, void, again]), seq=top) == fold(log)


def test_a_log_begins_with_scheduled():
    with raises_refused("begins with"):
        fold([make_record(1, **start())])


def test_a_match_is_scheduled_once():
    log = make_log()
    with raises_refused("scheduled already"):
        step(fold(log), log[0])


def test_a_correction_that_makes_later_events_impossible_names_them():
    log = make_log(start(), goal(), goal("away"))
    void = make_record(5, type="void", data={"seq": 2, "reason": "no kick-off yet"})
    with raises_refused(r"record 3: .*; record 4: ") as refused:
        fold([*log, void])
    assert refused.value.seqs == (3, 4)


@pytest.mark.parametrize(
    ("correction", "why"),
    [
        ({"type": "void", "data": {"seq": 99, "reason": "x"}}, "no record 99"),
        ({"type": "void", "data": {"seq": 1, "reason": "x"}}, "about the fixture"),
        ({"type": "amend", "data": {"seq": 4, "reason": "x", "event": goal()}}, "is a correction"),
        ({"type": "void", "data": {"seq": 3, "reason": "x"}}, "void already"),
    ],
)
def test_a_correction_of_what_cannot_be_corrected_is_refused(correction, why):
    log = make_log(start(), goal(), {"type": "void", "data": {"seq": 3, "reason": "typo"}})
    with raises_refused(why):
        check_correction(log, make_record(5, **correction))


def test_the_later_of_two_amendments_counts():
    log = make_log(
        start(),
        goal(player="Ada"),
        {"type": "amend", "data": {"seq": 3, "reason": "x", "event": goal(player="Bea")}},
        {"type": "amend", "data": {"seq": 3, "reason": "x", "event": goal(player="Cleo")}},
    )
    assert [i.player for i in fold(log).incidents if i.kind == "goal"] == ["Cleo"]
    log.append(make_record(6, type="void", data={"seq": 5, "reason": "x"}))
    assert [i.player for i in fold(log).incidents if i.kind == "goal"] == ["Bea"]


def test_an_amended_event_can_be_voided():
    log = make_log(
        start(),
        goal(player="Ada"),
        {"type": "amend", "data": {"seq": 3, "reason": "x", "event": goal("away", player="Bea")}},
        {"type": "void", "data": {"seq": 3, "reason": "offside"}},
    )
    state = fold(log)
    assert view_of(state).score.leader() is None
    assert find_corrections(log).voided == {3: "offside"}
    assert [event.seq for event in list_effective(log)] == [1, 2]


def test_a_cancelled_goal_stays_visible_with_its_reason():
    log = make_log(start(), goal(player="Ada"), {"type": "void", "data": {"seq": 3, "reason": "Offside"}})
    (shown,) = [incident for incident in fold(log).incidents if incident.kind == "goal"]
    assert (shown.confirmation, shown.reason, shown.player, shown.score) == ("cancelled", "Offside", "Ada", None)


@pytest.mark.parametrize("status", ["interrupted", "suspended", "abandoned"])
def test_nothing_can_be_entered_while_play_is_stopped(status):
    state = fold(make_log(start(), {"type": "status", "data": {"status": status, "reason": "Rain"}}))
    with raises_refused(f"is {status}"):
        step(state, make_record(4, **goal()))
    resumed = step(state, make_record(4, type="status", data={"status": "live"}))
    assert status_of(resumed) == "live"
    assert view_of(step(resumed, make_record(5, **goal()))).score.home == 1


def test_an_awarded_match_has_its_awarded_score_and_winner():
    declared = {"status": "awarded", "reason": "No show", "winner": "away", "score": {"home": 0, "away": 3}}
    state = fold(make_log({"type": "status", "data": declared}))
    view = view_of(state)
    assert (status_of(state), view.winner, view.decided_by) == ("awarded", "away", "awarded")
    assert (view.score.home, view.score.away) == (0, 3)
    official = step(state, make_record(3, type="status", data={"status": "official"}))
    assert (status_of(official), view_of(official).winner) == ("official", "away")


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        ({"status": "postponed"}, "needs a reason"),
        ({"status": "official"}, "cannot become official"),
        ({"status": "delayed", "winner": "home"}, "with the status `awarded` only"),
    ],
)
def test_a_status_that_makes_no_sense_is_refused(declared, why):
    with raises_refused(why):
        fold(make_log({"type": "status", "data": declared}))


def test_a_new_date_ends_a_postponement():
    log = make_log(
        {"type": "status", "data": {"status": "postponed", "reason": "Snow"}},
        {"type": "fixture_changed", "data": {"scheduled_at": "2026-12-01T15:00:00Z"}},
    )
    assert status_of(fold(log)) == "scheduled"


def test_the_ruleset_stands_once_play_has_begun():
    change = {"type": "fixture_changed", "data": {"ruleset": CUP}}
    assert fold(make_log(change)).play.ruleset.shootout
    with raises_refused("ruleset cannot change"):
        fold(make_log(start(), change))


def test_a_match_ended_becomes_official():
    log = make_log(start(), end(), start(), end(), {"type": "status", "data": {"status": "official"}})
    assert status_of(fold(log)) == "official"
    with raises_refused("is official"):
        step(fold(log), make_record(7, **goal()))


@pytest.mark.parametrize("declared", [(), ("official",), ("awarded", "official")])
def test_how_many_came_is_entered_after_the_end_too(declared):
    reason = {"reason": "No show"}
    statuses = [{"type": "status", "data": {"status": status, **reason}} for status in declared]
    changed = {"type": "fixture_changed", "data": {"attendance": 88_966}}
    before = make_log(start(), end(), start(), end(), *statuses)
    after = fold(make_log(start(), end(), start(), end(), *statuses, changed))
    assert (status_of(after), after.fixture.attendance) == (status_of(fold(before)), 88_966)
