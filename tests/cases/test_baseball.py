"""Baseball right to the last case; the rules named are MLB's Official Baseball Rules, 2025."""

import pytest

from scoreboard.importers.formats import retrosheet
from scoreboard.importers.formats.retrosheet_plays import parse_code
from scoreboard.models import Competition, Competitor, Season
from scoreboard.queries import decode_state
from scoreboard.sports.base import PeriodScore, Refused, Score, Shown
from scoreboard.sports.baseball import SPORT
from scoreboard.sports.baseball.rules import start
from scoreboard.sports.baseball.statistics import statistics_of_state
from scoreboard.sports.match import enter, fold
from scoreboard.sports.state import status_of
from tests.factories import enter as enter_events
from tests.factories import make_match
from tests.refusals import raises_refused
from tests.sports.bodies.baseball import game_end, move, play
from tests.sports.logs import make_log, make_record
from tests.sports.playing import Table
from tests.wording import read_view

ONE = Table("baseball", innings=1, regulation=1)
TOP = [play("out")] * 3
BOTTOM = [play("out", "home")] * 3
LEVEL = [*TOP, *BOTTOM]
LOADED = [play("walk", "home", name) for name in ("Ana", "Bo", "Cy")]


def manual(side, points):
    return {"type": "manual", "side": side, "data": {"points": points, "reason": "Miscounted"}}


def change(on, off, side="away", role="runner", **data):
    return {"type": "substitution", "side": side, "player": on, "data": {"off": off, "role": role, **data}}


def placed(name, side="away"):
    return {"type": "runner_placed", "side": side, "player": name}


def figures(state, person):
    return {one.stat: one.value for one in statistics_of_state(state.play) if person in (one.person, one.name)}


def refuse(*bodies, why, sport="baseball", **ruleset):
    """The last of `bodies` is refused at the entrance, the ones before are not."""
    log = make_log(*bodies, sport=sport, ruleset={"innings": 1, "regulation": 1, **ruleset})
    state = None
    for record in log[:-1]:
        state = enter(state, record)
    with raises_refused(why):
        enter(state, log[-1])


# --- a walk-off: 5.08(b), 7.01(g)(3), 9.06(f) and (g) ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("runs_against", "last", "score", "hit"),
    [
        (0, play("double", "home", "Dee"), 1, "hits"),  # the runner from third: a single
        (1, play("double", "home", "Dee"), 2, "doubles"),  # the runner from second: two bases
        (1, play("triple", "home", "Dee"), 2, "doubles"),
        (2, play("triple", "home", "Dee"), 3, "triples"),
        (0, play("home_run", "home", "Dee"), 4, "home_runs"),  # out of the field: all are in
        (0, play("home_run", "home", "Dee", inside=True), 1, "hits"),
        (0, play("single", "home", "Dee", moves=[move(2), move(3)]), 1, "hits"),
    ],
)
def test_a_walk_off_hit_brings_in_what_is_needed(runs_against, last, score, hit):
    state = ONE.play(*[play("home_run")] * runs_against, *TOP, *LOADED, last)
    kinds = {"doubles", "triples", "home_runs"}
    assert read_view(state).score == Score(score, runs_against)
    assert (figures(state, "Dee")["batted_in"], figures(state, "Dee")["hits"]) == (score, 1)
    assert kinds & figures(state, "Dee").keys() == kinds & {hit}
    assert sum(figures(state, name).get("runs", 0) for name in ("Ana", "Bo", "Cy", "Dee")) == score


def test_a_walk_off_double_is_told_as_the_single_it_is():
    state = ONE.play(*TOP, *LOADED, play("double", "home", "Dee"))
    assert [(one.detail, one.score) for one in state.incidents] == [("single", Score(1, 0))]


@pytest.mark.parametrize("kind", ["wild_pitch", "balk", "error", "passed_ball", "stolen_base", "fielders_choice"])
def test_no_walk_off_brings_in_more_than_is_needed(kind):
    moves = [move(1, 2), move(2), move(3)]
    state = ONE.play(*TOP, *LOADED, play(kind, "home", "Dee", moves=moves))
    assert (read_view(state).score, read_view(state).winner) == (Score(1, 0), "home")


