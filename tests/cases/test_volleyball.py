"""Volleyball and beach volleyball: sanctions and what they cost, corrections at a set's end, matches given up."""

import pytest

from scoreboard.sports import get_sport
from scoreboard.sports.base import PeriodScore, Score, Shown
from scoreboard.sports.match import enter, fold_leniently
from scoreboard.sports.state import status_of
from tests.refusals import raises_refused
from tests.sports.logs import make_log, make_record
from tests.sports.playing import Table
from tests.sports.test_rally import by, points, result
from tests.wording import read_view

VOLLEYBALL, BEACH = Table("volleyball"), Table("beach_volleyball")
START = {"type": "match_start", "side": "home"}
SETS = "H25 A25 H25 A25"  # two all


def card(colour, side="away", **data):
    return {**by(side, "sanction", card=colour, **data), **({} if data.get("delay") else {"player": "Zoe"})}


def manual(side, number):
    return by(side, "manual", points=number, reason="x")


def scores(view):
    return [(period.home, period.away) for period in view.periods]


# --- sanctions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("colour", "cost"), [("yellow", 0), ("red", 1), ("yellow_red", 0), ("yellow_red_apart", 0)])
def test_only_a_penalty_costs_a_point_and_the_serve(colour, cost):
    """FIVB Official Volleyball Rules 2025-2028, 21.3.1 to 21.3.3: expulsion and disqualification have no other cost."""
    view = read_view(VOLLEYBALL.play(START, *points("H A"), card(colour)))
    assert (view.points, view.turn) == (Shown(str(1 + cost), "1"), "home" if cost else "away")


def test_an_expulsion_cannot_be_given_points():
    """Rule 21.3.2: no point goes with an expulsion."""
    for body, why in ((card("yellow_red", points=1), "gives no point"), (card("black"), "no such card")):
        with raises_refused(why):
            enter(VOLLEYBALL.play(START), make_record(3, sport="volleyball", **body))


def test_a_match_of_the_first_edition_is_played_on_by_its_rules():
    """ADR 0016: a point less would shift what follows."""
    assert read_view(VOLLEYBALL.play(START, card("yellow_red"), edition=1)).points == Shown("1", "0")


def test_a_second_delay_costs_a_point_and_is_the_teams():
    """Rule 16.2: a delay warning (yellow), then delay penalties (red), each a point and the serve."""
    state = VOLLEYBALL.play(START, card("yellow", delay=True), card("red", delay=True), card("red", delay=True))
    assert read_view(state).points == Shown("2", "0")
    with raises_refused("A delay is sanctioned"):
        enter(state, make_record(9, sport="volleyball", **card("yellow_red", delay=True)))


@pytest.mark.parametrize("table", [VOLLEYBALL, BEACH])
def test_a_penalty_before_the_match_is_a_point_of_the_first_set(table):
    """Rules 16.2.4 and 21.5: what comes before or between sets applies in the following set, with the serve."""
    assert not read_view(table.play(card("red"))).started
    view = read_view(table.play(card("red", "home"), START))
    assert (view.points, view.turn) == (Shown("0", "1"), "away")
    assert table.play(card("red", "home"), START).play.first == "home"
    assert read_view(table.play(card("yellow"), card("yellow_red_apart" if table is VOLLEYBALL else "yellow"))).phase


def test_a_penalty_between_sets_is_a_point_of_the_next():
    """Rule 21.5."""
    view = read_view(VOLLEYBALL.play(START, *points("H25"), card("red", "home")))
    assert (scores(view), view.turn) == ([(25, 0), (0, 1)], "away")


def test_a_penalty_can_end_the_set_and_the_match():
    """Rule 21.3.1 with 6.2 and 6.3: a penalty's point counts as any other, the last of the match, too."""
    view = read_view(VOLLEYBALL.play(START, *points("H24"), card("red")))
    assert (view.score, view.points, view.turn) == (Score(1, 0), Shown("0", "0"), "away")
    view = read_view(VOLLEYBALL.play(START, *points("H25 H25 H24"), card("red", delay=True)))
    assert (view.winner, view.decided_by, view.score) == ("home", "regular", Score(3, 0))


@pytest.mark.parametrize(("table", "over"), [(VOLLEYBALL, [START, *points("H75")]), (BEACH, [START, *points("H42")])])
def test_misconduct_after_the_match_is_entered_and_costs_nothing(table, over):
    """Rule 21.2 with 23.2: players stay under the referee's authority; there is no set left in which a point counts."""
    before = read_view(table.play(*over))
    for colour in ("yellow", "red", "yellow_red", "yellow_red_apart"):
        state = table.play(*over, card(colour))
        assert (read_view(state), state.incidents[-1].detail) == (before, colour)
        assert colour in get_sport(table.sport).list_actions(state.play)
    table.play(by("home", "forfeit", how="walkover"), card("red"))


