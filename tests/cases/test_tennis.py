"""Tennis: scores of matches given up, short sets and their tiebreak, corrections and violations at an edge."""

import pytest

from scoreboard.importers.formats import tennis_pointbypoint
from scoreboard.importers.load import load_season
from scoreboard.models import Match
from scoreboard.queries import decode_state
from scoreboard.sports.base import PeriodScore, Score, Shown
from scoreboard.sports.match import enter
from scoreboard.sports.state import status_of
from tests.refusals import raises_refused
from tests.sports.logs import make_record
from tests.sports.playing import Table
from tests.sports.test_tennis import games, points, result
from tests.wording import read_view

TENNIS = Table("tennis")
START = {"type": "match_start", "side": "home"}
FAST4 = {"games_to_set": 4, "tiebreak_at": 3, "tiebreak_points": 5, "no_ad": True}
HEAD = "date,tny_name,tour,draw,server1,server2,winner,pbp,score\n"


def sets_of(*sets):
    """Games to love by who wins them, home serving first in the match, and whatever stands after them."""
    text, number = [], 0
    for one in sets:
        played = []
        for letter in one:
            played.append("SSSS" if (letter == "H") is (number % 2 == 0) else "RRRR")
            number += 1
        text.append(";".join(played))
    return ".".join(text)


def read_row(pbp, score, *, tour="ATP", name="Autumn Open", draw="Main", winner=1):
    text = f'{HEAD}28 Sep 20,{name},{tour},{draw},Ada Long,Bea Short,{winner},{pbp},"{score}"\n'
    (season,) = tennis_pointbypoint.parse(text.encode())
    return season


def load_row(*row, **fields):
    """The row as imported: its view, its season as parsed, and the import's report."""
    season = read_row(*row, **fields)
    report = load_season(season, actor="import:tennis-pointbypoint")
    return read_view(decode_state(Match.objects.get())), season, report


TWO_SETS = sets_of("HHAHHHH", "AHHAHHAHH")


@pytest.mark.django_db
def test_who_retires_after_two_sets_to_love_retires_from_a_best_of_five():
    """ITF Rules of Tennis, Rule 7: two sets to none end the best of three; nobody retires from a match that is over."""
    view, season, report = load_row(TWO_SETS, "6-1 6-3 RET")
    assert (view.winner, view.decided_by, view.summary) == ("home", "retired", "6–1 6–3 retired")
    assert season.matches[0].ruleset == {"sets_to_win": 3}
    assert (report.created, report.warnings, report.rejected) == (1, [], [])


def test_the_mens_main_draw_of_a_grand_slam_is_the_best_of_five():
    """Grand Slam Rule Book: men's singles main draw the best of five sets, qualifying and women's the best of three."""
    pbp = sets_of("HHAHHHH", "AHHAH")
    slam = read_row(pbp, "6-1 3-2 RET", name="Wimbledon")
    assert slam.matches[0].ruleset == {"sets_to_win": 3}
    assert read_row(pbp, "6-1 3-2 RET", name="Wimbledon", tour="WTA").matches[0].ruleset == {}
    assert read_row(pbp, "6-1 3-2 RET", name="Wimbledon", draw="Qualifying").matches[0].ruleset == {}
    assert read_row(pbp, "6-1 3-2 RET").matches[0].ruleset == {}