def test_a_walk_off_by_the_mercy_rule_counts_up_to_its_lead():
    rules = {"innings": 3, "mercy": [{"inning": 1, "lead": 2}]}
    state = Table("baseball", **rules).play(*TOP, *LOADED, play("triple", "home", "Dee"))
    assert (read_view(state).score, read_view(state).decided_by) == (Score(2, 0), "mercy")


def test_the_visitors_bat_last_where_the_home_side_bats_first():
    rules = {"home_bats_first": True}
    on = [play("walk", player=name) for name in ("Ana", "Bo", "Cy")]
    state = ONE.play(*BOTTOM, *on, play("double", player="Dee"), **rules)
    assert read_view(state).score == Score(0, 1)


# --- whose run, strikeout and walk it is -----------------------------------------------------------------------------


def pitched(kind, player, pitcher, **data):
    return play(kind, player=player, pitcher=pitcher, **data)


def runs_of(state, *pitchers):
    return tuple(figures(state, name).get("pitching_runs", 0) for name in pitchers)


def test_a_run_is_charged_to_the_pitcher_who_put_the_runner_on():
    """Rule 9.16(g)."""
    state = ONE.play(pitched("walk", "Abel", "Pete"), pitched("home_run", "Baker", "Rob"))
    assert runs_of(state, "Pete", "Rob") == (1, 1)


FORCED = {"moves": [move(1, 2, out=True)]}


@pytest.mark.parametrize(
    ("plays", "runs"),
    [
        # The examples of the comment on rule 9.16(g), in their order.
        (
            [("out", "Rob", {"moves": [move(1, 2)]}), ("out", "Rob", {}), ("single", "Rob", {"moves": [move(2)]})],
            (1, 0),
        ),
        (
            [
                ("fielders_choice", "Rob", FORCED),
                ("out", "Rob", {"moves": [move(1, 2)]}),
                ("single", "Rob", {"moves": [move(2)]}),
            ],
            (1, 0),
        ),
        (
            [
                ("single", "Rob", {"moves": [move(1, 3)]}),
                ("fielders_choice", "Rob", {"moves": [move(3, out=True), move(1, 2)]}),
                ("out", "Rob", {}),
                ("single", "Rob", {"moves": [move(2)]}),
            ],
            (1, 0),
        ),
        (
            [
                ("walk", "Rob", {}),
                ("out", "Rob", {}),
                ("pickoff", "Rob", {"moves": [move(2, 2, out=True)]}),
                ("double", "Rob", {"moves": [move(1)]}),
            ],
            (0, 1),
        ),
    ],
)
def test_pitchers_answer_for_as_many_runners_as_they_put_on(plays, runs):
    rest = [pitched(kind, f"Batter {n}", pitcher, **data) for n, (kind, pitcher, data) in enumerate(plays)]
    assert runs_of(ONE.play(pitched("walk", "Abel", "Pete"), *rest), "Pete", "Rob") == runs


def test_three_pitchers_answer_for_a_runner_each():
    """Rule 9.16(g), comment, example 5."""
    state = ONE.play(
        pitched("walk", "Abel", "Pete"),
        pitched("walk", "Baker", "Rob"),
        pitched("fielders_choice", "Charlie", "Sid", moves=[move(2, 3, out=True), move(1, 2)]),
        pitched("fielders_choice", "Daniel", "Sid", moves=[move(2, 3, out=True), move(1, 2)]),
        pitched("home_run", "Edward", "Sid"),
    )
    assert runs_of(state, "Pete", "Rob", "Sid") == (1, 1, 1)


def test_the_placed_runner_is_the_first_pitchers():
    """Rules 7.01(b) and 9.16: a runner placed in an extra inning is on base before a relief pitcher comes."""
    state = ONE.play(*LEVEL, pitched("out", "Abel", "Pete"), pitched("home_run", "Baker", "Rob"))
    assert runs_of(state, "Pete", "Rob") == (1, 1)


