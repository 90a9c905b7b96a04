"""Cricket's laws, by example."""

import pytest

from scoreboard.sports import get_sport
from scoreboard.sports.base import Score, Shown
from scoreboard.sports.cricket.state import count_balls
from scoreboard.sports.cricket.statistics import measure, outcome, statistics_of_state
from scoreboard.sports.match import fold, step
from tests.refusals import raises_refused
from tests.sports.bodies.cricket import ball, innings_start, match_end, wicket
from tests.sports.logs import make_log, make_record
from tests.wording import read_view

ONE = {"overs": 1, "players": 4, "super_over": False}
TEST = {"innings": 2, "overs": None, "players": 3, "follow_on": 10, "super_over": False}
SIX = [ball(runs=1) for _ in range(6)]


def balls(side, *runs):
    return [ball(side, runs=run) for run in runs]


def out(side, kind="bowled", **data):
    return ball(side, wicket=kind, **data)


def all_out(side, wickets=2):
    return [out(side) for _ in range(wickets)]


def end(reason):
    return {"type": "innings_end", "data": {"reason": reason}}


def revision(**data):
    return {"type": "revision", "data": data}


def play(*bodies, ruleset=ONE):
    return fold(make_log(*bodies, sport="cricket", ruleset=ruleset))


def summary(*bodies, ruleset=ONE):
    view = read_view(play(*bodies, ruleset=ruleset))
    return view.summary, view.winner, view.decided_by


def refuse(*bodies, why, ruleset=ONE):
    """The last of `bodies` is refused for the reason `why`, the ones before are not."""
    state = play(*bodies[:-1], ruleset=ruleset)
    with raises_refused(why):
        step(state, make_record(len(bodies) + 1, sport="cricket", **bodies[-1]))


def last(*bodies, ruleset=ONE):
    return play(*bodies, ruleset=ruleset).play.innings[-1]


def count_statistics(state):
    return {(one.person, one.stat): one.value for one in statistics_of_state(state.play)}


# --- balls and overs -------------------------------------------------------------------------------------------------


def test_wides_and_no_balls_are_no_balls_of_the_over():
    innings = last(innings_start(), ball(wides=1), ball(no_balls=1, runs=4), ball(byes=2), ball(leg_byes=1, penalty=5))
    assert (innings.runs, innings.balls) == (14, 2)
    extras = (innings.wides, innings.no_balls, innings.byes, innings.leg_byes, innings.penalties)
    assert extras == (1, 1, 2, 1, 5)


def test_an_over_may_have_five_balls_or_seven():
    rules = {**ONE, "overs": 3}
    five = play(innings_start(), *balls("home", 0, 0, 0, 0, 0), {"type": "over_end"}, ball(), ruleset=rules)
    assert (five.play.innings[0].overs, count_balls(five.play.innings[0], five.play.ruleset)) == (1, 7)
    seven = play(innings_start(), *balls("home", *[0] * 6), ball(same_over=True, runs=1), ball(), ruleset=rules)
    assert (seven.play.innings[0].overs, count_balls(seven.play.innings[0], seven.play.ruleset)) == (1, 7)
    assert seven.play.innings[0].per_over == (1,)
    refuse(innings_start(), ball(same_over=True), why="not complete yet", ruleset=rules)


def test_the_strike_changes_with_odd_runs_and_overs():
    names = {"non_striker": "Bea", "bowler": "Zoe"}
    innings = last(innings_start(), ball(player="Ada", runs=1, **names), ball(runs=3), ball(runs=2))
    assert (innings.striker, innings.non_striker) == ("Ada", "Bea")
    assert [(one.name, one.runs, one.balls) for one in innings.batters] == [("Ada", 3, 2), ("Bea", 3, 1)]
    turned = last(innings_start(), ball(player="Ada", **names), *balls("home", *[0] * 6), ruleset={**ONE, "overs": 2})
    assert turned.striker == "Bea"


def test_what_a_bowler_is_charged_with():
    bowled = [
        ball(player="Ada", bowler="Zoe", runs=4),
        ball(wides=2),
        ball(no_balls=1, byes=4),
        ball(leg_byes=1),
        ball(player="Bea", wicket="run_out", fielder="Yan"),
        ball(player="Cleo", wicket="caught", fielder="Yan"),
    ]
    found = count_statistics(play(innings_start(), *bowled))
    assert (found["Zoe", "runs_conceded"], found["Zoe", "balls_bowled"], found["Zoe", "wickets"]) == (7, 4, 1)
    assert (found["Yan", "catches"], found["Yan", "run_outs"], found["Ada", "fours"]) == (1, 1, 1)


