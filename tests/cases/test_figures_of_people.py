"""What counts for whom: baseball's pitchers and runners (MLB's rules), cricket's fielders, volleyball's scorers."""

import pytest

from scoreboard.importers.formats.retrosheet_plays import parse_code
from scoreboard.sports import get_sport
from scoreboard.sports.figures import combine
from tests.sports.bodies.baseball import move, play
from tests.sports.bodies.cricket import ball, innings_start, wicket
from tests.sports.playing import Table

ONE = Table("baseball", innings=1, regulation=1)
TWO = Table("baseball", innings=2, regulation=1)
NINE = Table("baseball")
CRICKET = Table("cricket", overs=2, players=4)
TEST = Table("cricket", innings=2, overs=None, players=4)
VOLLEYBALL = Table("volleyball", sets_to_win=2, points=3)


def figures(state, person, *stats):
    """A person's statistics, those that are asked for."""
    sport = get_sport(state.fixture.sport)
    found = {}
    for one in sport.statistics_of_state(state.play):
        if one.person == person:
            found[one.stat] = combine(one.stat, found.get(one.stat, 0), one.value)
    return tuple(found.get(stat, 0) for stat in stats)


def half(side, *plays, pitcher="Rex"):
    """A half-inning of these plays, and outs until it is over."""
    bodies = [body if isinstance(body, dict) else play(body, side, "Ann", pitcher=pitcher) for body in plays]
    left = 3 - sum(body["data"]["play"] in ("out", "strikeout") for body in bodies)
    return [*bodies, *[play("out", side, "Zed", pitcher=pitcher)] * left]


# --- on the bases ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "moves", "caught", "stolen"),
    [
        ("caught_stealing", [move(1, 2, out=True)], 1, 0),
        ("stolen_base", [move(1, 2, out=True)], 1, 0),
        ("stolen_base", [move(1, 3, out=True, stolen=True)], 0, 1),  # second stolen, out at third
        ("caught_stealing", [move(1, 2, caught=True)], 1, 0),  # an error let them be safe
        ("strikeout", [move(1, 2, out=True, caught=True)], 1, 0),
        ("pickoff", [move(1, 2, out=True)], 0, 0),
        ("stolen_base", [move(1, 2)], 0, 1),
    ],
)
def test_who_is_caught_stealing(kind, moves, caught, stolen):
    """Rule 9.07(d) and (h)."""
    state = ONE.play(play("single", player="Ann"), play(kind, player="Bo", moves=moves))
    assert figures(state, "Ann", "caught_stealing", "stolen_bases") == (caught, stolen)


@pytest.mark.parametrize(
    ("code", "caught", "stolen"),
    [
        ("CS2(26)", {1: True}, {}),
        ("CS2(2E4).1-3", {1: True}, {}),
        ("POCS2(1361)", {1: True}, {}),
        ("K+CS2(26)/DP", {1: True}, {}),
        ("CS2(26).3XH(6)", {1: True, 3: False}, {}),
        ("SB3;CS2(26)", {1: True}, {2: True, 1: False}),
        ("SB2.1X3(26)", {}, {1: True}),
        ("PO1(13)", {}, {}),
    ],
)
def test_who_is_caught_stealing_by_retrosheets_codes(code, caught, stolen):
    moves = parse_code(code).moves
    assert {start: one["caught"] for start, one in moves.items() if "caught" in one} == caught
    assert {start: one["stolen"] for start, one in moves.items() if "stolen" in one} == stolen


def test_no_time_at_bat_but_counted_who_is_hit_and_who_sacrifices():
    """Rule 9.02(a)(1)."""
    state = ONE.play(
        play("hit_by_pitch", player="Ann", pitcher="Rex"),
        play("interference", player="Bo"),
        play("sacrifice", player="Cy", moves=[move(1, 2), move(2, 3)]),
        play("sacrifice", player="Cy", moves=[move(3)]),
    )
    assert figures(state, "Ann", "at_bats", "hit_by_pitch") == (0, 1)
    assert figures(state, "Bo", "at_bats", "walks") == (0, 0)
    assert figures(state, "Cy", "at_bats", "sacrifices", "batted_in") == (0, 2, 1)
    assert figures(state, "Rex", "pitching_hit_batters", "pitching_walks") == (1, 0)