@pytest.mark.parametrize(
    ("count", "kind", "charged"),
    [
        ((2, 0), "walk", "Pete"),
        ((2, 1), "walk", "Pete"),
        ((3, 2), "walk", "Pete"),
        ((2, 2), "walk", "Rob"),
        ((1, 0), "walk", "Rob"),
        ((3, 0), "single", "Rob"),
        ((3, 0), "hit_by_pitch", "Rob"),
    ],
)
def test_a_walk_is_charged_by_the_count_at_which_pitchers_change(count, kind, charged):
    """Rule 9.16(h): the batter and the walk are the preceding pitcher's; anything else is the relief pitcher's."""
    balls, strikes = count
    relief = change("Rob", "Pete", "home", "pitcher", balls=balls, strikes=strikes)
    state = ONE.play(
        pitched("out", "Abel", "Pete"), relief, pitched(kind, "Baker", "Rob"), pitched("home_run", "Cy", "Rob")
    )
    assert runs_of(state, "Pete", "Rob") == ((1, 1) if charged == "Pete" else (0, 2))
    walks = figures(state, charged).get("pitching_walks", 0)
    assert walks == (kind == "walk")


@pytest.mark.parametrize(
    ("strikes", "kind", "struck"),
    [(2, "strikeout", "Abel"), (1, "strikeout", "Pia"), (2, "out", "Pia"), (2, "walk", "Pia")],
)
def test_a_strikeout_is_whose_the_two_strikes_were(strikes, kind, struck):
    """Rule 9.15(b)."""
    state = ONE.play(change("Pia", "Abel", role="batter", strikes=strikes), play(kind, player="Pia"))
    other = {"Abel": "Pia", "Pia": "Abel"}[struck]
    assert figures(state, other) == {}
    assert figures(state, struck).get("at_bats", 0) == (kind != "walk")
    assert figures(state, struck).get("strikeouts", 0) == (kind == "strikeout")


def test_a_turn_at_bat_cut_off_by_the_third_out_begins_anew():
    """Rule 5.04(a)(3): the batter is first in the next inning, with no count."""
    out = [play("out"), play("out"), play("single", player="Ada"), change("Pia", "Bo", role="batter", strikes=2)]
    caught = play("caught_stealing", moves=[move(1, 2, out=True)])
    state = Table("baseball").play(*out, caught, *BOTTOM, play("strikeout", player="Pia"))
    assert (figures(state, "Bo"), figures(state, "Pia")["strikeouts"]) == ({}, 1)


# --- runners ---------------------------------------------------------------------------------------------------------

ON_FIRST = play("single", player="Ada")


@pytest.mark.parametrize(
    ("before", "sub", "why"),
    [
        ([ON_FIRST], change("Pia", "Adda"), "Adda is not on a base; who is: Ada on first"),
        ([], change("Pia", "Ada"), "nobody of that side is"),
        ([ON_FIRST], change("Pia", "Ada", "home"), "nobody of that side is"),
        ([ON_FIRST], change("Pia", None), "who is: Ada on first"),
        (LEVEL, change("Pia", "Ada"), "the placed runner on second, whom nobody has named"),
        ([play("single")], change("Pia", "Ada"), "somebody on first whom nobody has named"),
        ([ON_FIRST], change("Pia", "Ada", role="fielder"), "enter a pinch runner"),
        ([ON_FIRST, play("walk", player="Bo")], change("Bo", "Ada"), "Bo is on a base already"),
    ],
)
def test_a_pinch_runner_is_for_who_is_on_a_base(before, sub, why):
    """Rule 5.10: a substitute takes the place of the player they replace."""
    refuse(*before, sub, why=why)


def test_the_placed_runner_can_be_named_until_they_score_or_are_out():
    """Rule 7.01(b)."""
    late = [*LEVEL, play("out"), play("stolen_base", moves=[move(2, 3)]), placed("Ada")]
    state = ONE.play(*late, change("Pia", "Ada"), play("single", player="Bo", moves=[move(3)]))
    assert (figures(state, "Pia")["runs"], read_view(state).score) == (1, Score(0, 1))
    single = play("single", moves=[move(2)])
    refuse(*LEVEL, single, placed("Ada"), why="named until they score or are out")
    caught = play("caught_stealing", moves=[move(2, 3, out=True)])
    refuse(*LEVEL, caught, placed("Ada"), why="named until they score or are out")
    assert "runner_placed_away" in SPORT.list_actions(ONE.play(*late[:-1]).play)
    assert "runner_placed_away" not in SPORT.list_actions(ONE.play(*late).play)