def test_a_maiden_is_a_whole_over_without_a_run_charged():
    over = [ball(bowler="Zoe"), *balls("home", *[0] * 4), ball(byes=4)]
    rules = {**ONE, "overs": 3}
    assert count_statistics(play(innings_start(), *over, ruleset=rules))["Zoe", "maidens"] == 1
    long = play(innings_start(), *over, ball(same_over=True, runs=1), ruleset=rules)
    assert ("Zoe", "maidens") not in count_statistics(long)
    shared = [*over[:3], ball(bowler="Yan"), *balls("home", 0, 0)]
    assert ("Yan", "maidens") not in count_statistics(play(innings_start(), *shared, ruleset=rules))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"wides": 1, "no_balls": 1}, "no wide"),
        ({"wides": 1, "runs": 1}, "are wides"),
        ({"byes": 1, "leg_byes": 1}, "not both"),
        ({"no_balls": 1, "wicket": "bowled"}, "bowled off a no-ball"),
        ({"wides": 1, "wicket": "lbw"}, "lbw off a wide"),
        ({"wicket": "retired_hurt"}, "by itself"),
        ({"out": "Ada"}, "without a kind"),
        ({"non_striker": "Ada"}, "both ends"),
    ],
)
def test_a_delivery_that_the_laws_do_not_know_is_refused(data, why):
    refuse(innings_start(), ball(player="Ada", **data), why=why)


def test_bowlers_have_a_share_and_no_two_overs_running():
    rules = {"overs": 5}
    over = [ball(bowler="Zoe"), *balls("home", *[0] * 5)]
    refuse(innings_start(), *over, ball(bowler="Zoe"), why="two running", ruleset=rules)
    other = [ball(bowler="Yan"), *balls("home", *[0] * 5)]
    refuse(innings_start(), *over, *other, ball(bowler="Zoe"), why="as one bowler may", ruleset=rules)
    free = play(innings_start(), *over, ball(bowler="Zoe"), ruleset={**rules, "bowler_limits": False})
    assert free.play.innings[0].overs == 1


# --- wickets ---------------------------------------------------------------------------------------------------------


def test_retired_hurt_is_no_wicket_and_may_resume_but_retired_out_is_one():
    hurt = [innings_start(), ball(player="Ada", runs=2), wicket("retired_hurt")]
    assert last(*hurt).wickets == 0
    assert count_statistics(play(*hurt, ball(player="Ada", runs=1)))["Ada", "runs"] == 3
    gone = [innings_start(), ball(player="Ada", runs=2), wicket("retired_out")]
    assert last(*gone).wickets == 1
    refuse(*gone, ball(player="Ada"), why="Ada is out: retired out")


def test_all_out_with_fewer_wickets_when_somebody_is_absent_or_hurt():
    absent = [innings_start(), {"type": "absent", "side": "home", "player": "Dee"}, *all_out("home")]
    assert (last(*absent).closed, last(*absent).wickets) == ("all_out", 2)
    hurt = [innings_start(), ball(player="Ada"), wicket("retired_hurt"), *all_out("home"), end("all_out")]
    assert (last(*hurt).closed, last(*hurt).wickets) == ("all_out", 2)
    refuse(innings_start(), out("home"), end("all_out"), why="Only 1 are out")
    refuse(innings_start(), ball(player="Ada"), {"type": "absent", "side": "home", "player": "Ada"}, why="has batted")


@pytest.mark.parametrize("kind", ["bowled", "lbw", "stumped"])
def test_what_a_ball_takes_comes_with_its_ball(kind):
    refuse(innings_start(), wicket(kind), why="happens off a ball")


# --- results ---------------------------------------------------------------------------------------------------------


def test_a_chase_is_won_by_wickets_with_balls_left():
    bodies = [innings_start(), *SIX, innings_start("away"), *balls("away", 4), out("away"), *balls("away", 3)]
    assert summary(*bodies) == ("Blues won by 2 wickets with 3 balls left", "away", "regular")
    assert read_view(play(*bodies)).shown == Shown("6/0", "7/1")


def test_a_defence_is_won_by_runs():
    bodies = [innings_start(), *SIX, innings_start("away"), *balls("away", 1, 1), *all_out("away", 3)]
    assert summary(*bodies) == ("Reds won by 4 runs", "home", "regular")
    assert read_view(play(*bodies)).shown == Shown("6/0", "2")