def test_a_card_that_moves_into_play_counts_there():
    """The match point void: what was misconduct after the match is a penalty at match point."""
    over = [START, *points("H75")]
    state = VOLLEYBALL.play(*over, card("red", "home"), {"type": "void", "data": {"seq": len(over) + 1, "reason": "x"}})
    assert (status_of(state), read_view(state).points) == ("live", Shown("24", "1"))


def test_in_beach_volleyball_an_expulsion_leaves_the_pair_incomplete():
    """FIVB Beach Volleyball Rules 21.3.2, 21.3.3 and 6.4.3: the set is lost, the match by a disqualification."""
    view = read_view(BEACH.play(START, *points("H10 A12"), card("yellow_red")))
    assert (view.score, scores(view)) == (Score(1, 0), [(21, 12), (0, 0)])
    view = read_view(BEACH.play(START, *points("H20 A20 H"), card("yellow_red", "home")))
    assert scores(view)[0] == (21, 23)
    view = read_view(BEACH.play(START, *points("A21 H10 A12"), card("yellow_red_apart")))
    assert (view.winner, view.decided_by, scores(view)) == ("home", "default", [(0, 21), (21, 12), (15, 0)])
    view = read_view(BEACH.play(START, *points("H3"), card("yellow_red"), edition=1))
    assert view.points == Shown("4", "0")


# --- corrections -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "rallies", "taken", "ended"),
    [
        (VOLLEYBALL, "H24 A24 H", ("away", -1), (25, 23)),
        (VOLLEYBALL, "H24 A24 A H A", ("home", -1), (24, 26)),
        (VOLLEYBALL, f"{SETS} H14 A14 H", ("away", -1), (15, 13)),
        (VOLLEYBALL, f"{SETS} H14 A14 H A", ("away", -2), (15, 13)),
        (BEACH, "H20 A20 H", ("away", -1), (21, 19)),
        (BEACH, "H20 A20 A", ("home", -3), (17, 21)),
    ],
)
def test_a_correction_that_wins_a_set_ends_it(table, rallies, taken, ended):
    """Rules 6.2 and 6.3.2: 25 points (21, in the last set 15) and a lead of two win the set, whatever gave them."""
    before = table.play(START, *points(rallies))
    view = read_view(table.play(START, *points(rallies), manual(*taken)))
    assert scores(view)[len(before.play.sets)] == ended
    assert view.score == before.play.won.plus("home" if ended[0] > ended[1] else "away")
    assert view.finished or view.points == Shown("0", "0")


def test_a_correction_leaves_a_set_open_that_nobody_has_won():
    view = read_view(VOLLEYBALL.play(START, *points("H24 A24 H"), manual("home", -1)))
    assert (view.points, view.score) == (Shown("24", "24"), Score())
    assert read_view(VOLLEYBALL.play(START, *points("H24 A23"), manual("away", -4))).points == Shown("24", "19")


def test_a_correction_to_a_score_that_no_set_has_is_refused():
    """Rule 6.2: 27–23 cannot be, since 25–23 was the end."""
    level = points("H24 A24 H A H A H")
    VOLLEYBALL.refuse(START, *level, manual("away", -3), why="No set ends 27–23")


def test_a_match_of_before_is_not_corrected_into_a_set_that_is_won():
    """ADR 0016: its log counts on as it did, so that the entrance refuses what would leave a set open."""
    log = make_log(START, *points("H24 A24 H"), sport="volleyball", ruleset={"edition": 1})
    with raises_refused("void the points that are wrong"):
        enter(fold_leniently(log).state, make_record(len(log) + 1, sport="volleyball", **manual("away", -1)))


@pytest.mark.parametrize(
    ("before", "body", "why"),
    [
        ("H25", manual("home", -1), "void the last point of the set before"),
        ("H24", manual("home", 3), "ends with 1 of these 3"),
        ("H75", manual("away", 1), "void the record that ended it"),
    ],
)
def test_a_correction_across_the_end_of_a_set_says_what_to_do(before, body, why):
    VOLLEYBALL.refuse(START, *points(before), body, why=why)


