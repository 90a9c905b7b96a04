"""Cricket: run outs, fives, penalty runs after the end, corrections at an edge, who may bowl, and odd source files.

Laws are the MCC's (2017 Code, 3rd edition of 2022), "ICC" its playing conditions, "ECB" those of The Hundred.
"""

from collections import Counter

import pytest

from scoreboard.importers.formats import cricsheet
from scoreboard.queries import load_snapshot
from scoreboard.sports import get_sport
from scoreboard.sports.base import Score
from scoreboard.sports.cricket.statistics import measure, statistics_of_state
from scoreboard.sports.cricket.tiebreakers import compute_run_rate
from scoreboard.sports.match import enter, fold
from tests.cases.entering import bring, post, schedule
from tests.importers.formats.cricsheet import all_out, delivery, innings, match, out, over, write
from tests.refusals import raises_refused
from tests.sports.bodies.cricket import ball, innings_start, match_end, wicket
from tests.sports.logs import make_log, make_record
from tests.sports.playing import Table
from tests.wording import read_view

SHORT = {"overs": 1, "players": 4, "super_over": False}
FIVES = {"overs": 20, "balls_per_over": 5}
FIRST = [innings_start(), *[ball(runs=1) for _ in range(6)]]  # 6
OPEN = {"player": "Ann", "bowler": "Zoe", "non_striker": "Bea"}


def play(*bodies, **ruleset):
    return Table("cricket", **ruleset).play(*bodies)


def enter_all(*bodies, **ruleset):
    """The state after bodies that are entered now, by the rules of the entrance, too."""
    state = None
    for record in make_log(*bodies, sport="cricket", ruleset=ruleset):
        state = enter(state, record)
    return state


def refuse(*bodies, why, **ruleset):
    """The last of `bodies` is refused when it is entered, the ones before are not."""
    state = enter_all(*bodies[:-1], **ruleset)
    with raises_refused(why):
        enter(state, make_record(len(bodies) + 1, sport="cricket", **bodies[-1]))


def penalty(side, runs=5):
    return {"type": "penalty_runs", "side": side, "data": {"runs": runs}}


def manual(side, points):
    return {"type": "manual", "side": side, "data": {"points": points, "reason": "Recount"}}


def runs(side, *scored):
    return [ball(side, runs=one) for one in scored]


def batters(state):
    return {one.name: (one.runs, one.balls) for one in state.play.innings[-1].batters}


def ends(state):
    last = state.play.innings[-1]
    return last.striker, last.non_striker


def told(state):
    view = read_view(state)
    return view.phase, view.score, view.summary


# --- who is on strike ------------------------------------------------------------------------------------------------


def test_a_new_batter_named_as_the_striker_leaves_the_other_one_at_the_other_end():
    """Law 18.12: Bea has crossed, Cat comes in at the striker's end; the four is Bea's."""
    gone = ball(**OPEN, runs=1, wicket="run_out", out="Ann")
    state = enter_all(innings_start(), gone, ball(player="Cat"), ball(player="Cat", runs=1), ball(runs=4))
    assert batters(state) == {"Ann": (1, 1), "Bea": (4, 1), "Cat": (1, 2)}


@pytest.mark.parametrize(
    ("gone", "named", "expected"),
    [
        # Caught: the new batter comes in at the end of the one who is out, crossed or not (Law 18.11, since 2022).
        (ball(**OPEN, wicket="caught"), {}, (None, "Bea")),
        (ball(**OPEN, wicket="caught"), {"player": "Cat"}, ("Cat", "Bea")),
        # Caught before 2022, crossed: the scorer names who faces.
        (ball(**OPEN, wicket="caught"), {"player": "Bea"}, ("Bea", None)),
        (ball(**OPEN, wicket="caught"), {"player": "Bea", "non_striker": "Cat"}, ("Bea", "Cat")),
        # Run out at the bowler's end after a completed run: Bea, who is in, faces.
        (ball(**OPEN, runs=1, wicket="run_out", out="Ann"), {}, ("Bea", None)),
        (ball(**OPEN, runs=1, wicket="run_out", out="Ann"), {"non_striker": "Cat"}, ("Bea", "Cat")),
        # The new batter is named at the other end only: who was not out faces.
        (ball(**OPEN, wicket="run_out", out="Bea"), {"player": "Cat"}, ("Cat", "Ann")),
        (ball(**OPEN, wicket="run_out", out="Ann"), {"non_striker": "Cat"}, ("Bea", "Cat")),
        # One who stands at the other end is named there now: they have crossed.
        (ball(**OPEN), {"non_striker": "Ann"}, ("Bea", "Ann")),
        # Off a wide, off a no-ball, on byes: runs completed change the ends (Laws 18 and 22).
        (ball(**OPEN, wides=2, wicket="run_out", out="Ann"), {"player": "Cat"}, ("Cat", "Bea")),
        (ball(**OPEN, no_balls=1, runs=1, wicket="run_out", out="Bea"), {"player": "Cat"}, ("Cat", "Ann")),
        (ball(**OPEN, byes=1, wicket="obstructing", out="Ann"), {"player": "Cat"}, ("Cat", "Bea")),
        (ball(**OPEN, wides=1, wicket="stumped"), {"player": "Cat"}, ("Cat", "Bea")),
    ],
)
def test_the_batter_who_is_not_out_is_not_forgotten(gone, named, expected):
    assert ends(enter_all(innings_start(), gone, ball(**named))) == expected