# --- earned runs: 9.16 -----------------------------------------------------------------------------------------------

RUNS = ("pitching_runs", "pitching_earned_runs", "pitching_unjudged_runs")


@pytest.mark.parametrize(
    ("plays", "counted"),
    [
        (["home_run"], (1, 1, 0)),
        (["error", "home_run"], (2, 0, 2)),  # a scorer has to judge: one has not been said to be earned
        (["home_run", "error"], (1, 1, 0)),  # before the error all is certain
        (["triple", play("passed_ball", moves=[move(3)], pitcher="Rex")], (1, 0, 1)),
        (["triple", play("wild_pitch", moves=[move(3)], pitcher="Rex")], (1, 1, 0)),
        (["error", play("home_run", pitcher="Rex", moves=[move(1, earned=False), move(0, earned=True)])], (2, 1, 0)),
    ],
)
def test_a_run_is_earned_where_it_is_certain_or_said(plays, counted):
    assert figures(ONE.play(*half("away", *plays)), "Rex", *RUNS) == counted


def test_an_error_of_the_half_before_says_nothing():
    state = TWO.play(*half("away", "error"), *half("home", "home_run", pitcher="Sid"), *half("away", "home_run"))
    assert (figures(state, "Rex", *RUNS), figures(state, "Sid", *RUNS)) == ((1, 1, 0), (1, 1, 0))


def test_the_placed_runner_is_unearned_wherever_they_have_come_to():
    """Rule 7.01(b)(2): as one who has come on base by an error."""
    extra = [*half("away"), *half("home", pitcher="Sid")]
    name = {"type": "runner_placed", "side": "away", "player": "Pam"}
    for named in ([], [name]):
        plays = [play("single", pitcher="Rex", moves=[move(2, 3)]), play("triple", pitcher="Rex")]
        state = ONE.play(*extra, *named, *plays)
        assert figures(state, "Rex", *RUNS) == (2, 1, 0)
    forced = play("fielders_choice", pitcher="Rex", moves=[move(2, 3, out=True)])
    assert figures(ONE.play(*extra, forced, play("home_run", pitcher="Rex")), "Rex", *RUNS) == (2, 0, 2)


def test_an_inherited_runner_s_run_is_earned_off_who_let_them_on():
    """Rule 9.16(g)."""
    relief = {"type": "substitution", "side": "home", "player": "Sid", "data": {"off": "Rex", "role": "pitcher"}}
    state = ONE.play(play("single", player="Ann", pitcher="Rex"), relief, play("home_run", player="Bo", pitcher="Sid"))
    assert (figures(state, "Rex", *RUNS), figures(state, "Sid", *RUNS)) == ((1, 1, 0), (1, 1, 0))
    assert figures(state, "Sid", "pitching_home_runs", "pitching_hits") == (1, 1)


# --- who has won and lost: 9.17 --------------------------------------------------------------------------------------

RECORD = ("pitching_wins", "pitching_losses")


def innings(count, *, home="Sid", away="Ace"):
    """So many innings without a run: `home` pitches for the home side, `away` for the others."""
    return [*half("away", pitcher=home), *half("home", pitcher=away)] * count


def test_a_starter_of_five_innings_wins_and_who_gave_the_lead_away_loses():
    state = NINE.play(*innings(4), *half("away", "home_run", pitcher="Sid"), *half("home", pitcher="Ace"))
    state = NINE.play(
        *(*innings(4), *half("away", "home_run", pitcher="Sid"), *half("home", pitcher="Ace")),
        *innings(4, home="Lou", away="Max"),
    )
    assert [figures(state, name, *RECORD) for name in ("Ace", "Sid", "Max", "Lou")] == [(1, 0), (0, 1), (0, 0), (0, 0)]


def test_a_starter_of_fewer_leaves_the_win_to_the_only_reliever_or_to_a_scorer():
    start = [*half("away", "home_run", pitcher="Sid"), *half("home", pitcher="Ace")]
    one = NINE.play(*start, *innings(8, away="Max"))
    assert [figures(one, name, *RECORD) for name in ("Ace", "Max", "Sid")] == [(0, 0), (1, 0), (0, 1)]
    two = NINE.play(*start, *innings(4, away="Max"), *innings(4, away="Lee"))
    assert [figures(two, name, *RECORD) for name in ("Ace", "Max", "Lee", "Sid")] == [(0, 0), (0, 0), (0, 0), (0, 1)]


