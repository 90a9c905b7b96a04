"""Football's laws, by example."""

from datetime import timedelta

import pytest
from hypothesis import given

from scoreboard.sports import get_sport
from scoreboard.sports.base import PeriodScore, Score
from scoreboard.sports.football.events import MINUTE, Ruleset
from scoreboard.sports.football.place import format_minute
from scoreboard.sports.match import enter, fold, step
from scoreboard.sports.state import status_of, view_of
from scoreboard.sports.statuses import OVER
from tests.refusals import raises_refused
from tests.sports.logs import (
    CUP,
    KICK_OFF,
    card,
    end,
    goal,
    kick,
    logs,
    make_log,
    make_record,
    review,
    start,
    substitution,
)


def play(*bodies, ruleset=None):
    return fold(make_log(*bodies, ruleset=ruleset or {}))


def refuse(*bodies, why, ruleset=None):
    """The last of `bodies` is refused for the reason `why`, the ones before are not."""
    state = play(*bodies[:-1], ruleset=ruleset)
    with raises_refused(why):
        enter(state, make_record(len(bodies) + 1, **bodies[-1]))


def test_a_league_match_ends_after_two_halves():
    state = play(start(), goal(), end(), start(), goal("away"), goal("away"), end())
    view = view_of(state)
    assert (status_of(state), view.phase, view.winner, view.decided_by) == ("ended", "full_time", "away", "regular")
    assert view.periods == (PeriodScore("first_half", 1, 0), PeriodScore("second_half", 0, 2))
    assert view.clock is None


def test_a_drawn_league_match_has_no_winner():
    view = view_of(play(start(), end(), start(), end()))
    assert (view.finished, view.winner, view.decided_by) == (True, None, "regular")


def test_a_level_cup_match_goes_to_extra_time_then_to_penalties():
    bodies = [start(), end(), start(), end()]
    assert view_of(play(*bodies, ruleset=CUP)).phase == "extra_time_break"
    bodies += [start(), goal(), end(), start(), goal("away"), end()]
    state = play(*bodies, ruleset=CUP)
    assert (view_of(state).phase, status_of(state)) == ("shootout", "live")
    view = view_of(play(*bodies, {"type": "shootout_result", "data": {"home": 4, "away": 2}}, ruleset=CUP))
    assert (view.score, view.shootout, view.winner, view.decided_by) == (Score(1, 1), Score(4, 2), "home", "shootout")


def test_a_goal_in_extra_time_decides():
    view = view_of(play(start(), end(), start(), end(), start(), end(), start(), goal(), end(), ruleset=CUP))
    assert (view.winner, view.decided_by) == ("home", "extra_time")


def test_an_own_goal_counts_for_the_other_side():
    state = play(start(), goal("home", player="Zoe", data={"own_goal": True}))
    assert view_of(state).score == Score(1, 0)
    (incident,) = [i for i in state.incidents if i.kind == "goal"]
    assert (incident.detail, incident.player) == ("own_goal", "Zoe")
    mentions = get_sport("football").mentions(make_record(3, **goal("home", player="Zoe", data={"own_goal": True})))
    assert mentions[0].side == "away"


def test_what_happened_before_the_break_can_be_entered_in_it():
    state = play(start(), end(), goal(period="first_half", clock_ms=44 * MINUTE))
    assert view_of(state).periods == (PeriodScore("first_half", 1, 0),)


def test_a_break_is_no_period():
    for body in (goal(), goal(clock_ms=46 * MINUTE)):
        refuse(
            start(), end(), {**body, "period": "half_time"}, why="'half_time' has not been played; expected one of: f"
        )


def test_a_goal_entered_late_ends_the_match_that_was_going_to_extra_time():
    state = play(start(), end(), start(), end(), goal(period="second_half"), ruleset=CUP)
    assert view_of(state).phase == "full_time"


@pytest.mark.parametrize(
    ("period", "clock_ms", "minute"),
    [
        ("first_half", 0, "1"),
        ("first_half", 22 * MINUTE + 10_000, "23"),
        ("first_half", 45 * MINUTE - 1, "45"),
        ("first_half", 46 * MINUTE, "45+2"),
        ("second_half", 45 * MINUTE, "46"),
        ("second_half", 93 * MINUTE, "90+4"),
        ("extra_first_half", 90 * MINUTE, "91"),
        ("extra_second_half", 121 * MINUTE + 1, "120+2"),
    ],
)
def test_minutes_are_written_as_football_writes_them(period, clock_ms, minute):
    assert format_minute(Ruleset(), period, clock_ms) == minute