def test_a_tie_stands_or_goes_to_super_overs_until_one_wins():
    level = [innings_start(), *SIX, innings_start("away"), *balls("away", 1, 1, 1, 1, 1, 1)]
    tied = play(*level)
    assert (read_view(tied).summary, read_view(tied).winner, outcome(tied.play, "home")) == ("Match tied", None, "tie")
    rules = {**ONE, "super_over": True}
    assert read_view(play(*level, ruleset=rules)).phase == "level"
    over = [innings_start("away", super_over=True), *balls("away", *[1] * 6)]
    again = [*level, *over, innings_start("home", super_over=True), *balls("home", *[1] * 6)]
    assert read_view(play(*again, ruleset=rules)).phase == "level"
    won = [*again, innings_start("home", super_over=True), *all_out("home"), innings_start("away", super_over=True)]
    state = play(*won, ball("away", runs=1), ruleset=rules)
    view = read_view(state)
    assert (view.summary, view.decided_by) == ("Match tied (Blues won the super over)", "super_over")
    assert view.score == Score(6, 6)
    assert [(period.name, period.home, period.away) for period in view.periods[2:]] == [
        ("super_over_1", 6, 6),
        ("super_over_2", 0, 1),
    ]
    assert measure(state.play, "home") == {"runs_for": 6, "balls_for": 6, "runs_against": 6, "balls_against": 6}
    refuse(*level, innings_start("home"), why="super over", ruleset=rules)


def test_a_bowl_out_ends_as_soon_as_it_is_decided():
    rules = {**ONE, "bowl_out": True}
    level = [innings_start(), *SIX, innings_start("away"), *balls("away", 1, 1, 1, 1, 1, 1)]
    pair = [{"type": "bowl_out_ball", "side": side, "data": {"hit": side == "home"}} for side in ("home", "away")]
    state = play(*level, *pair * 3, ruleset=rules)
    assert read_view(state).summary == "Match tied (Reds won the bowl-out 3–0)"
    assert (read_view(state).shootout, read_view(state).score) == (Score(3, 0), Score(6, 6))
    refuse(*level, pair[0], pair[0], why="in turn", ruleset=rules)


@pytest.mark.parametrize("method", ["{0}", "{x}", "{home:>99999999999}", "}"])
def test_a_method_in_braces_is_no_pattern(method):
    """What is entered stands in the match's one line; it once named a field that there is not, or a width of it."""
    chase = [innings_start(), *SIX, innings_start("away", target=4, balls=3, method=method)]
    assert summary(*chase, *balls("away", 1, 0, 0))[0] == f"Reds won by 2 runs ({method})"


def test_a_revised_target_decides_by_the_dls_method():
    chase = [innings_start(), *SIX, innings_start("away", target=4, balls=3, method="DLS")]
    assert summary(*chase, *balls("away", 2, 2)) == (
        "Blues won by 3 wickets with 1 ball left (DLS method)",
        "away",
        "dls",
    )
    assert summary(*chase, *balls("away", 1, 0, 0))[0] == "Reds won by 2 runs (DLS method)"
    unknown = [innings_start(), *SIX, innings_start("away", target=0), *balls("away", 4, 4)]
    ended = [*unknown, revision(target=5, balls=2, method="DLS")]
    assert summary(*ended)[0] == "Blues won by 4 runs (DLS method)"
    state = play(*ended).play
    assert measure(state, "home") == {"runs_for": 4, "balls_for": 2, "runs_against": 8, "balls_against": 2}
    refuse(*unknown, revision(balls=1), why="2 balls have been bowled")
    refuse(innings_start(), revision(target=9), why="Only the last innings")


def test_rain_leaves_no_result_that_counts_for_no_rate():
    state = play(innings_start(), *SIX, innings_start("away"), match_end("no_result"))
    assert (read_view(state).summary, outcome(state.play, "away"), measure(state.play, "away")) == (
        "No result",
        "no_result",
        {},
    )
    assert read_view(play(match_end("no_result"))).finished
    refuse(innings_start(), match_end("draw"), why="two innings a side")
    refuse(innings_start(), match_end("tie"), why="scores level")
    refuse(innings_start(), match_end("won"), why="Who has won")


def test_a_side_that_is_all_out_has_faced_its_quota():
    rules = {**ONE, "overs": 2}
    state = play(innings_start(), *balls("home", 5), *all_out("home", 3), innings_start("away"), ruleset=rules)
    assert measure(state.play, "home")["balls_for"] == 12
    assert measure(state.play, "away")["balls_for"] == 0


# --- two innings a side ----------------------------------------------------------------------------------------------


def test_a_test_is_won_by_an_innings():
    bodies = [innings_start(), *balls("home", *[6] * 5), end("declared")]
    bodies += [innings_start("away"), *all_out("away"), innings_start("away"), *balls("away", 6, 4), *all_out("away")]
    assert summary(*bodies, ruleset=TEST) == ("Reds won by an innings and 20 runs", "home", "innings")
    assert read_view(play(*bodies, ruleset=TEST)).shown == Shown("30/0d", "0 & 10")