def test_a_retirement_that_two_sets_of_a_womens_match_rule_out_is_told():
    """WTA Official Rulebook: the best of three sets. What was played decides, and the import says so."""
    season = read_row(TWO_SETS, "6-1 6-3 RET", tour="WTA")
    assert season.matches[0].events[-1]["type"] == "point"
    assert "the match was over by its points" in season.warnings[0].why


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pbp", "score", "decided_by", "summary"),
    [
        (sets_of("HHAHHHH", "AHHAH"), "6-1 3-2 RET", "retired", "6–1 3–2 retired"),
        (sets_of("HHAHHHH", "AHHAH"), "6-1, 3-2 ret.", "retired", "6–1 3–2 retired"),
        (sets_of("HHAHHHH", "AHHAH") + ";SSR", "6-1 3-2 Ret'd", "retired", "6–1 3–2 retired"),
        (sets_of("HHAHHHH"), "6-1 RET", "retired", "6–1 retired"),
        (sets_of("HHAHHHH"), "6-1 0-0 RET", "retired", "6–1 retired"),
        ("SSR", "RET", "retired", "retired"),
        ("SSR", "0-0 RET", "retired", "retired"),
        ("", "RET", "retired", "retired"),
        (sets_of("HA" * 6) + ";S/RS/SS", "6-6(3-2) RET", "retired", "6–6(4–1) retired"),
        ("", "6-6 (3-2) RET", "retired", "6–6(3–2) retired"),
        ("", "7-6(7-5) 2-1 RET", "retired", "7–6(5) 2–1 retired"),
        ("", "6-4 4-6 5-3 RET", "retired", "6–4 4–6 5–3 retired"),
        ("", "6-4 4-6 3-6 6-2 2-1 RET", "retired", "6–4 4–6 3–6 6–2 2–1 retired"),
        ("", "W/O", "walkover", "walkover"),
        ("", "Walk over", "walkover", "walkover"),
        ("", "DEF", "default", "default"),
        (sets_of("HHAHHHH", "AHHAH"), "6-1 3-2 DEF.", "default", "6–1 3–2 default"),
        (sets_of("HHAHHHH", "AHHAH"), "6-1 3-2 DQ", "default", "6–1 3–2 default"),
        (sets_of("HHAHHHH", "AHHAH"), "6-1 3-2 W/O", "retired", "6–1 3–2 retired"),
    ],
)
def test_every_score_of_a_match_that_was_given_up_is_read(pbp, score, decided_by, summary):
    """ITF Rules 28 to 30: whoever cannot or may not go on loses; the sets stand as they were played."""
    view, _, report = load_row(pbp, score)
    assert (view.winner, view.decided_by, view.summary) == ("home", decided_by, summary)
    assert report.rejected == []


@pytest.mark.django_db
@pytest.mark.parametrize("score", ["6-1 3-2 ABD", "6-1 3-2 UNF", "6-1 3-2 unfinished", "6-1 3-2", ""])
def test_a_match_without_an_end_is_abandoned_and_nobody_has_won_it(score):
    """Rule 7: who wins the sets wins. A match that was not finished, and that nobody gave up, has no winner."""
    view, _, report = load_row(sets_of("HHAHHHH", "AHHAH"), score)
    assert (view.winner, view.score, report.rejected) == (None, Score(1, 0), [])
    assert Match.objects.get().status == "abandoned"
    assert [(period.home, period.away) for period in view.periods] == [(6, 1), (3, 2)]


@pytest.mark.parametrize(
    ("score", "ruleset"),
    [
        ("4-2 5-3", {"games_to_set": 4, "tiebreak_at": 4}),
        ("4-3(4) 4-1", {"games_to_set": 4, "tiebreak_at": 3}),
        ("8-4", {"sets_to_win": 1, "games_to_set": 8, "tiebreak_at": 8}),
        ("9-8(5)", {"sets_to_win": 1, "games_to_set": 8, "tiebreak_at": 8}),
        ("6-4 4-6 1-0(3)", {"final_set": "match_tiebreak"}),
        ("6-4 4-6 [10-8]", {"final_set": "match_tiebreak"}),
    ],
)
def test_sets_of_other_lengths_are_read_from_the_score(score, ruleset):
    """ITF Rules, Appendix V: short sets, pro sets, the match tiebreak in place of the last set."""
    (match,) = read_row("", score).matches
    assert {name: match.ruleset.get(name) for name in ruleset} == ruleset


@pytest.mark.django_db
def test_the_points_of_short_sets_are_kept():
    """Appendix V: the tiebreak at three all is over at five points, 5–4 after four all."""
    pbp = "SSSS;SSSS;SSSS;SSSS;SSSS;SSSS;S/SS/SS/SS/SS.SSSS;SSSS;SSSS;SSSS;SSSS;SSSS;S/SS/SS/SS/SR"
    view, season, report = load_row(pbp, "4-3(4) 4-3(4)")
    assert (view.winner, view.summary, view.score) == ("home", "4–3(4) 4–3(4)", Score(2, 0))
    assert (season.matches[0].coverage, report.warnings) == ("events", [])
    assert season.matches[0].ruleset == FAST4