def test_a_lead_that_is_lost_counts_for_nobody():
    state = NINE.play(
        *half("away", "home_run", pitcher="Sid"),
        *half("home", "home_run", pitcher="Ace"),
        *innings(7),
        *half("away", pitcher="Lou"),
        play("home_run", "home", "Ann", pitcher="Max"),
    )
    assert [figures(state, name, *RECORD) for name in ("Ace", "Sid", "Lou", "Max")] == [(0, 0), (0, 0), (1, 0), (0, 1)]


def test_who_begins_wins_though_the_lead_came_before_they_pitched():
    state = ONE.play(*half("away", "home_run", pitcher="Sid"), *half("home", pitcher="Ace"))
    assert (figures(state, "Ace", *RECORD), figures(state, "Sid", *RECORD)) == ((1, 0), (0, 1))


def test_the_run_that_gives_the_lead_is_the_inherited_runner_s():
    relief = {"type": "substitution", "side": "home", "player": "Lou", "data": {"off": "Sid", "role": "pitcher"}}
    top = [play("single", player="Ann", pitcher="Sid"), relief, *half("away", "home_run", pitcher="Lou")]
    state = ONE.play(*top, *half("home", pitcher="Ace"))
    assert (figures(state, "Sid", *RECORD), figures(state, "Lou", *RECORD)) == ((0, 1), (0, 0))


def test_runs_by_hand_leave_nobody_the_lead():
    hand = {"type": "manual", "side": "away", "data": {"points": 1, "reason": "Missed"}}
    state = ONE.play(*half("away", "home_run", pitcher="Sid"), hand, *half("home", pitcher="Ace"))
    assert (figures(state, "Ace", *RECORD), figures(state, "Sid", *RECORD)) == ((0, 0), (0, 0))


# --- cricket ---------------------------------------------------------------------------------------------------------


def test_the_best_of_two_innings_is_the_higher_and_who_is_not_out_is_counted():
    first = [innings_start("home"), ball(player="Ann", runs=6, bowler="Zoe"), ball(player="Ann", runs=4)]
    rest = [wicket("timed_out", name) for name in ("Bea", "Cy", "Ann")]
    away = [innings_start("away"), *(wicket("timed_out", name, "away") for name in ("Una", "Vic", "Wim"))]
    again = [innings_start("home"), ball(player="Ann", runs=2, bowler="Zoe")]
    state = TEST.play(*first, *rest, *away, *again)
    names = ("runs", "best_score", "innings", "not_outs", "dismissals")
    assert figures(state, "Ann", *names) == (12, 10, 2, 1, 1)


def test_wides_and_no_balls_are_the_bowler_s():
    state = CRICKET.play(innings_start(), ball(player="Ann", wides=5, bowler="Zoe"), ball(no_balls=1, bowler="Zoe"))
    assert figures(state, "Zoe", "wides", "no_balls", "runs_conceded", "balls_bowled") == (5, 1, 6, 0)


def test_a_substitute_who_catches_is_credited_with_nothing():
    out = {"wicket": "caught", "fielder": "Yan", "bowler": "Zoe"}
    state = CRICKET.play(innings_start(), ball(player="Ann", **out), ball(player="Bea", **out, substitute=True))
    assert figures(state, "Yan", "catches") == (1,)
    assert figures(state, "Zoe", "wickets") == (2,)


# --- volleyball ------------------------------------------------------------------------------------------------------


def test_who_wins_rallies_and_how_over_all_sets():
    def point(how, player, side="home"):
        return {"type": "point", "side": side, "player": player, "data": {"how": how} if how else {}}

    first = [point("attack", "Ann"), point("block", "Ann"), {"type": "point", "side": "home"}]
    second = [point(None, "Ann"), point("error", "Una"), point("attack", "Bo")]
    state = VOLLEYBALL.play({"type": "match_start", "side": "home"}, *first, *second)
    assert figures(state, "Ann", "points", "attacks", "blocks", "errors") == (3, 1, 1, 0)
    assert figures(state, "Una", "points", "errors") == (0, 1)
    assert state.play.winner == "home"
