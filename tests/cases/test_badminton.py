"""Badminton: cards, the end of a game at 29 all, and corrections there."""

import pytest

from scoreboard.sports.base import PeriodScore, Score, Shown
from scoreboard.sports.match import enter
from tests.refusals import raises_refused
from tests.sports.logs import make_record
from tests.sports.playing import Table
from tests.sports.test_rally import by, points, result
from tests.wording import read_view

BADMINTON = Table("badminton")
START = {"type": "match_start", "side": "home"}
TWENTY_NINE_ALL = points("H20 A20") + points("H A") * 9


def card(colour, side="away"):
    return {**by(side, "sanction", card=colour), "player": "Zoe"}


def test_a_red_card_is_a_fault():
    """BWF Laws of Badminton 16.7.1.2 and 10.3: the other side wins the rally, and serves."""
    view = read_view(BADMINTON.play(START, *points("A"), card("red")))
    assert (view.points, view.turn) == (Shown("1", "1"), "home")
    assert read_view(BADMINTON.play(START, card("yellow"))).points == Shown("0", "0")


def test_a_fault_for_misconduct_can_be_the_game_and_match_point():
    """Law 16.7.1.2 with 7: 30–29 wins the game."""
    assert read_view(BADMINTON.play(START, *TWENTY_NINE_ALL, card("red"))).periods[0] == PeriodScore("set_1", 30, 29)
    view = read_view(BADMINTON.play(START, *points("H41"), card("red")))
    assert (view.winner, view.decided_by) == ("home", "regular")


def test_a_black_card_disqualifies():
    """Law 16.7.2 and the BWF's Instructions to Technical Officials 3.7: the match is lost, the games as they stood."""
    view = read_view(BADMINTON.play(START, *points("A21 H5 A19"), card("black")))
    assert (view.winner, view.decided_by, view.score) == ("home", "default", Score(0, 1))
    assert view.summary == "0–1 (0–21, 5–19) default"
    assert read_view(BADMINTON.play(card("black"))).winner == "home"


def test_a_card_before_between_and_after_the_games():
    """Law 16.7 and the Instructions: players answer for their conduct from entering the court until they leave it."""
    assert read_view(BADMINTON.play(card("red"), START)).points == Shown("1", "0")
    assert read_view(BADMINTON.play(START, *points("H21"), card("red"))).periods[-1] == PeriodScore("set_2", 1, 0)
    over = [START, *points("H42")]
    assert read_view(BADMINTON.play(*over, card("red", "home"))) == read_view(BADMINTON.play(*over))
    assert read_view(BADMINTON.play(*over, card("black", "home"))).winner == "home"


def test_both_cards_together_are_not_badmintons():
    with raises_refused("yellow, red and black"):
        enter(BADMINTON.play(START), make_record(3, sport="badminton", **card("yellow_red")))


@pytest.mark.parametrize(
    ("taken", "shown"),
    [(("home", -1), ("28", "29")), (("home", 1), None), (("away", -2), None)],
)
def test_corrections_at_twenty_nine_all(taken, shown):
    """Law 7.4 and 7.5: two ahead wins from 21 on, 30 in any case; 29–28 goes on, 29–27 is won."""
    view = read_view(BADMINTON.play(START, *TWENTY_NINE_ALL, by(taken[0], "manual", points=taken[1], reason="x")))
    assert view.points == (Shown(*shown) if shown else Shown("0", "0"))
    assert view.score == (Score() if shown else Score(1, 0))


def test_a_correction_to_what_no_game_ends_with_is_refused():
    """Law 7: 29–26 cannot be, since 28–26 was the end."""
    BADMINTON.refuse(START, *TWENTY_NINE_ALL, by("away", "manual", points=-3, reason="x"), why="No set ends 29–26")


def test_who_retires_loses_and_the_games_stand_as_played():
    """BWF General Competition Regulations: the score of a retired match is the one at which it ended."""
    view = read_view(BADMINTON.play(START, *points("A21 H5 A19"), by("away", "forfeit")))
    assert view.summary == "0–1 (0–21, 5–19) retired"
    for sets in ([(31, 29), (21, 0)], [(30, 27), (21, 0)], [(30, 30), (21, 0)]):
        BADMINTON.refuse(result(*sets), why="No set ends")