@pytest.mark.django_db
def test_runners_are_found_by_name_where_records_carry_ids():
    """As the console enters it: people have ids there, and the refusal says names."""
    league = Competition.objects.create(sport="baseball", name="League")
    home, away = (Competitor.objects.create(sport="baseball", name=name) for name in ("Reds", "Blues"))
    match = make_match(season=Season.objects.create(competition=league, name="2026"), home=home, away=away)
    enter_events(match, play("walk", player="Ada", pitcher="Sid"))
    with raises_refused("Adda is not on a base; who is: Ada on first"):
        enter_events(match, change("Pia", "Adda"))
    enter_events(match, change("Pia", "Ada"), change("Rex", "Sid", "home", "pitcher"))
    enter_events(match, play("home_run", player="Bea", pitcher="Rex"))
    found = {(one.name, one.stat): one.value for one in statistics_of_state(decode_state(match).play)}
    assert (found["Pia", "runs"], found["Sid", "pitching_runs"], found["Rex", "pitching_runs"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("last", "taken"),
    [
        (play("out", moves=[move(3)]), False),  # the batter before first base
        (play("strikeout", moves=[move(3)]), False),
        (play("fielders_choice", moves=[move(3), move(1, 2, out=True)]), False),  # a force out
        (play("single", moves=[move(3), move(1, 3, out=True)]), True),  # no force: it is a matter of time
        (play("double", moves=[move(3), move(1, 3), move(0, 3, out=True)]), True),
    ],
)
def test_no_run_counts_with_a_third_out_by_force_or_the_batter(last, taken):
    """Rule 5.08(a)."""
    before = [play("triple"), play("walk"), play("out"), play("out")]
    if not taken:
        refuse(*before, last, why="No run counts")
        return
    assert read_view(ONE.play(*before, last)).score == Score(0, 1)


# --- runs batted in, at-bats, stolen bases ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "moves", "batted_in"),
    [
        ("out", [move(3)], 1),
        ("out", [move(1, 2, out=True), move(3)], 0),  # grounded into: 9.04(b)(1)
        ("out", [move(1, 1, out=True), move(3)], 1),  # a caught ball, the runner doubled off
        ("out", [move(1, 2, out=True), move(3, batted_in=True)], 1),
        ("fielders_choice", [move(1, 2, out=True), move(3)], 1),
        ("error", [move(1, 2), move(3)], 0),
        ("strikeout", [move(3)], 0),
        ("wild_pitch", [move(3)], 0),
    ],
)
def test_runs_batted_in(kind, moves, batted_in):
    """Rule 9.04."""
    batter = {} if kind == "wild_pitch" else {"player": "Bo"}
    state = ONE.play(play("triple"), play("walk"), play(kind, **batter, moves=moves))
    assert figures(state, "Bo").get("batted_in", 0) == batted_in


@pytest.mark.parametrize("kind", ["walk", "hit_by_pitch", "interference", "intentional_walk"])
def test_a_run_forced_in_is_batted_in(kind):
    """Rule 9.04(a)(2)."""
    state = ONE.play(*[play("walk")] * 3, play(kind, player="Bo"))
    assert (figures(state, "Bo")["batted_in"], "at_bats" in figures(state, "Bo")) == (1, False)


def test_a_sacrifice_on_which_the_batter_is_safe_is_no_at_bat():
    """Rules 9.02(a)(1) and 9.08(b) to (d)."""
    moves = [move(3)]
    for kind in ("error", "fielders_choice"):
        state = ONE.play(play("triple"), play(kind, player="Bo", moves=moves, sacrifice=True))
        assert figures(state, "Bo") == {"batted_in": 1, "sacrifices": 1}


def test_nobody_steals_where_one_of_two_is_thrown_out():
    """Rule 9.07(d)."""
    on = [play("single", player="Ada"), play("walk", player="Bo")]
    both = play("stolen_base", moves=[move(1, 2), move(2, 3)])
    assert figures(ONE.play(*on, both), "Bo")["stolen_bases"] == 1
    one = play("stolen_base", moves=[move(1, 2), move(2, 3, out=True)])
    assert "stolen_bases" not in figures(ONE.play(*on, one), "Bo")


