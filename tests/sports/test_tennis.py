"""The rules of tennis, by example."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoreboard.sports.base import Ending, PeriodScore, Score, Shown
from scoreboard.sports.match import fold
from scoreboard.sports.state import status_of
from scoreboard.sports.tennis import rules
from scoreboard.sports.tennis.events import Ruleset
from tests.refusals import raises_refused
from tests.sports.logs import make_log
from tests.sports.playing import Table
from tests.sports.test_all_sports import draw_log
from tests.wording import read_view

TENNIS = Table("tennis")
play, refuse = TENNIS.play, TENNIS.refuse
START = {"type": "match_start", "side": "home"}


def points(text):
    """Points by who won them: H or A."""
    return [{"type": "point", "side": "home" if letter == "H" else "away"} for letter in text if letter != " "]


def games(text):
    """Games to love by who won them."""
    return points("".join(letter * 4 for letter in text if letter != " "))


SIX_ALL = games("HA" * 6)


@pytest.mark.parametrize(
    ("won", "shown", "situation"),
    [
        ("", ("0", "0"), None),
        ("HHA", ("30", "15"), None),
        ("AAA", ("0", "40"), "Break point"),
        ("HHHAAA", ("40", "40"), "Deuce"),
        ("HHHAAAH", ("AD", "40"), None),
        ("HHHAAAA", ("40", "AD"), "Break point"),
        ("HHHAAAHA", ("40", "40"), "Deuce"),
    ],
)
def test_points_are_called_as_tennis_calls_them(won, shown, situation):
    view = read_view(play(START, *points(won)))
    assert (view.points, view.situation) == (Shown(*shown), situation)


def test_a_game_is_won_two_ahead_and_the_serve_changes():
    view = read_view(play(START, *points("HHHAAAHAHH")))
    assert (view.periods, view.turn, view.points) == ((PeriodScore("set_1", 1, 0),), "away", Shown("0", "0"))
    assert read_view(play(START, *points("HHHAAAA"), no_ad=True)).periods == (PeriodScore("set_1", 0, 1),)


def test_a_set_and_a_match():
    state = play(START, *games("HHHHHH" + "AAAAAA" + "HAHAHAHAHA" + "HH"))
    view = read_view(state)
    assert (view.score, view.winner, view.decided_by) == (Score(2, 1), "home", "regular")
    assert view.summary == "6–0 0–6 7–5"
    assert status_of(state) == "ended"
    refuse(START, *games("H" * 12), {"type": "point", "side": "home"}, why="match is over")


def test_a_tiebreak_at_six_all():
    view = read_view(play(START, *SIX_ALL))
    assert (view.situation, view.turn, view.points) == ("Tiebreak", "home", Shown("0", "0"))
    view = read_view(play(START, *SIX_ALL, *points("HAHAHAHAHAHA" + "HH")))
    assert view.score == Score(1, 0)
    assert view.periods[0] == PeriodScore("set_1", 7, 6, Shown("7", "6(6)"))
    assert view.turn == "away", "who received first in the tiebreak serves first in the next set"


def test_in_a_tiebreak_the_serve_changes_after_one_point_then_after_every_two():
    turns = [read_view(play(START, *SIX_ALL, *points("HA" * 3)[:number])).turn for number in range(7)]
    assert turns == ["home", "away", "away", "home", "home", "away", "away"]


@pytest.mark.parametrize(
    ("ruleset", "last_set", "summary"),
    [
        ({"final_set": "advantage"}, games("HA" * 6 + "HH"), "6–0 0–6 8–6"),
        ({"final_set": "tiebreak"}, [*SIX_ALL, *points("H" * 10)], "6–0 0–6 7–6(0)"),
        (
            {"final_set": "tiebreak", "final_tiebreak_at": 12, "final_tiebreak_points": 7},
            [*games("HA" * 12), *points("AH" + "H" * 6)],
            "6–0 0–6 13–12(1)",
        ),
        ({"final_set": "match_tiebreak"}, points("HA" * 8 + "HH"), "6–0 0–6 [10–8]"),
        ({"final_set": "same"}, [*SIX_ALL, *points("H" * 7)], "6–0 0–6 7–6(0)"),
    ],
)
def test_the_last_set_by_every_rule(ruleset, last_set, summary):
    before = [START, *games("H" * 6 + "A" * 6)]
    assert not read_view(play(*before, *last_set[:-1], **ruleset)).finished
    view = read_view(play(*before, *last_set, **ruleset))
    assert (view.winner, view.score, view.summary) == ("home", Score(2, 1), summary)


def test_a_match_tiebreak_is_a_period_of_its_own():
    view = read_view(play(START, *games("H" * 6 + "A" * 6), *points("HHA"), final_set="match_tiebreak"))
    assert (view.phase, view.periods[-1]) == ("match_tiebreak", PeriodScore("match_tiebreak", 2, 1))


def test_short_sets():
    ruleset = {"games_to_set": 4, "tiebreak_at": 3, "tiebreak_points": 5}
    state = play(START, *games("HA" * 3), *points("HHHHH"), *games("HHHH"), **ruleset)
    assert read_view(state).summary == "4–3(0) 4–0"


@pytest.mark.parametrize(
    "ruleset",
    [{"tiebreak_at": 4}, {"final_set": "tiebreak", "final_tiebreak_at": 3}, {"games_to_set": 10}],
)
def test_a_ruleset_that_contradicts_itself_is_refused(ruleset):
    with raises_refused("a tiebreak is played at"):
        rules.start(Ruleset(**ruleset))


def test_who_gives_up_loses_and_what_was_played_stays():
    view = read_view(play(START, *games("HHHHHH" + "AA"), {"type": "forfeit", "side": "away"}))
    assert (view.winner, view.decided_by, view.score) == ("home", "retired", Score(1, 0))
    assert view.summary == "6–0 0–2 retired"
    walkover = {"type": "forfeit", "side": "home", "data": {"how": "walkover"}}
    view = read_view(play(walkover))
    assert (view.winner, view.decided_by, view.summary) == ("away", "walkover", "walkover")
    refuse(START, walkover, why="has started")
    refuse({"type": "forfeit", "side": "home"}, why="has not started")
    refuse(walkover, START, why="has started")


def test_violations_cost_a_point_then_a_game():
    def violation(penalty):
        return {"type": "violation", "side": "home", "data": {"penalty": penalty}}

    state = play(START, violation("warning"), violation("point"), violation("game"))
    view = read_view(state)
    assert view.periods == (PeriodScore("set_1", 0, 1),)
    assert [(i.kind, i.detail) for i in state.incidents][1:] == [
        ("violation", "warning"),
        ("violation", "point"),
        ("violation", "game"),
    ]
    assert state.incidents[-1].ended == Ending("game", "away", "break")


def test_incidents_are_the_ends_of_games_and_sets():
    state = play(START, *games("HAHHHHH"))
    assert [(i.kind, i.side, i.detail) for i in state.incidents] == [
        ("match_start", "home", None),
        ("game", "home", "hold"),
        ("game", "away", "hold"),
        ("game", "home", "hold"),
        ("game", "home", "break"),
        ("game", "home", "hold"),
        ("game", "home", "break"),
        ("set", "home", "6–1"),
    ]


def test_refusals():
    refuse({"type": "point", "side": "home"}, why="not started")
    refuse(START, START, why="has started")
    refuse(START, {"type": "point", "side": "away", "data": {"how": "ace"}}, why="home side serves")
    refuse(START, {"type": "point", "side": "home", "data": {"how": "double_fault"}}, why="home side serves")
    refuse(START, {"type": "manual", "side": "home", "data": {"points": -1, "reason": "x"}}, why="less than no")
    refuse(START, {"type": "manual", "side": "home", "data": {"points": 5, "reason": "x"}}, why="ends with 4")


def result(*sets, **fields):
    played = []
    for one in sets:
        home, away, *tiebreak = one
        played.append({"home": home, "away": away})
        if tiebreak:
            played[-1]["tiebreak"] = {"home": tiebreak[0], "away": tiebreak[1]}
    return {"type": "result", "data": {"sets": played, **fields}}


def test_a_result_alone():
    view = read_view(play(result((6, 4), (3, 6), (7, 6, 7, 5))))
    assert (view.winner, view.score, view.summary) == ("home", Score(2, 1), "6–4 3–6 7–6(5)")
    view = read_view(play(result((6, 4), (2, 1), winner="away", how="retired")))
    assert (view.winner, view.summary) == ("away", "4–6 1–2 retired")
    view = read_view(play(result(winner="away", how="walkover")))
    assert (view.winner, view.decided_by, view.score) == ("away", "walkover", Score())
    for match_tiebreak in ((1, 0, 10, 8), (10, 8)):
        view = read_view(play(result((6, 4), (3, 6), match_tiebreak), final_set="match_tiebreak"))
        assert (view.score, view.summary) == (Score(2, 1), "6–4 3–6 [10–8]")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (result((6, 5), (6, 0)), "another one follows"),
        (result((6, 4), (9, 7)), "No set ends 9–7"),
        (result((6, 4), (8, 6)), "No set ends 8–6"),
        (result((6, 4)), "won by 2 sets"),
        (result((6, 4), (6, 4), (6, 4)), "over after 2 sets"),
        (result((6, 4), (6, 4), winner="away"), "home has won"),
        (result((6, 4), how="retired"), "winner is needed"),
        (result((6, 4), (6, 4), winner="home", how="retired"), "decide the match"),
        (result((6, 4), winner="home", how="walkover"), "has started"),
    ],
)
def test_a_result_that_cannot_be_is_refused(body, why):
    refuse(body, why=why)


def test_a_log_of_doubles_is_one_of_sides():
    state = play(START, {"type": "point", "side": "home", "player": "Ada", "data": {"how": "ace"}})
    assert read_view(state).points == Shown("15", "0")
    assert make_log(sport="tennis")[0].data.sport == "tennis"


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_was_entered_games_and_sets_are_over_where_their_score_says_so(data):
    state = fold(draw_log(data, "tennis")).play
    if state.winner is not None:
        return
    assert not rules.is_game_won(state, state.points)
    assert not rules.is_set_won(state.ruleset, state.games) or state.tiebreak
    for played in state.sets:
        assert played.score.leader() is not None