@pytest.mark.django_db
def test_a_second_import_of_short_sets_and_retirements_changes_nothing():
    load_row(TWO_SETS, "6-1 6-3 RET")
    report = load_season(read_row(TWO_SETS, "6-1 6-3 RET"), actor="import:tennis-pointbypoint")
    assert (report.unchanged, report.events, report.warnings) == (1, 0, [])


def test_names_are_plain_text():
    """Names of competitions and players are text, not pieces of a page."""
    season = read_row(sets_of("HHHHHH", "HHHHHH"), "6-0 6-0", name="Bread &amp;amp; Butter <b>Open</b>.html")
    assert season.competition == "Bread & Butter Open"


FOUR_ALL = [START, *games("HAHAHA"), *points("HAAHHAAH")]


def test_a_short_tiebreak_is_over_at_five_to_four():
    """ITF Rules, Appendix V: in the short-set tiebreak a deciding point is played at four points all."""
    assert read_view(TENNIS.play(*FOUR_ALL, **FAST4)).points == Shown("4", "4")
    view = read_view(TENNIS.play(*FOUR_ALL, *points("H"), **FAST4))
    assert view.periods[0] == PeriodScore("set_1", 4, 3, Shown("4", "3(4)"))
    assert (view.score, view.points) == (Score(1, 0), Shown("0", "0"))


def test_who_received_first_in_the_tiebreak_serves_first_in_the_next_set():
    """Rule 5b: who served first in the tiebreak receives in the first game of the next set. Home did, at three all."""
    assert read_view(TENNIS.play(START, *games("HAHAHA"), **FAST4)).turn == "home"
    for last in "HA":
        assert read_view(TENNIS.play(*FOUR_ALL, *points(last), **FAST4)).turn == "away"


def test_no_ad_is_of_games_and_a_tiebreak_to_seven_is_won_two_ahead():
    """Rule 5b beside Appendix V: no-ad is of standard games; only the short tiebreak has a deciding point."""
    level = [START, *games("HA" * 6), *points("HAAHHAAHHAAHH")]
    assert read_view(TENNIS.play(*level, no_ad=True)).score == Score()
    two_ahead = {**FAST4, "tiebreak_deciding_point": False}
    assert read_view(TENNIS.play(*FOUR_ALL, *points("H"), **two_ahead)).score == Score()
    to_seven = {**FAST4, "tiebreak_points": 7, "tiebreak_deciding_point": True}
    six_all = [START, *games("HAHAHA"), *points("HAAHHAAHHAAH")]
    assert read_view(TENNIS.play(*six_all, *points("A"), **to_seven)).score == Score(0, 1)


def test_a_correction_that_would_win_a_game_or_tiebreak_is_refused_with_what_to_do():
    """Rule 5: 40–15 after a correction is a game that goes on, advantage less two points is one that was won."""
    take = {"type": "manual", "side": "away", "data": {"points": -1, "reason": "x"}}
    TENNIS.refuse(START, *points("HHHAAAH"), take, why="void a point")
    TENNIS.refuse(START, *games("HA" * 6), *points("HAHAHAHAHAHAH"), take, why="void a point")
    TENNIS.refuse(START, *games("H"), {**take, "side": "home"}, why="void the last point of the game before")
    assert read_view(TENNIS.play(*FOUR_ALL, take, **FAST4)).points == Shown("4", "3")


def violation(penalty, side="home"):
    return {"type": "violation", "side": side, "player": "Ada", "data": {"penalty": penalty}}


def test_a_violation_before_the_match_counts_in_it():
    """ITF Code of Conduct: in force from the arrival on site; lateness costs games before the first serve."""
    view = read_view(TENNIS.play(violation("warning"), violation("game"), violation("point"), START))
    assert (view.periods, view.points, view.turn) == ((PeriodScore("set_1", 0, 1),), Shown("0", "15"), "home")
    assert not read_view(TENNIS.play(violation("game"))).started