def test_who_retires_or_is_run_out_before_the_ball_leaves_the_other_one_in():
    bodies = [innings_start(), ball(**OPEN), wicket("run_out", "Bea"), ball(player="Cat", runs=1), ball(runs=2)]
    assert batters(enter_all(*bodies))["Ann"] == (2, 2)
    hurt = [innings_start(), ball(**OPEN), wicket("retired_hurt", "Ann"), ball(player="Cat", runs=1)]
    assert ends(enter_all(*hurt)) == ("Bea", "Cat")
    back = [*hurt, wicket("retired_out", "Cat"), ball(player="Ann")]
    assert ends(enter_all(*back)) == ("Ann", "Bea")


def test_the_strike_follows_when_a_ball_of_an_over_before_is_corrected():
    bodies = [innings_start(), ball(**OPEN, runs=1), *runs("home", 0, 0, 0, 0, 0), ball(bowler="Yva", runs=4)]
    assert batters(play(*bodies)) == {"Ann": (5, 2), "Bea": (0, 5)}
    void = {"type": "amend", "data": {"seq": 3, "reason": "Two", "event": ball(**OPEN, runs=2)}}
    assert batters(fold(make_log(*bodies, void, sport="cricket"))) == {"Ann": (2, 6), "Bea": (4, 1)}


def test_the_console_asks_who_is_run_out_and_how_many_were_completed():
    action = get_sport("cricket").actions["run_out_home"]
    assert {"out", "runs", "fielder"} <= set(action.asks)
    assert {"byes", "leg_byes"} <= set(get_sport("cricket").actions["run_out_bye_home"].asks)


# --- fives -----------------------------------------------------------------------------------------------------------


def test_ten_balls_are_bowled_from_an_end():
    """ECB: the ends change after ten balls; one bowler may bowl both fives."""
    ten = [ball(**OPEN), *runs("home", 0, 0, 0, 0), ball(bowler="Zoe"), *runs("home", 0, 0, 0, 0)]
    state = enter_all(innings_start(), *ten[:6], **FIVES)
    assert ends(state) == ("Ann", "Bea")
    assert read_view(state).situation == "6 balls"
    assert ends(enter_all(innings_start(), *ten, ball(bowler="Yva"), **FIVES)) == ("Bea", "Ann")
    refuse(innings_start(), *ten, ball(bowler="Zoe"), why="two running", **FIVES)
    two = [*ten[:5], ball(bowler="Yva"), *runs("home", 0, 0, 0, 0)]
    refuse(innings_start(), *two, ball(bowler="Yva"), why="two running", **FIVES)


def test_who_bowls_on_in_fives_need_not_be_named():
    state = enter_all(innings_start(), ball(**OPEN), *runs("home", 0, 0, 0, 0, 3), **FIVES)
    assert [(one.name, one.balls, one.runs) for one in state.play.innings[0].bowlers] == [("Zoe", 6, 3)]


def test_a_bowler_has_twenty_of_a_hundred_balls():
    """ECB: at most 20 balls, also where the last five would follow the fifteenth from the same end."""
    fives = ("Zoe", "Yva", "Xia", "Zoe", "Yva", "Xia", "Zoe", "Yva", "Zoe")  # the ends change after each second one
    bodies = [innings_start(), *[one for bowler in fives for one in bowled(bowler, 5)]]
    state = enter_all(*bodies, **FIVES)
    assert {one.name: one.balls for one in state.play.innings[0].bowlers}["Zoe"] == 20
    refuse(*bodies, ball(), why="as many overs", **FIVES)
    refuse(*bodies, ball(bowler="Zoe"), why="as many overs", **FIVES)


def totals(home, away, **data):
    known = [{"side": side, **one} for side, one in (("home", home), ("away", away))]
    return {"type": "result", "data": {"innings": known, **data}}


def run_rate(state, side="home"):
    class Tally:
        measures = Counter(measure(state.play, side))

    return compute_run_rate(Tally)