def test_the_follow_on_needs_its_lead():
    bodies = [innings_start(), *balls("home", 6), *all_out("home"), innings_start("away"), *all_out("away")]
    refuse(*bodies, innings_start("away"), why="lead of 10 runs", ruleset=TEST)
    play(*bodies, innings_start("home"), ruleset=TEST)


def test_the_fourth_innings_decides_or_the_match_is_drawn():
    bodies = [
        innings_start(),
        *balls("home", 6),
        *all_out("home"),
        innings_start("away"),
        *balls("away", 4),
        end("declared"),
    ]
    bodies += [innings_start("home"), *balls("home", 3), *all_out("home"), innings_start("away")]
    assert read_view(play(*bodies, ruleset=TEST)).situation == "0 overs, 6 runs needed"
    assert summary(*bodies, *balls("away", 6), ruleset=TEST) == ("Blues won by 2 wickets", "away", "regular")
    assert summary(*bodies, *balls("away", 2), *all_out("away"), ruleset=TEST)[0] == "Reds won by 3 runs"
    assert summary(*bodies, *balls("away", 5), *all_out("away"), ruleset=TEST) == ("Match tied", None, "tie")
    assert summary(*bodies, *balls("away", 5), match_end("draw"), ruleset=TEST) == ("Match drawn", None, "draw")


def test_innings_can_be_forfeited():
    bodies = [innings_start(), *balls("home", 6), end("declared"), {"type": "forfeit", "side": "away"}]
    bodies += [{"type": "forfeit", "side": "home"}, innings_start("away"), *balls("away", 6, 1)]
    assert summary(*bodies, ruleset=TEST)[0] == "Blues won by 2 wickets"
    assert read_view(play(*bodies, ruleset=TEST)).shown == Shown("6/0d & forfeited", "forfeited & 7/0")
    refuse({"type": "forfeit", "side": "home"}, why="two innings a side")
    refuse(innings_start(), end("declared"), why="limited overs")


# --- the rest --------------------------------------------------------------------------------------------------------


def test_penalty_runs_go_to_the_last_innings_or_wait_for_the_first():
    waiting = play({"type": "penalty_runs", "side": "away"}, innings_start(), *SIX, innings_start("away"))
    assert read_view(waiting).score == Score(6, 5)
    raised = play(innings_start(), *SIX, innings_start("away"), {"type": "penalty_runs", "side": "home"})
    assert (raised.play.innings[0].runs, raised.play.innings[1].target) == (11, 12)


def test_the_toss_says_who_bats_first():
    toss = {"type": "toss", "side": "away", "data": {"decision": "bat"}}
    refuse(toss, innings_start("home"), why="toss says")
    refuse(toss, toss, why="once")
    assert read_view(play(toss, innings_start("away"))).turn == "away"


def test_what_a_fan_is_shown_of_balls():
    bodies = [innings_start(), *[ball(player="Ada", non_striker="Bea", runs=6) for _ in range(9)]]
    state = play(*bodies, ball(player="Ada", runs=4), ball(runs=1), out("home"), ruleset={**ONE, "overs": 9})
    shown = [(incident.kind, incident.detail, incident.player, incident.minute) for incident in state.incidents]
    assert shown[0] == ("period_start", "innings_1", None, None)
    assert shown[9] == ("milestone", "50", "Ada", "1.3")
    assert shown[10:] == [("boundary", "four", "Ada", "1.4"), ("wicket", "bowled", "Bea", "1.6")]


def test_a_match_known_by_its_totals():
    data = {
        "innings": [
            {"side": "home", "runs": 150, "wickets": 6, "balls": 120},
            {"side": "away", "runs": 151, "wickets": 4, "balls": 117},
        ]
    }
    result = {"type": "result", "data": data}
    assert summary(result, ruleset={}) == ("Blues won by 6 wickets with 3 balls left", "away", "regular")
    refuse({"type": "result", "data": {"innings": data["innings"][:1]}}, why="leave the match open", ruleset={})
    rained = {"innings": data["innings"][:1], "end": {"result": "no_result"}}
    assert summary({"type": "result", "data": rained}, ruleset={})[0] == "No result"


def test_whom_a_ball_names():
    event = make_record(2, sport="cricket", **ball(player="Ada", bowler="Zoe"))
    sides = {mention.field: mention.side for mention in get_sport("cricket").mentions(event)}
    assert (sides["player"], sides["bowler"], sides["out"]) == ("home", "away", "home")