def test_a_violation_after_the_match_is_entered_and_changes_nothing():
    """ITF Code of Conduct: it is in force until the players leave; there is nothing left that a penalty could cost."""
    over = [START, *games("H" * 12)]
    before = read_view(TENNIS.play(*over))
    for penalty in ("warning", "point", "game"):
        state = TENNIS.play(*over, violation(penalty))
        assert (read_view(state), state.incidents[-1].detail) == (before, penalty)


def test_a_penalty_can_be_the_match_point():
    view = read_view(TENNIS.play(START, *games("H" * 11), *points("HHH"), violation("point", "away")))
    assert (view.winner, view.decided_by) == ("home", "regular")


def test_a_match_given_up_in_the_match_tiebreak_shows_its_points():
    forfeit = {"type": "forfeit", "side": "away"}
    played = [START, *games("HHHHHHAAAAAA"), *points("HHHA")]
    view = read_view(TENNIS.play(*played, forfeit, final_set="match_tiebreak"))
    assert (view.summary, view.periods[-1].name) == ("6–0 0–6 [3–1] retired", "match_tiebreak")
    again = read_view(
        TENNIS.play(result((6, 0), (0, 6), (3, 1), winner="home", how="retired"), final_set="match_tiebreak")
    )
    assert again.summary == view.summary


@pytest.mark.parametrize(
    ("sets", "why"),
    [
        (((7, 6, 3, 7), (6, 0)), "does not win this set"),
        (((7, 6, 9, 3), (6, 0)), "does not win this set"),
        (((7, 6, 7, 6), (6, 0)), "does not win this set"),
        (((6, 4, 7, 3), (6, 0)), "has no tiebreak"),
    ],
)
def test_a_result_that_contradicts_itself_is_not_entered(sets, why):
    """Rules 5b and 6: who wins the tiebreak wins the set, two points ahead, and only a set that comes to it has one."""
    with raises_refused(why):
        enter(TENNIS.play(), make_record(2, sport="tennis", **result(*sets)))
    enter(TENNIS.play(), make_record(2, sport="tennis", **result((7, 6, 7, 3), (7, 6, 10, 8))))


def test_a_voided_match_point_opens_the_match_again():
    """The log's last point void: the match goes on at the score before it."""
    over = [START, *games("H" * 12)]
    state = TENNIS.play(*over, {"type": "void", "data": {"seq": len(over) + 1, "reason": "x"}})
    assert (status_of(state), read_view(state).points) == ("live", Shown("40", "0"))


SIX_ALL = [START, *games("HAHAHAHAHAHA")]


@pytest.mark.parametrize(("side", "played"), [("home", "6(5)–7"), ("away", "7–6(3)")])
def test_a_game_penalty_in_a_tiebreak_loses_it_whole(side, played):
    """ITF Rules, 29, and the codes of conduct: the set's winner has its points, too, whoever was ahead (5-3)."""
    state = TENNIS.play(*SIX_ALL, *points("HHHHHAAA"), violation("game", side))
    shown = read_view(state).periods[0].shown
    assert f"{shown.home}–{shown.away}" == played


def test_a_game_penalty_in_a_match_tiebreak_is_won_by_who_wins_the_match():
    rules = {"final_set": "match_tiebreak"}
    bodies = [START, *games("HHHHHHAAAAAA"), *points("HHHHHAAA"), violation("game", "home")]
    view = read_view(TENNIS.play(*bodies, **rules))
    assert (view.winner, view.summary, view.periods[-1]) == (
        "away",
        "0–6 6–0 [10–5]",
        PeriodScore("match_tiebreak", 5, 10),
    )


@pytest.mark.parametrize(("points_of", "why"), [((10, 9), "10–9"), ((14, 8), "14–8"), ((12, 9), "12–9")])
def test_points_of_a_match_tiebreak_that_nobody_wins_so_are_not_entered(points_of, why):
    """ITF Rules, 5b: two ahead, and over with that."""
    rules = {"final_set": "match_tiebreak"}
    home, away = points_of
    sets = [{"home": 6, "away": 3}, {"home": 3, "away": 6}, {"home": home, "away": away}]
    TENNIS.refuse({"type": "result", "data": {"sets": sets}}, why=why, **rules)
    sets[2] = {"home": 12, "away": 10}
    assert read_view(TENNIS.enter({"type": "result", "data": {"sets": sets}}, **rules)).winner == "home"
