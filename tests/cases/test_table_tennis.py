"""Table tennis: penalty points, the order of serving after corrections, and the ends of games."""

import pytest

from scoreboard.sports import get_sport
from scoreboard.sports.base import PeriodScore, Score, Shown
from scoreboard.sports.match import enter
from tests.refusals import raises_refused
from tests.sports.logs import make_record
from tests.sports.playing import Table
from tests.sports.test_rally import by, points
from tests.wording import read_view

TABLE_TENNIS = Table("table_tennis")
START = {"type": "match_start", "side": "home"}
EXPEDITE = {"type": "expedite"}


def card(colour, side="away", **data):
    return {**by(side, "sanction", card=colour, **data), "player": "Zoe"}


def test_a_second_offence_gives_one_point_and_a_further_one_two():
    """ITTF Regulation 3.5.2.3; what follows three penalty points is the referee's to decide (3.5.2.4)."""
    offences = [card("yellow"), *[card("yellow_red")] * 3]
    given = [read_view(TABLE_TENNIS.play(START, *offences[:number])).points.home for number in range(1, 5)]
    assert given == ["0", "1", "3", "3"]
    view = read_view(TABLE_TENNIS.play(START, card("yellow_red"), *points("H10"), card("yellow_red")))
    assert view.periods[-1] == PeriodScore("set_2", 2, 0), "they are of the match, not of the game"
    assert read_view(TABLE_TENNIS.play(START, *offences, edition=1)).points.home == "3"
    assert read_view(TABLE_TENNIS.play(START, card("yellow_red"), card("yellow_red", "home"))).points == Shown("1", "1")


def test_a_red_card_alone_gives_no_point():
    """ITTF Regulations 3.5.1.3 and 3.5.2.8: it sends an adviser away, or goes with a disqualification."""
    assert read_view(TABLE_TENNIS.play(START, card("red"))).points == Shown("0", "0")
    with raises_refused("gives no point"):
        enter(TABLE_TENNIS.play(START), make_record(3, sport="table_tennis", **card("red", points=1)))


def test_a_point_that_the_game_has_no_place_for_is_the_next_games():
    """ITTF Handbook for Match Officials: of two penalty points at 10 the second is the next game's, if there is one."""
    view = read_view(TABLE_TENNIS.play(START, *points("H10"), card("yellow_red", points=2)))
    assert [(one.home, one.away) for one in view.periods] == [(11, 0), (1, 0)]
    view = read_view(TABLE_TENNIS.play(START, *points("H32"), card("yellow_red", points=2)))
    assert (view.winner, view.score) == ("home", Score(3, 0))


def test_penalty_points_before_and_after_the_match():
    """ITTF Regulation 3.5.2: conduct counts from the arrival at the playing area until it is left."""
    view = read_view(TABLE_TENNIS.play(card("yellow_red", points=2), START))
    assert (view.points, view.turn) == (Shown("2", "0"), "away")
    over = [START, *points("H33")]
    assert read_view(TABLE_TENNIS.play(*over, card("yellow_red", "home"))) == read_view(TABLE_TENNIS.play(*over))


@pytest.mark.parametrize(
    ("rallies", "taken", "turn"),
    [
        ("H2", ("home", -1), "home"),
        ("H4", ("home", -3), "home"),
        ("H4", ("home", -1), "away"),
        ("H10 A10", ("away", -1), "away"),
        ("H10 A10 H", ("home", -1), "home"),
    ],
)
def test_who_serves_after_a_correction_is_who_serves_at_that_score(rallies, taken, turn):
    """ITTF Law 2.13.3: two serves each in turn, one each from 10 all."""
    taken = by(taken[0], "manual", points=taken[1], reason="x")
    assert read_view(TABLE_TENNIS.play(START, *points(rallies), taken)).turn == turn


def test_under_the_expedite_system_a_correction_changes_the_serve_back():
    """ITTF Law 2.15.3: one serve each in turn from then on."""
    view = read_view(TABLE_TENNIS.play(START, EXPEDITE, *points("H"), by("home", "manual", points=-1, reason="x")))
    assert view.turn == "home"


@pytest.mark.parametrize(("rallies", "ended"), [("H10 A10 H", (11, 9)), ("H10 A10 H A H", (12, 10))])
def test_a_correction_that_wins_a_game_ends_it(rallies, ended):
    """ITTF Law 2.11: 11 points, two ahead after 10 all."""
    state = TABLE_TENNIS.play(START, *points(rallies), by("away", "manual", points=-1, reason="x"))
    assert (state.play.sets[0].score, read_view(state).turn) == (Score(*ended), "away")


def test_a_correction_across_the_end_of_a_game_is_refused_with_what_to_do():
    taken = by("home", "manual", points=-1, reason="x")
    TABLE_TENNIS.refuse(START, *points("H11"), taken, why="void the last point of the set before")
    TABLE_TENNIS.refuse(START, *points("H33"), taken, why="void the record that ended it")


def test_who_retires_loses_and_the_games_stand_as_played():
    view = read_view(TABLE_TENNIS.play(START, *points("A11 H5 A9"), by("away", "forfeit")))
    assert view.summary == "0–1 (0–11, 5–9) retired"


@pytest.mark.parametrize("played", ["9-9", "11-7"])
def test_the_expedite_system_is_not_introduced_after_eighteen_points(played):
    """ITTF Law 2.15.2; the next game may begin with it."""
    home, away = (int(number) for number in played.split("-"))
    rallies = [START, *points(f"H7 A{away} H{home - 7}")]
    if played == "9-9":
        TABLE_TENNIS.refuse(*rallies, EXPEDITE, why="18 points")
        assert "expedite" not in get_sport("table_tennis").list_actions(TABLE_TENNIS.play(*rallies).play)
    else:
        assert TABLE_TENNIS.enter(*rallies, EXPEDITE).play.expedite