# --- runs by hand, at every edge -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bodies", "phase", "score", "winner"),
    [
        ([*TOP, manual("home", 1)], "final", (1, 0), "home"),  # the bottom half is not needed
        ([*TOP, play("out", "home"), manual("home", 1)], "final", (1, 0), "home"),
        ([play("home_run"), *TOP, play("out", "home"), manual("home", 1)], "bottom_1", (1, 1), None),
        ([*LEVEL, manual("away", 1)], "final", (0, 1), "away"),  # the second inning is not needed
        ([*LEVEL, play("out"), manual("away", 1)], "top_2", (0, 1), None),
        ([play("home_run"), *LEVEL, manual("home", 1)], "top_2", (1, 1), None),
        ([play("home_run"), *LEVEL, manual("home", 2)], "final", (2, 1), "home"),
        ([*TOP, manual("home", 1), manual("home", -1)], "bottom_1", (0, 0), None),
        ([*LEVEL, manual("away", 1), manual("away", -1)], "top_2", (0, 0), None),
        ([*TOP, play("home_run", "home"), manual("home", 1)], "final", (2, 0), "home"),
    ],
)
def test_runs_by_hand_put_the_game_where_its_score_puts_it(bodies, phase, score, winner):
    """Rule 7.01(g)."""
    view = read_view(ONE.play(*bodies))
    assert (view.phase, (view.score.home, view.score.away), view.winner) == (phase, score, winner)
    assert view.finished == (phase == "final")


def test_a_half_inning_that_runs_by_hand_make_needless_is_not_shown():
    view = read_view(ONE.play(*TOP, manual("home", 1)))
    assert view.periods == (PeriodScore("inning_1", 0, 0, shown=Shown("x", "0")),)


def test_runs_by_hand_that_a_walk_off_contradicts_are_refused():
    walk_off = [*TOP, play("home_run", "home")]
    refuse(*walk_off, manual("home", -1), why="undo its end first")
    refuse(*walk_off, manual("away", 1), why="undo its end first")
    result = {"type": "result", "data": {"runs": {"home": 2, "away": 1}}}
    refuse(result, manual("home", -1), why="undo its end first")
    assert read_view(ONE.play(result, manual("away", 3))).winner == "away"


def test_runs_by_hand_and_the_mercy_rule():
    rules = {"innings": 3, "mercy": [{"inning": 1, "lead": 2}]}
    table = Table("baseball", **rules)
    assert read_view(table.play(*TOP, manual("home", 2))).decided_by == "mercy"
    assert read_view(table.play(*LEVEL, manual("away", 2))).decided_by == "mercy"
    assert read_view(table.play(*LEVEL, manual("away", 2), manual("away", -1))).phase == "top_2"


def test_runs_by_hand_after_a_called_or_forfeited_game():
    five = {"innings": 3, "regulation": 1}
    refuse(*LEVEL, game_end("forfeit", "home"), manual("home", 1), why="counts 9–0", **five)
    ahead = [play("home_run"), *LEVEL, game_end("called")]
    refuse(*ahead, manual("home", 1), why="undo its end first", ties=False, **five)
    assert read_view(Table("baseball", **five).play(*ahead, manual("home", 1))).winner is None


# --- corrections of an earlier inning --------------------------------------------------------------------------------


def void(seq):
    return {"type": "void", "data": {"seq": seq, "reason": "Miscounted"}}


def test_a_run_taken_back_that_makes_the_bottom_half_due():
    bodies = [*TOP, play("home_run", "home"), *BOTTOM, *TOP]
    table = Table("baseball", innings=2, regulation=1)
    assert read_view(table.play(*bodies)).finished
    view = read_view(table.play(*bodies, void(5)))
    assert (view.phase, view.finished) == ("bottom_2", False)


def test_a_run_taken_back_that_makes_the_bottom_half_needless():
    """The plays of that half are named, since they can no longer have been."""
    bodies = [play("home_run"), *TOP, play("home_run", "home"), *BOTTOM, *TOP, play("out", "home")]
    table = Table("baseball", innings=2, regulation=1)
    assert read_view(table.play(*bodies)).phase == "bottom_2"
    with pytest.raises(Refused) as refused:
        fold(make_log(*bodies, void(2), sport="baseball", ruleset=table.ruleset))
    assert refused.value.seqs == (len(bodies) + 1,)


# --- called and forfeited games --------------------------------------------------------------------------------------