@pytest.mark.parametrize(
    ("ruleset", "balls", "expected"),
    [(FIVES, 100, 0.5), ({}, 120, 0.5), ({"overs": 15, "balls_per_over": 8}, 120, 10 / 15)],
)
def test_the_run_rate_is_by_overs_of_as_many_balls_as_they_have(ruleset, balls, expected):
    """ECB: per five balls. 10 runs more in 20 overs are 0.5 an over."""
    result = totals({"runs": 150, "wickets": 5, "balls": balls}, {"runs": 140, "wickets": 6, "balls": balls})
    state = play(result, **ruleset)
    assert run_rate(state) == pytest.approx(expected)
    assert run_rate(state, "away") == pytest.approx(-expected)


def test_a_side_all_out_in_fives_has_faced_all_its_balls():
    state = play(totals({"runs": 150, "wickets": 5, "balls": 100}, {"runs": 50, "balls": 60}), **FIVES)
    assert run_rate(state) == 5


def test_an_award_counts_for_no_rate():
    state = play(*FIRST, match_end("won", "away", method="awarded"), **SHORT)
    assert measure(state.play, "home") == {}


def test_a_target_reduced_without_a_method_counts_for_the_rate():
    """ICC, net run rate: the side that batted first has made one run less than the target in the overs of the chase."""
    first, chase = {"runs": 200, "wickets": 5, "balls": 120}, {"runs": 170, "wickets": 5, "balls": 96}
    state = play(totals(first, chase, target=176, balls=96))
    assert told(state)[2] == "Reds won by 5 runs"
    assert measure(state.play, "home") == {"runs_for": 175, "balls_for": 96, "runs_against": 170, "balls_against": 96}


# --- penalty runs ----------------------------------------------------------------------------------------------------

LOST = [*FIRST, innings_start("away"), *runs("away", 1, 1, 1, 0, 0, 0)]
WON = [*FIRST, innings_start("away"), ball("away", player="Eve", non_striker="Fay", runs=6), ball("away", runs=1)]


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        # Law 41.17.2: awarded even though a result has been reached; Law 16.7: stated as a win by penalty runs.
        ([*LOST, penalty("away")], ("finished", Score(6, 8), "Blues won by penalty runs")),
        ([*LOST, penalty("home")], ("finished", Score(11, 3), "Reds won by 8 runs")),
        ([*LOST, penalty("away", 3)], ("finished", Score(6, 6), "Match tied")),
        ([*WON, penalty("away")], ("finished", Score(6, 12), "Blues won by 3 wickets with 4 balls left")),
        # There is no result any more: the innings is not complete, and goes on (Law 16.9).
        ([*WON, penalty("home")], ("innings_2", Score(11, 7), None)),
        ([*WON, penalty("home"), ball("away", runs=4)], ("innings_2", Score(11, 11), None)),
        (
            [*WON, penalty("home"), *runs("away", 4, 1)],
            ("finished", Score(11, 12), "Blues won by 3 wickets with 2 balls left"),
        ),
        # After the last wicket, and between the innings (Law 41.18).
        ([*FIRST, penalty("home")], ("innings_break", Score(11, 0), None)),
        (
            [*FIRST, innings_start("away"), *runs("away", 2), *[ball("away", wicket="bowled")] * 3, penalty("away")],
            ("finished", Score(6, 7), "Blues won by penalty runs"),
        ),
        # Within the innings they reach the target as any others do: a win by wickets (Law 16.7).
        (
            [*FIRST, innings_start("away"), *runs("away", 2), penalty("away")],
            ("finished", Score(6, 7), "Blues won by 3 wickets with 5 balls left"),
        ),
        # What was entered of the end stays, where it does not follow from the score.
        ([*FIRST, match_end("no_result"), penalty("home")], ("finished", Score(11, 0), "No result")),
    ],
)
def test_penalty_runs_count_after_the_last_ball_and_after_the_result(bodies, expected):
    assert told(enter_all(*bodies, **SHORT)) == expected


def test_after_penalty_runs_the_chase_goes_on_with_those_who_were_in():
    state = enter_all(*WON, penalty("home"), ball("away", runs=4), **SHORT)
    assert batters(state) == {"Eve": (7, 2), "Fay": (4, 1)}


def test_penalty_runs_level_the_scores_and_a_super_over_follows():
    rules = {**SHORT, "super_over": True}
    state = enter_all(*LOST, penalty("away", 3), **rules)
    assert told(state)[0] == "level"
    assert told(enter_all(*LOST, penalty("away", 3), penalty("home"), **rules))[2] == "Reds won by 5 runs"


def test_penalty_runs_in_a_super_over_wait_for_the_sides_own():
    rules = {**SHORT, "super_over": True}
    tied = [*FIRST, innings_start("away"), *runs("away", 1, 1, 1, 1, 1, 1)]
    state = enter_all(*tied, innings_start("away", super_over=True), ball("away", runs=2), penalty("home"), **rules)
    assert read_view(state).score == Score(6, 6)
    begun = [ball("away")] * 5
    state = enter_all(
        *tied, innings_start("away", super_over=True), ball("away", runs=2), penalty("home"), *begun,
        innings_start("home", super_over=True), **rules,
    )  # fmt: skip
    assert read_view(state).summary == "Match tied (Reds won the super over)"