def test_the_minute_follows_from_the_clock_where_none_is_given():
    log = make_log(start())
    kicked_off = fold(log)
    scored = make_record(3, **goal(), occurred_at=KICK_OFF + timedelta(minutes=2 + 30))
    assert step(kicked_off, scored).incidents[-1].minute == "31"


def test_a_replay_s_clock_runs_faster():
    log = make_log(start(), clock_rate=30)
    scored = make_record(3, **goal(), occurred_at=KICK_OFF + timedelta(minutes=2, seconds=60))
    assert fold([*log, scored]).incidents[-1].minute == "31"


def test_refusals_name_the_law():
    refuse(goal(), why="not started")
    refuse(start(), start(), why="No period can start now")
    refuse(start(), {"type": "period_start", "period": "second_half"}, why="No period can start")
    refuse({"type": "period_start", "period": "second_half"}, why="next period is first_half")
    refuse(start(), end(), end(), why="No period is being played")
    refuse(start(), {"type": "period_end", "period": "second_half"}, why="first_half is")
    refuse(start(), end(), goal(), why="say which it belongs to")
    refuse(start(), goal(period="second_half"), why="has not been played")
    refuse(start(), end(), start(), end(), goal(), why="match is over")
    refuse(start(), goal(clock_ms=200 * MINUTE), why="not in first half")
    refuse(start(), end(), start(), goal(clock_ms=10 * MINUTE), why="not in second half")
    refuse(start(), goal(data={"own_goal": True, "penalty": True}), why="not both")
    refuse(start(), {"type": "shootout_result", "data": {"home": 4, "away": 2}}, why="no shootout now")
    level = [start(), end(), start(), end(), start(), end(), start(), end()]
    refuse(*level, {"type": "shootout_result", "data": {"home": 4, "away": 4}}, why="cannot be level", ruleset=CUP)


def test_cards():
    refuse(start(), card("second_yellow"), why="no first yellow")
    refuse(start(), card("yellow"), card("yellow"), why="booked already")
    refuse(start(), card("red"), card("yellow"), why="sent off already")
    refuse(start(), card("yellow"), card("second_yellow"), goal(player="Ada"), why="sent off")
    state = play(start(), card("yellow"), card("second_yellow"), goal(player="Bea"))
    assert [i.detail for i in state.incidents if i.kind == "card"] == ["yellow", "second_yellow"]


def test_substitutions():
    refuse(start(), substitution("Ada", "Ada"), why="themselves")
    refuse(start(), substitution("Bea", "Ada"), substitution("Ada", "Cleo"), why="cannot return")
    refuse(start(), substitution("Bea", "Ada"), substitution("Bea", "Cleo"), why="on the field already")
    refuse(start(), substitution("Bea", "Ada"), goal(player="Ada"), why="cannot return")
    five = [substitution(f"On {n}", f"Off {n}") for n in range(5)]
    refuse(start(), *five, substitution("Six", "Ada"), why="All 5 substitutions")
    extra = [start(), *five, end(), start(), end(), start()]
    play(*extra, substitution("Six", "Ada"), ruleset=CUP)
    refuse(*extra, substitution("Six", "Ada"), substitution("Seven", "Bea"), why="All 6", ruleset=CUP)


def test_a_result_alone():
    data = {
        "half_time": {"home": 0, "away": 1},
        "full_time": {"home": 2, "away": 2},
        "extra_time": {"home": 3, "away": 3},
        "shootout": {"home": 4, "away": 2},
    }
    view = view_of(play({"type": "result", "data": data}))
    assert (view.score, view.shootout, view.winner, view.decided_by) == (Score(3, 3), Score(4, 2), "home", "shootout")
    assert view.periods == (
        PeriodScore("first_half", 0, 1),
        PeriodScore("second_half", 2, 1),
        PeriodScore("extra_time", 1, 1),
    )
    refuse(start(), {"type": "result", "data": data}, why="has started")
    refuse({"type": "result", "data": {**data, "full_time": {"home": 0, "away": 0}}}, why="below the one before")
    refuse({"type": "result", "data": {**data, "extra_time": {"home": 3, "away": 2}}}, why="follows a level score")


@given(logs())
def test_the_score_is_the_sum_of_its_periods_and_of_its_goals(log):
    state = fold(log)
    view = view_of(state)
    assert view.score.home == sum(period.home for period in view.periods)
    assert view.score.away == sum(period.away for period in view.periods)
    goals = [i for i in state.incidents if i.kind == "goal"]
    assert len(goals) == view.score.home + view.score.away
    assert view.score == (goals[-1].score if goals else Score())