def test_the_last_set_is_won_two_ahead_without_a_cap():
    """Rule 6.3.2: at 14 all play goes on until one leads by two."""
    view = read_view(VOLLEYBALL.play(START, *points(f"{SETS} H14 A14"), *points("H A") * 6))
    assert (view.points, view.finished) == (Shown("20", "20"), False)
    assert read_view(VOLLEYBALL.play(START, *points(f"{SETS} H14 A14"), *points("H A") * 6, *points("H H"))).finished


# --- matches given up ------------------------------------------------------------------------------------------------


def test_an_incomplete_team_keeps_what_it_has_and_loses_the_rest():
    """Rule 6.4.3: the opponents get the points, or the points and sets, that are wanting; the team keeps its own."""
    view = read_view(VOLLEYBALL.play(START, *points("A25 H20 A10"), by("away", "forfeit", how="retired")))
    assert (view.winner, view.decided_by) == ("home", "retired")
    assert view.summary == "3–1 (0–25, 25–10, 25–0, 25–0) retired"
    view = read_view(VOLLEYBALL.play(START, *points(f"{SETS} H14 A14"), by("home", "forfeit")))
    assert scores(view)[-1] == (14, 16)


@pytest.mark.parametrize("how", ["walkover", "default"])
@pytest.mark.parametrize(("table", "ended"), [(VOLLEYBALL, [(0, 25)] * 3), (BEACH, [(0, 21)] * 2)])
def test_a_team_that_does_not_play_loses_all_sets_to_nothing(table, ended, how):
    """Rules 6.4.1 and 6.4.2: 0–3 and 0–25 in each set (beach volleyball 0–2 and 0–21)."""
    view = read_view(table.play(by("home", "forfeit", how=how)))
    assert (view.winner, view.decided_by, scores(view)) == ("away", how, ended)
    assert scores(read_view(table.play(result(winner="away", how=how)))) == ended


def test_a_team_that_refuses_to_play_on_loses_all_sets_to_nothing():
    """Rule 6.4.1: a team in default forfeits the match 0–3, whatever was played of it."""
    view = read_view(VOLLEYBALL.play(START, *points("H25 H10"), by("home", "forfeit", how="default")))
    assert scores(view) == [(0, 25)] * 3


def test_a_result_of_a_match_given_up_is_taken_as_played_or_as_it_went_on_record():
    """Rule 6.4.3."""
    filled = [(25, 20), (25, 10), (25, 0)]
    for sets in ([(25, 20), (20, 10)], filled[:2], filled):
        view = read_view(VOLLEYBALL.play(result(*sets, winner="home", how="retired")))
        assert (view.winner, view.decided_by, scores(view)) == ("home", "retired", filled)
    with raises_refused("home has won"):
        VOLLEYBALL.play(result(*filled, winner="away", how="retired"))


def test_a_team_incomplete_for_a_set_loses_the_set_alone():
    """Rule 6.4.3 with 15.8: nobody can come on for who was expelled; the match goes on with the next set."""
    view = read_view(VOLLEYBALL.play(START, *points("H24 A24 H A"), by("home", "incomplete")))
    assert (scores(view), view.score, view.finished) == ([(25, 27), (0, 0)], Score(0, 1), False)
    assert read_view(VOLLEYBALL.play(START, *points("A50"), by("home", "incomplete"))).winner == "away"
    VOLLEYBALL.refuse(by("home", "incomplete"), why="has not started")


def test_the_last_points_of_a_set_and_a_match_can_be_voided_and_amended():
    """Corrections are read at their place: the set is open again, or the other side's."""
    over = [START, *points("H74"), *points("H")]

    def corrected(kind, **data):
        return read_view(VOLLEYBALL.play(*over, {"type": kind, "data": {"seq": len(over) + 1, "reason": "x", **data}}))

    assert corrected("void").periods[-1] == PeriodScore("set_3", 24, 0)
    amended = corrected("amend", event={"type": "point", "side": "away"})
    assert (amended.finished, amended.points) == (False, Shown("24", "1"))


def test_an_exceptional_substitution_is_none_of_the_six():
    """FIVB rule 15.7: who is injured, expelled or disqualified is replaced though all have been made."""
    made = [{"type": "substitution", "side": "home", "player": f"P{n}", "data": {"off": f"Q{n}"}} for n in range(6)]
    one_more = {"type": "substitution", "side": "home", "player": "Ada", "data": {"off": "Bea"}}
    volleyball = Table("volleyball")
    volleyball.refuse(START, *made, one_more, why="exceptional")
    state = volleyball.play(START, *made, {**one_more, "data": {"off": "Bea", "exceptional": True}})
    assert (state.play.substitutions.home, state.incidents[-1].player) == (6, "Ada")
    assert "exceptional" in get_sport("volleyball").list_actions(state.play)