TEST = {"innings": 2, "overs": None, "players": 3, "follow_on": 10, "super_over": False}
DECLARED = {"type": "innings_end", "data": {"reason": "declared"}}


def test_penalty_runs_undo_a_win_by_an_innings():
    """Law 16.1: the side has to bat again where the runs are no longer enough."""
    gone = [ball("away", wicket="bowled")] * 2
    bodies = [innings_start(), ball(runs=6), DECLARED, innings_start("away"), *gone]
    lost = [*bodies, innings_start("home"), ball(runs=1), DECLARED]
    follow = {**TEST, "follow_on": 5}
    beaten = [*bodies, innings_start("away"), ball("away", runs=3), *gone]
    assert told(enter_all(*beaten, **follow))[2] == "Reds won by an innings and 3 runs"
    assert told(enter_all(*beaten, penalty("away"), **follow))[0] == "innings_break"
    drawn = [*lost, innings_start("away"), ball("away", runs=4), match_end("draw")]
    assert told(enter_all(*drawn, **TEST))[2] == "Match drawn"
    assert told(enter_all(*drawn, penalty("away", 2), **TEST))[2] == "Match drawn"
    assert told(enter_all(*drawn, penalty("away"), **TEST))[2] == "Blues won by 2 wickets"


# --- put right by hand -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        ([*WON, manual("away", -1)], ("innings_2", Score(6, 6), None)),
        (
            [*WON, manual("away", -1), ball("away", runs=1)],
            ("finished", Score(6, 7), "Blues won by 3 wickets with 3 balls left"),
        ),
        ([*WON, manual("home", 1)], ("innings_2", Score(7, 7), None)),
        ([*WON, manual("home", -1)], ("finished", Score(5, 7), "Blues won by 3 wickets with 4 balls left")),
        ([*LOST, manual("away", 3)], ("finished", Score(6, 6), "Match tied")),
        ([*LOST, manual("away", 4)], ("finished", Score(6, 7), "Blues won by 3 wickets")),
        ([*LOST, manual("home", -4)], ("finished", Score(2, 3), "Blues won by 3 wickets")),
        # After the last wicket: the run that won was scored before it.
        (
            [*FIRST, innings_start("away"), *runs("away", 6), *[ball("away", wicket="bowled")] * 3, manual("away", 1)],
            ("finished", Score(6, 7), "Blues won by 1 wicket with 2 balls left"),
        ),
        ([*FIRST, manual("home", -1)], ("innings_break", Score(5, 0), None)),
        # What was entered of the end stays.
        ([*FIRST, match_end("no_result"), manual("home", 1)], ("finished", Score(7, 0), "No result")),
        (
            [*FIRST, innings_start("away"), match_end("won", "home", method="VJD"), manual("away", 1)],
            ("finished", Score(6, 1), "Reds won (VJD method)"),
        ),
    ],
)
def test_after_a_correction_by_hand_the_match_stands_where_its_score_puts_it(bodies, expected):
    assert told(enter_all(*bodies, **SHORT)) == expected


def test_a_tie_and_what_broke_it_hold_while_the_scores_are_level():
    tied = [*FIRST, innings_start("away"), *runs("away", 1, 1, 1, 1, 1, 1)]
    rules = {**SHORT, "super_over": True}
    broken = [*tied, match_end("won", "home", method="boundary count")]
    assert told(enter_all(*broken, manual("home", -1), **rules))[2].startswith("Blues won by")
    again = [*broken, manual("home", -1), manual("home", 1)]
    assert told(enter_all(*again, **rules))[0] == "level"


def test_what_a_super_over_stands_on_is_not_put_right_under_it():
    rules = {**SHORT, "super_over": True}
    tied = [*FIRST, innings_start("away"), *runs("away", 1, 1, 1, 1, 1, 1)]
    begun = [*tied, innings_start("away", super_over=True), ball("away", runs=2)]
    refuse(*begun, manual("home", 1), why="undo its start first", **rules)
    full = [*begun, *[ball("away")] * 5, innings_start("home", super_over=True), ball(runs=3)]
    assert told(enter_all(*full, **rules))[2] == "Match tied (Reds won the super over)"
    assert told(enter_all(*full, manual("home", -1), **rules))[0] == "super_over_1"
    assert told(enter_all(*full, manual("away", 1), ball(runs=1), **rules))[0] == "finished"


def test_a_target_is_not_put_right_to_nothing():
    refuse(*FIRST, innings_start("away", target=4), manual("home", -4), why="Revise it", **SHORT)