@given(logs(most=80))
def test_who_wins_leads(log):
    view = view_of(fold(log))
    if view.winner and view.finished:
        assert view.winner == (view.score if view.aggregate else view.shootout or view.score).leader()
    assert not (view.finished and view.clock)


# --- shootout --------------------------------------------------------------------------------------------------------

TO_PENALTIES = [start(), end(), start(), end(), start(), end(), start(), end()]


def take(*scored, first="home"):
    """Kicks in turn, scored or not."""
    sides = [first, "away" if first == "home" else "home"]
    return [kick(sides[number % 2], scored=went_in) for number, went_in in enumerate(scored)]


@pytest.mark.parametrize(
    ("scored", "shootout"),
    [
        ([1, 0, 1, 0, 1, 0], (3, 0)),  # cannot be caught
        ([1, 0, 1, 1, 1, 0, 1], (4, 1)),
        ([1, 1, 1, 1, 1, 1, 1, 1, 1, 0], (5, 4)),
        ([0, 1, 0, 1, 0, 1], (0, 3)),
        ([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0], (6, 5)),  # sudden death
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], (0, 1)),
    ],
)
def test_a_shootout_stops_when_it_is_decided(scored, shootout):
    view = view_of(play(*TO_PENALTIES, *take(*map(bool, scored)), ruleset=CUP))
    assert (view.finished, view.shootout, view.decided_by) == (True, Score(*shootout), "shootout")
    before = view_of(play(*TO_PENALTIES, *take(*map(bool, scored[:-1])), ruleset=CUP))
    assert before.phase == "shootout"
    refuse(*TO_PENALTIES, *take(*map(bool, scored)), kick("home"), why="no shootout now", ruleset=CUP)


def test_the_final_of_2022_kick_by_kick():
    """Mbappé, Messi, Coman (saved), Dybala, Tchouaméni (wide), Paredes, Kolo Muani, Montiel."""
    kicks = take(True, True, False, True, False, True, True, True, first="away")
    view = view_of(play(*TO_PENALTIES, *kicks, ruleset=CUP))
    assert (view.shootout, view.winner) == (Score(4, 2), "home")


def test_a_shootout_known_by_its_winner_only():
    view = view_of(play(*TO_PENALTIES, {"type": "shootout_result", "data": {"winner": "away"}}, ruleset=CUP))
    assert (view.finished, view.shootout, view.winner, view.decided_by) == (True, None, "away", "shootout")
    for data in ({}, {"home": 4}, {"home": 4, "away": 2, "winner": "away"}, {"home": 3, "away": 3}):
        refuse(*TO_PENALTIES, {"type": "shootout_result", "data": data}, why="Law 10", ruleset=CUP)


def test_kicks_are_taken_in_turn_by_those_who_may():
    refuse(*TO_PENALTIES, kick("home"), kick("home"), why="in turn", ruleset=CUP)
    refuse(
        *TO_PENALTIES,
        kick("home", player="Ada"),
        kick("away"),
        kick("home", player="Ada"),
        why="first all 11",
        ruleset=CUP,
    )
    refuse(start(), card("red"), *TO_PENALTIES[1:], kick("home", player="Ada"), why="sent off", ruleset=CUP)
    refuse(
        *TO_PENALTIES,
        kick("home"),
        {"type": "shootout_result", "data": {"home": 3, "away": 2}},
        why="follows",
        ruleset=CUP,
    )
    refuse(*TO_PENALTIES, kick("home"), goal(period="second_half"), why="Kicks have been taken", ruleset=CUP)
    refuse(start(), kick("home"), why="no shootout now", ruleset=CUP)


def test_everybody_kicks_again_after_all_have_kicked():
    two = {**CUP, "players": 2}
    kicks = [kick(side, player=f"{side}{number}") for number in (1, 2) for side in ("home", "away")]
    play(*TO_PENALTIES, *kicks, kick("home", player="home1"), ruleset=two)
    refuse(*TO_PENALTIES, *kicks[:2], kick("home", player="home1"), why="first all 2", ruleset=two)


# --- reviews, penalties, stoppage time -------------------------------------------------------------------------------