def test_a_called_game_shows_no_half_inning_that_never_began():
    table = Table("baseball", innings=3, regulation=1)
    after_two = read_view(table.play(play("home_run"), *LEVEL, *LEVEL, game_end("called")))
    assert [one.name for one in after_two.periods] == ["inning_1", "inning_2"]
    assert after_two.summary == "Blues won 1–0, called after 2 innings"
    between = read_view(table.play(play("home_run"), *LEVEL, *TOP, game_end("called")))
    assert between.periods[1] == PeriodScore("inning_2", 0, 0, shown=Shown("x", "0"))
    begun = read_view(table.play(play("home_run"), *LEVEL, play("out"), game_end("called")))
    assert (len(begun.periods), begun.summary) == (2, "Blues won 1–0, called in the 2nd inning")


def test_a_game_level_in_the_half_where_it_would_first_count():
    """Rule 7.01(c)(3): the side that bats last has scored in it to tie."""
    rules = {"innings": 3, "regulation": 1}
    refuse(*TOP, play("out", "home"), game_end("called"), why="counts after 1 inning", **rules)
    tied = [play("home_run"), *TOP, play("home_run", "home"), game_end("called")]
    assert read_view(Table("baseball", **rules).play(*tied)).decided_by == "called"


def test_a_forfeited_game_is_nine_to_nothing():
    """Rule 7.03 and the Definitions of Terms, "forfeited game"; whatever was played before."""
    state = Table("baseball").play(play("home_run"), game_end("forfeit", "home"))
    view = read_view(state)
    assert (view.score, view.periods, view.winner) == (Score(9, 0), (), "home")
    assert state.incidents[-1].score == Score(9, 0)
    assert read_view(Table("baseball", forfeit=7).play(game_end("forfeit", "away"))).score == Score(0, 7)


# --- Retrosheet ------------------------------------------------------------------------------------------------------


def write(path, *plays, extra=()):
    """A game of one inning, of what stands in `plays`: a half of each."""
    lines = ["id,XXX202104010", "info,visteam,AAA", "info,hometeam,XXX", "info,date,2021/04/01", "info,innings,1"]
    for team in (0, 1):
        lines += [f'start,p{team}{place},"{"AH"[team]} {place}",{team},{place},{place}' for place in range(1, 10)]
    lines += [line for half in plays for line in half]
    path.write_text("\n".join([*lines, *extra]) + "\n")
    return path


def line(team, code, *, inning=1, batter=2, count="00"):
    return f"play,{inning},{team},p{team}{batter},{count},,{code}"


def read_game(path):
    (season,) = retrosheet.read(path)
    assert (season.rejected, season.warnings) == ([], [])
    (match,) = season.matches
    return fold(make_log(*match.events, sport="baseball", ruleset=match.ruleset))


OUT_0, OUT_1 = [line(0, "8/F")] * 3, [line(1, "8/F")] * 3


def test_comments_are_lines_whatever_is_in_them(tmp_path):
    comments = ['com,"He said ""out', 'com,it was 5" short', 'com,"', "com,a,b,c"]
    state = read_game(write(tmp_path / "2021XXX.EVA", [line(0, "HR/F7"), *comments, *OUT_0], OUT_1))
    assert read_view(state).score == Score(0, 1)


@pytest.mark.parametrize(
    ("code", "before", "stolen"),
    [
        ("K+SB2", [line(0, "S7", batter=3)], {"A 3"}),
        ("W+SB3", [line(0, "D7", batter=3)], {"A 3"}),
        ("SB2.3-H(E2)", [line(0, "T7", batter=3), line(0, "S7.3-3", batter=4)], {"A 4"}),
        ("SB2.1-3(E2/TH)", [line(0, "S7", batter=3)], {"A 3"}),
        ("SB3;SB2", [line(0, "D7", batter=3), line(0, "S7.2-2", batter=4)], {"A 3", "A 4"}),
        ("DI.1-2", [line(0, "S7", batter=3)], set()),
        ("CS2(2E4).1-2", [line(0, "S7", batter=3)], set()),
    ],
)
def test_who_stole_a_base(tmp_path, code, before, stolen):
    state = read_game(
        write(tmp_path / "2021XXX.EVA", [*before, line(0, code), *OUT_0[: 2 if code[0] == "K" else 3]], OUT_1)
    )
    found = {one.name for one in state.play.away.batters if one.stolen_bases}
    assert found == stolen