# --- who may bowl ----------------------------------------------------------------------------------------------------


def bowled(bowler, count=6):
    return [ball(bowler=bowler), *[ball()] * (count - 1)]


@pytest.mark.parametrize(
    ("before", "bowler"),
    [
        ([*bowled("Zoe", 3), *bowled("Yva", 3)], "Zoe"),  # Law 17.6: parts of two overs running
        ([*bowled("Zoe", 3), *bowled("Yva", 3)], "Yva"),
        ([*bowled("Zoe", 2), *bowled("Yva", 2), *bowled("Xia", 2)], "Yva"),
        ([*bowled("Zoe", 3), *bowled("Yva", 3), *bowled("Xia", 2)], "Zoe"),  # finishes the next over (Law 17.8)
        (bowled("Zoe"), "Zoe"),
    ],
)
def test_nobody_bowls_in_two_overs_running(before, bowler):
    refuse(innings_start(), *before, ball(bowler=bowler), why="two running")


def test_an_incomplete_over_is_finished_by_another_bowler():
    """Law 17.8: one who neither bowled in the over before nor bowls in the next."""
    state = enter_all(innings_start(), *bowled("Zoe"), *bowled("Yva", 2), *bowled("Xia", 4), *bowled("Zoe", 1))
    assert [one.balls for one in state.play.innings[0].bowlers] == [7, 2, 4]


def test_a_part_of_an_over_counts_as_a_whole_in_a_bowlers_share():
    """ICC playing conditions, number of overs per bowler: a fifth each."""
    rules = {"overs": 5}
    refuse(
        innings_start(),
        *bowled("Zoe", 3),
        *bowled("Yva", 3),
        *bowled("Xia"),
        ball(bowler="Yva"),
        why="as many",
        **rules,
    )


def test_the_overs_that_five_bowlers_cannot_share_are_one_more_for_as_many():
    """ICC playing conditions, number of overs per bowler: of seven overs two bowlers may have two."""
    overs = [*bowled("Zoe"), *bowled("Yva"), *bowled("Zoe"), *bowled("Yva"), *bowled("Xia")]
    refuse(innings_start(), *overs, *bowled("Wyn"), ball(bowler="Xia"), why="only 2 bowlers may have one more", overs=7)


def test_the_limits_do_not_hold_where_a_ruleset_says_so():
    enter_all(innings_start(), *bowled("Zoe"), *bowled("Zoe"), bowler_limits=False)


# --- figures ---------------------------------------------------------------------------------------------------------


def test_a_bowlers_own_catch_is_a_catch():
    state = play(innings_start(), ball(**OPEN), ball(wicket="caught_and_bowled"))
    found = {(one.person, one.stat): one.value for one in statistics_of_state(state.play)}
    assert (found["Zoe", "catches"], found["Zoe", "wickets"]) == (1, 1)


def test_who_is_known_by_an_id_alone_has_a_name_where_one_was_given():
    ids = {"non_striker_id": "b", "bowler_id": "z"}
    named = {**ball(**OPEN), "player_id": "a", "data": {"bowler": "Zoe", "non_striker": "Bea", **ids}}
    gone = {**ball(wicket="run_out", out_id="b"), "player_id": "a"}
    state = play(innings_start(), named, gone)
    assert (state.incidents[-1].player, state.incidents[-1].player_id) == ("Bea", "b")
    both = {**ball(non_striker_id="a"), "player_id": "a"}
    refuse(innings_start(), named, both, why="Ann cannot be at both ends")
    assert batters(play(innings_start(), named, gone, {**ball(runs=1), "player_id": "a"}))["Ann"] == (1, 3)


def test_a_tie_broken_without_a_word_of_how_says_no_more():
    state = play(*FIRST, innings_start("away"), *runs("away", 1, 1, 1, 1, 1, 1), match_end("won", "home"), overs=1)
    assert told(state)[2] == "Match tied (Reds won the tie-break)"


# --- from whole data sets --------------------------------------------------------------------------------------------


def read(content, tmp_path):
    """The state of a match in Cricsheet's format, every record entered as an import does, and the notes on it."""
    (season,) = cricsheet.read(write(tmp_path / "1.json", content))
    (found,) = season.matches
    assert season.rejected == []
    return enter_all(*found.events, **{"edition": 2, **found.ruleset}), season.warnings


TIED = (innings("Reds", over(1, 0, 0, 0, 0, 0)), innings("Blues", over(1, 0, 0, 0, 0, 0)))


def bowl_out(*hits):
    return [{"bowler": name, "outcome": "hit" if hit else "miss"} for name, hit in hits]