def test_a_goal_under_review_waits_then_stands_or_falls():
    log = [start(), goal(player="Ada")]

    def shown(*reviews):
        state = play(*log, *reviews)
        (incident,) = [i for i in state.incidents if i.kind == "goal"]
        return incident.confirmation, view_of(state).score.home

    assert shown() == ("confirmed", 1)
    assert shown(review(3, "under_review")) == ("tbd", 1)
    assert shown(review(3, "under_review"), review(3, "confirmed")) == ("confirmed", 1)
    assert shown(review(3, "under_review"), review(3, "cancelled")) == ("cancelled", 0)
    assert shown(review(3, "cancelled"), review(3, "confirmed")) == ("confirmed", 1)
    assert shown(review(3, "cancelled"), {"type": "void", "data": {"seq": 4, "reason": "typo"}}) == ("confirmed", 1)


def test_a_review_gives_a_sending_off_back():
    log = [start(), card("red"), review(3, "cancelled"), goal(player="Ada")]
    assert view_of(play(*log)).score == Score(1, 0)


def test_a_missed_penalty_and_stoppage_time_are_shown():
    state = play(
        start(),
        {"type": "penalty_missed", "side": "away", "player": "Zoe", "data": {"outcome": "saved"}},
        {"type": "stoppage_time", "data": {"minutes": 4}},
    )
    assert [(i.kind, i.detail) for i in state.incidents[1:]] == [("penalty_missed", "saved"), ("stoppage_time", "4")]
    refuse(start(), end(), {"type": "stoppage_time", "data": {"minutes": 4}}, why="No period is being played")


# --- two legs --------------------------------------------------------------------------------------------------------


def second_leg(*bodies, first, away_goals=False):
    return view_of(play(*bodies, ruleset={**CUP, "first_leg": first, "away_goals": away_goals}))


def test_the_aggregate_decides_whether_there_is_extra_time():
    played = [start(), goal(), end(), start(), end()]
    ahead = second_leg(*played, first={"home": 1, "away": 1})
    assert (ahead.finished, ahead.winner, ahead.advances, ahead.aggregate) == (True, "home", "home", Score(2, 1))
    level = second_leg(*played, first={"home": 0, "away": 1})
    assert (level.phase, level.aggregate) == ("extra_time_break", Score(1, 1))
    behind = second_leg(*played, first={"home": 0, "away": 2})
    assert (behind.finished, behind.winner, behind.advances) == (True, "home", "away")


def test_goals_away_decide_where_the_ruleset_says_so():
    played = [start(), goal(), goal("away"), end(), start(), end()]
    assert second_leg(*played, first={"home": 1, "away": 1}).phase == "extra_time_break"
    level = second_leg(*played, first={"home": 1, "away": 1}, away_goals=True)
    assert level.phase == "extra_time_break"
    away = second_leg(
        start(), goal(), goal(), goal("away"), end(), start(), end(), first={"home": 0, "away": 1}, away_goals=True
    )
    assert (away.finished, away.winner, away.advances) == (True, "home", "away")


def test_a_result_with_a_shootout_after_a_tie_that_is_level():
    data = {"full_time": {"home": 1, "away": 0}, "shootout": {"home": 3, "away": 4}}
    view = second_leg({"type": "result", "data": data}, first={"home": 1, "away": 2})
    assert (view.score, view.winner, view.advances) == (Score(1, 0), "home", "away")
    with raises_refused("level tie"):
        second_leg({"type": "result", "data": data}, first={"home": 2, "away": 2})


def test_a_shootout_says_who_advances_not_who_won_the_second_leg():
    bodies = [start(), goal(), end(), start(), end(), start(), end(), start(), end()]
    view = second_leg(
        *bodies, {"type": "shootout_result", "data": {"home": 3, "away": 4}}, first={"home": 0, "away": 1}
    )
    assert (view.score, view.winner, view.advances) == (Score(1, 0), "home", "away")


@given(logs())
def test_every_match_can_be_brought_to_its_end(log):
    """Whatever has been accepted, ending periods and taking kicks ends the match in a bounded number of records."""
    state = fold(log)
    for seq in range(len(log) + 1, len(log) + 40):
        if status_of(state) in OVER or status_of(state) == "abandoned":
            return
        state = step(state, make_record(seq, **next_step(state)))
    raise AssertionError(f"no end in sight: {view_of(state)}")


def next_step(state):
    """What a scorer who wants to go home enters next."""
    if status_of(state) in ("interrupted", "suspended"):
        return {"type": "status", "data": {"status": "live"}}
    if status_of(state) == "postponed":
        return {"type": "status", "data": {"status": "scheduled"}}
    phase = view_of(state).phase
    if phase == "shootout":
        side = "home" if not state.play.kicks or state.play.kicks[-1].side == "away" else "away"
        return kick(side, scored=side == "home")
    return end() if phase in ("first_half", "second_half", "extra_first_half", "extra_second_half") else start()