@pytest.mark.parametrize(
    ("outs", "code", "batted_in"), [(0, "E4/G.3-H", 1), (1, "E4/G.3-H", 1), (2, "E4/G.3-H", 0), (0, "E4/G.3-H(NR)", 0)]
)
def test_a_run_on_an_error_as_retrosheets_tools_count_it(tmp_path, outs, code, batted_in):
    """Rule 9.04(a)(3): before two are out, where a runner from third ordinarily would score."""
    half = [line(0, "8/F")] * outs + [line(0, "T7", batter=3), line(0, code, batter=4), *OUT_0[outs:]]
    state = read_game(write(tmp_path / "2021XXX.EVA", half, OUT_1))
    assert figures(state, "A 4").get("batted_in", 0) == batted_in


@pytest.mark.parametrize("code", ["E4/SH.1-2", "E8/SF.3-H", "FC1/SH.1-2", "E1/TH/SH.1-2"])
def test_sacrifices_of_retrosheets_are_no_at_bats(code):
    """Rule 9.02(a)(1)."""
    assert parse_code(code).sacrifice


def test_substitutions_in_mid_count(tmp_path):
    """Rules 9.15(b) and 9.16(h), by the count of the record before."""
    hitter = [line(0, "NP", count="12"), 'sub,ph,"Pinch Hitter",0,2,11', "play,1,0,ph,12,,K"]
    relief = [line(0, "NP", batter=3, count="31"), 'sub,rp,"Relief Pitcher",1,1,1', line(0, "W", batter=3, count="31")]
    state = read_game(write(tmp_path / "2021XXX.EVA", [*hitter, *relief, *OUT_0[1:]], OUT_1))
    assert figures(state, "A 2")["strikeouts"] == 1
    assert figures(state, "H 1")["pitching_walks"] == 1
    assert "pitching_walks" not in figures(state, "Relief Pitcher")
    assert figures(state, "Relief Pitcher")["pitching_outs"] == 2


# --- what was accepted before ----------------------------------------------------------------------------------------


def test_runs_by_hand_are_not_taken_twice_from_a_walk_off_of_before():
    """Logs without an edition: runs that the walk-off did not need were taken by hand; the rule does it now, once."""
    bodies = [*TOP, *LOADED, play("double", "home", "Dee"), manual("home", -1)]
    state = ONE.play(*bodies, edition=1)
    assert (read_view(state).score, status_of(state)) == (Score(1, 0), "ended")


def test_an_older_game_in_play_goes_on_as_it_was_begun():
    assert start(SPORT.ruleset()).ruleset.edition == 1
    bodies = [*TOP, manual("home", 1), play("out", "home")]
    state = ONE.play(*bodies[:-1], edition=1)
    assert read_view(state).phase == "bottom_1"
    record = make_record(len(bodies) + 1, sport="baseball", **bodies[-1])
    assert status_of(enter(state, record)) == "ended"


AHEAD, CALLED = play("home_run"), game_end("called")
TWO = [*LEVEL, *LEVEL]


@pytest.mark.parametrize("turned", [[AHEAD], [AHEAD, *TOP], [AHEAD, *TOP, play("out", "home")]])
def test_a_game_is_not_called_in_an_inning_that_turned_it(turned):
    """Rule 7.02(a)(5), 2024: it is suspended, since the home side has not had its half."""
    rules = {"innings": 4, "regulation": 2}
    refuse(*TWO, *turned, CALLED, why="declare the game suspended", **rules)


def test_nor_where_it_was_drawn_level():
    home_leads = [*TOP, play("home_run", "home"), *BOTTOM, *LEVEL]
    refuse(*home_leads, AHEAD, CALLED, why="declare the game suspended", innings=4, regulation=2)


@pytest.mark.parametrize(
    ("played", "winner"),
    [
        ([*TWO, AHEAD, *TOP, *BOTTOM], "away"),  # the inning is complete
        ([*LEVEL, AHEAD, *LEVEL, AHEAD], "away"),  # they had led before
        ([*TWO, AHEAD, *TOP, play("home_run", "home")], None),  # the home side has drawn level again
        ([*TWO, AHEAD, *TOP, play("walk", "home"), play("home_run", "home")], "home"),
    ],
)
def test_a_game_is_called_where_the_home_side_has_had_its_answer(played, winner):
    """Rule 7.01(e), 2024."""
    view = read_view(Table("baseball", innings=4, regulation=2).enter(*played, CALLED))
    assert (view.finished, view.decided_by, view.winner) == (True, "called", winner)