@pytest.mark.parametrize(
    ("hits", "score"),
    [
        # Two balls by each bowler, one after the other, as of 2006; the file ends before ten balls each are bowled.
        ([("Ann", True), ("Ann", True), ("Bea", False), ("Bea", False)], "2–0"),
        ([("Ann", True), ("Bea", False)] * 3, "3–0"),
        ([("Ann", True), ("Bea", False)] * 5, "3–0"),  # bowled on after it was decided
    ],
)
def test_a_bowl_out_of_one_or_two_balls_a_bowler_decides_a_tie(hits, score, tmp_path):
    content = match(
        *TIED, outcome={"result": "tie", "bowl_out": "Reds"}, overs=1,
        players={"Reds": ["Ann"], "Blues": ["Bea"]}, bowl_out=bowl_out(*hits),
    )  # fmt: skip
    state, notes = read(content, tmp_path)
    view = read_view(state)
    assert (notes, view.summary, view.decided_by) == ([], f"Match tied (Reds won the bowl-out {score})", "bowl_out")


def test_penalty_runs_after_the_last_wicket_are_imported(tmp_path):
    chase = innings("Blues", *all_out(), penalty_runs={"post": 5})
    state, notes = read(match(innings("Reds", over(6)), chase, outcome={"winner": "Reds", "by": {"runs": 1}}), tmp_path)
    assert (notes, told(state)[1:]) == ([], (Score(6, 5), "Reds won by 1 run"))


def test_penalty_runs_after_the_last_ball_win_an_imported_match(tmp_path):
    chase = innings("Blues", over(1, 1, 1, 0, 0, 0), penalty_runs={"post": 5})
    first = innings("Reds", over(1, 1, 1, 1, 1, 1))
    state, notes = read(match(first, chase, outcome={"winner": "Blues", "by": {"wickets": 10}}, overs=1), tmp_path)
    assert (notes, told(state)[2]) == ([], "Blues won by penalty runs")


CONTRADICTING = {
    "a wide with runs off the bat": delivery(1, extras={"wides": 1}),
    "a run too many": {**delivery(1), "runs": {"batter": 1, "extras": 0, "total": 2}},
    "bowled off a no-ball": {**out(), "extras": {"noballs": 1}, "runs": {"batter": 0, "extras": 1, "total": 1}},
    "at both ends": delivery(1, non_striker="Ada"),
}


@pytest.mark.parametrize("odd", CONTRADICTING.values(), ids=CONTRADICTING)
def test_a_delivery_that_contradicts_itself_leaves_the_result_with_a_warning(odd, tmp_path):
    first = innings("Reds", over(1, odd, 1, 1, 1, 1))
    chase = innings("Blues", over(1, 0, 0, 0, 0, 0))
    total = 5 + odd["runs"]["total"]
    content = match(first, chase, outcome={"winner": "Reds", "by": {"runs": total - 1}}, overs=1)
    state, (note,) = read(content, tmp_path)
    assert told(state) == ("finished", Score(total, 1), f"Reds won by {total - 1} run{'s' if total > 2 else ''}")
    assert note.why.startswith("innings[0].overs[0].deliveries[1]: ")
    assert state.play.innings[0].batters == ()


def test_a_delivery_after_the_chase_is_won_leaves_the_result_with_a_warning(tmp_path):
    content = match(
        innings("Reds", over(1, 0, 0, 0, 0, 0)), innings("Blues", over(1, 1, 1)),
        outcome={"winner": "Blues", "by": {"wickets": 10}}, overs=1,
    )  # fmt: skip
    state, (note,) = read(content, tmp_path)
    assert read_view(state).winner == "away"
    assert note.why.startswith("innings[1].overs[0].deliveries[2]: ")


@pytest.mark.parametrize(
    ("scored", "outcome"),
    [(10, {"winner": "Reds", "by": {"runs": 1}}), (12, {"winner": "Blues", "by": {"wickets": 10}})],
)
def test_a_target_reduced_without_a_method_is_no_contradiction(scored, outcome, tmp_path):
    """As 176 in 16 overs after a first innings of 200: the margin is by the target."""
    chase = innings("Blues", over(scored - 6, 6), target={"overs": 1, "runs": 12})
    chase["overs"][0]["deliveries"] += [delivery(0)] * (4 if scored < 12 else 0)
    state, notes = read(
        match(innings("Reds", over(6, 6, 6), over(0, number=1)), chase, outcome=outcome, overs=2), tmp_path
    )
    assert notes == []
    assert {state.play.decision.by: state.play.decision.margin} == outcome["by"]


# --- how a match ends -------------------------------------------------------------------------------------------------

TWO_INNINGS = {"innings": 2, "overs": None, "super_over": False}


def closed(reason):
    return {"type": "innings_end", "data": {"reason": reason}}


def last_innings(*scored, lead=10):
    """The home side has made `lead` runs, the away side none in its first innings; then its last one: `scored`."""
    first = [innings_start(), ball(runs=6), ball(runs=lead - 6), closed("declared")]
    return [*first, innings_start("away"), closed("declared"), {"type": "forfeit", "side": "home"}, *scored]


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (
            [innings_start("away"), ball("away", runs=4), closed("declared")],
            ("finished", Score(10, 4), "Reds won by 6 runs"),
        ),
        ([{"type": "forfeit", "side": "away"}], ("finished", Score(10, 0), "Reds won by 10 runs")),
        (
            [innings_start("away"), ball("away", runs=4), ball("away", runs=6), closed("declared")],
            ("finished", Score(10, 10), "Match tied"),
        ),
        ([innings_start("away"), ball("away", runs=4), closed("curtailed")], ("innings_break", Score(10, 4), None)),
    ],
)
def test_a_last_innings_that_is_declared_or_forfeited_is_complete(last, expected):
    """Laws 13.3, 15 and 16.1: the other side has made more, or as many (16.5)."""
    assert told(enter_all(*last_innings(*last), **TWO_INNINGS)) == expected


def test_both_sides_forfeit_an_innings_for_a_chase():
    """Law 15.2."""
    bodies = [innings_start(), ball(runs=6), closed("declared"), {"type": "forfeit", "side": "away"}]
    bodies += [{"type": "forfeit", "side": "home"}, innings_start("away"), ball("away", runs=4), ball("away", runs=3)]
    assert told(enter_all(*bodies, **TWO_INNINGS)) == ("finished", Score(6, 7), "Blues won by 10 wickets")


@pytest.mark.parametrize(
    ("needed", "last", "scored"),
    [
        (1, {"runs": 3}, 1),  # the match is over with the first of them
        (2, {"runs": 3}, 2),
        (1, {"runs": 6}, 6),  # a boundary counts whole
        (3, {"runs": 4}, 4),
        (3, {"runs": 4, "not_boundary": True}, 3),
        (1, {"runs": 6, "no_balls": 1}, 1),  # the no-ball has won it: Sehwag's 99 of 2010
        (2, {"runs": 6, "no_balls": 1}, 7),
        (2, {"runs": 3, "no_balls": 1}, 2),
        (1, {"wides": 5}, 1),
        (2, {"wides": 5}, 5),
        (2, {"wides": 3}, 2),
        (1, {"byes": 2}, 1),
        (1, {"leg_byes": 4}, 4),
    ],
)
def test_the_ball_that_wins_counts_as_far_as_the_match_goes(needed, last, scored):
    """Law 16.6: nothing that happens after the winning run is part of the match, a boundary before it counts whole."""
    chase = [innings_start("away"), ball("away", **OPEN, runs=7 - needed, not_boundary=True)]
    state = enter_all(*FIRST, *chase, ball("away", player="Ann", non_striker="Bea", **last), **SHORT)
    view = read_view(state)
    assert (view.finished, view.winner, view.score) == (True, "away", Score(6, 7 - needed + scored))
    innings = state.play.innings[-1]
    extras = innings.wides + innings.no_balls + innings.byes + innings.leg_byes
    assert sum(runs for runs, _ in batters(state).values()) + extras == innings.runs
    assert [one.detail for one in state.incidents if one.kind == "boundary" and one.seq > 9] == (
        {4: ["four"], 6: ["six"], 7: ["six"]}.get(scored, []) if "runs" in last else []
    )


ALL_LEVEL = [innings_start(), *runs("home", 1, 1, 1, 1, 1, 1), innings_start("away"), *runs("away", 1, 1, 1, 1, 1, 1)]
SIX_BALLS = [innings_start("away", super_over=True), *runs("away", 1, 1, 1, 1, 1, 1)]


@pytest.mark.parametrize(
    "played",
    [
        SIX_BALLS[:3],
        SIX_BALLS,
        [*SIX_BALLS, innings_start("home", super_over=True), *runs("home", 1)],
        [*SIX_BALLS, innings_start("home", super_over=True), *runs("home", 1), closed("curtailed")],
    ],
)
def test_a_super_over_that_is_stopped_leaves_the_tie(played):
    """ICC, Super Over procedure: where it cannot be completed the match is tied."""
    rules = {"overs": 1, "players": 4}
    state = enter_all(*ALL_LEVEL, *played, **rules)
    assert not read_view(state).finished
    assert "tie" in get_sport("cricket").list_actions(state.play)
    assert told(enter_all(*ALL_LEVEL, *played, match_end("tie"), **rules)) == ("finished", Score(6, 6), "Match tied")


def test_a_bowl_out_that_is_stopped_leaves_the_tie():
    rules = {"overs": 1, "players": 4, "super_over": False, "bowl_out": True}
    hit = {"type": "bowl_out_ball", "side": "home", "data": {"hit": True}}
    assert told(enter_all(*ALL_LEVEL, hit, match_end("tie"), **rules))[2] == "Match tied"


@pytest.mark.parametrize("kind", ["caught", "bowled", "lbw", "hit_wicket", "stumped"])
def test_no_run_counts_off_a_ball_that_takes_a_wicket(kind):
    """Laws 33.4 and 18 (runs scored when a batter is dismissed): of a run out those that were completed count."""
    refuse(innings_start(), ball(**OPEN, runs=1, wicket=kind), why="No run counts", **SHORT)
    assert read_view(enter_all(innings_start(), ball(**OPEN, runs=1, wicket="run_out"), **SHORT)).score == Score(1, 0)


@pytest.mark.parametrize(
    ("needed", "last", "wickets"),
    [
        (1, {"runs": 1, "wicket": "run_out"}, 0),  # run out on the second run
        (2, {"runs": 2, "wicket": "run_out", "out": "Bea"}, 0),
        (2, {"runs": 3, "wicket": "run_out"}, 0),
        (1, {"byes": 1, "wicket": "run_out"}, 0),
        (1, {"leg_byes": 1, "wicket": "obstructing"}, 0),
        (1, {"wides": 1, "wicket": "stumped"}, 0),  # the run for the wide is scored first (Law 22.6)
        (1, {"wides": 1, "wicket": "hit_wicket"}, 0),
        (1, {"no_balls": 1, "wicket": "run_out"}, 0),
        (2, {"no_balls": 1, "runs": 1, "wicket": "run_out"}, 0),
        (2, {"runs": 1, "wicket": "run_out"}, 1),  # on the run that would have won
        (1, {"wicket": "run_out"}, 1),
        (2, {"wides": 1, "wicket": "stumped"}, 1),
        (5, {"penalty": 5, "wicket": "run_out"}, 1),  # awarded when the ball is dead
    ],
)
def test_who_is_run_out_after_the_winning_run_is_not_out(needed, last, wickets):
    """Law 16.6: as soon as a result is reached the match is at an end, and nothing that follows is part of it."""
    chase = [innings_start("away"), ball("away", **OPEN, runs=7 - needed, not_boundary=True)]
    state = enter_all(*FIRST, *chase, ball("away", player="Ann", non_striker="Bea", fielder="Yve", **last), **SHORT)
    innings = state.play.innings[-1]
    assert innings.wickets == wickets
    assert sum(bool(one.out) for one in innings.batters) == wickets
    assert sum(one.wickets for one in innings.bowlers) == (wickets if last["wicket"] == "stumped" else 0)
    assert len(innings.fielders) == (wickets and last["wicket"] in ("run_out", "stumped"))
    assert sum(one.kind == "wicket" for one in state.incidents) == wickets
    view = read_view(state)
    if view.finished:
        assert f"by {3 - wickets} wickets" in view.summary


def test_the_last_wicket_falls_after_the_winning_run():
    """Law 16.6 and 16.7: won by the wicket that was still to fall, not by none, and not tied."""
    gone = [ball("away", player=name, bowler="Zoe", non_striker="Bea", wicket="bowled") for name in ("Ann", "Cat")]
    chase = [innings_start("away"), *gone, ball("away", player="Dee", non_striker="Bea", runs=6)]
    state = enter_all(*FIRST, *chase, ball("away", player="Dee", runs=1, wicket="run_out", fielder="Yve"), **SHORT)
    assert told(state)[1:] == (Score(6, 7), "Blues won by 1 wicket with 2 balls left")


def test_a_match_of_an_edition_before_counts_the_wicket_as_it_did():
    chase = [innings_start("away"), ball("away", **OPEN, runs=6), ball("away", player="Ann", runs=1, wicket="run_out")]
    assert enter_all(*FIRST, *chase, **SHORT, edition=3).play.innings[-1].wickets == 1
    assert enter_all(*FIRST, *chase, **SHORT).play.innings[-1].wickets == 0


@pytest.mark.django_db
def test_the_run_out_after_the_winning_run_at_the_entrances(client, scorer):
    chase = [innings_start("away"), ball("away", **OPEN, runs=6), ball("away", player="Ann", runs=1, wicket="run_out")]
    match = schedule("cricket", **SHORT)
    said = post(client, scorer, match, *FIRST, *chase)[1]["match"]
    assert (said["status"], said["summary"]["detail"]) == ("ended", "Blues won by 3 wickets with 4 balls left")


@pytest.mark.django_db
def test_the_run_out_after_the_winning_run_in_an_import():
    chase = [innings_start("away"), ball("away", **OPEN, runs=6), ball("away", player="Ann", runs=1, wicket="run_out")]
    match, said = bring("cricket", *FIRST, *chase, **SHORT)
    assert match.status == "ended"
    assert all(why.startswith("no fuller name is known") for why in said)
    assert load_snapshot(match).summary.detail == "Blues won by 3 wickets with 4 balls left"
