"""Baseball's rules, by example."""

import pytest

from scoreboard.sports.base import PeriodScore, Score, Shown
from scoreboard.sports.baseball.statistics import measure, statistics_of_state
from scoreboard.sports.match import fold, step
from tests.refusals import raises_refused
from tests.sports.bodies.baseball import game_end, move, play
from tests.sports.logs import make_log, make_record
from tests.wording import read_view

SHORT = {"innings": 1, "regulation": 1}
TWO = {"innings": 2, "regulation": 1}
OUT = {side: [play("out", side)] * 3 for side in ("away", "home")}


def game(*bodies, ruleset=SHORT):
    return fold(make_log(*bodies, sport="baseball", ruleset=ruleset))


def refuse(*bodies, why, ruleset=SHORT):
    """The last of `bodies` is refused for the reason `why`, the ones before are not."""
    state = game(*bodies[:-1], ruleset=ruleset)
    with raises_refused(why):
        step(state, make_record(len(bodies) + 1, sport="baseball", **bodies[-1]))


def bases(*bodies, ruleset=SHORT):
    return game(*bodies, ruleset=ruleset).play.bases


def count_statistics(state):
    return {(one.person, one.stat): one.value for one in statistics_of_state(state.play)}


# --- the bases -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plays", "on", "runs"),
    [
        ([play("single", player="A"), play("walk", player="B")], ("B", "A", None), 0),
        ([play("double", player="A"), play("walk", player="B")], ("B", "A", None), 0),
        ([play("double", player="A"), play("single", player="B")], ("B", "A", None), 0),
        ([play("single", player="A"), play("double", player="B")], (None, "B", "A"), 0),
        ([play("triple", player="A"), play("triple", player="B")], (None, None, "B"), 1),
        ([play("walk", player=name) for name in "ABCD"], ("D", "C", "B"), 1),
        ([play("walk", player=name) for name in "ABC"] + [play("home_run", player="D")], (None, None, None), 4),
        ([play("triple", player="A"), play("sacrifice", player="B", moves=[move(3)])], (None, None, None), 1),
        ([play("single", player="A"), play("stolen_base", moves=[move(1, 2)])], (None, "A", None), 0),
    ],
)
def test_who_is_where_after_a_play(plays, on, runs):
    state = game(*plays)
    assert (state.play.bases, read_view(state).score.away) == (on, runs)


def test_a_force_out_and_a_double_play():
    forced = [play("single", player="A"), play("fielders_choice", player="B", moves=[move(1, 2, out=True)])]
    assert (bases(*forced), game(*forced).play.outs) == (("B", None, None), 1)
    double = game(play("single", player="A"), play("out", player="B", moves=[move(1, 2, out=True)]))
    assert (double.play.bases, double.play.outs) == ((None, None, None), 2)
    assert [incident.kind for incident in double.incidents] == ["double_play"]


@pytest.mark.parametrize(
    ("plays", "why"),
    [
        ([play("single", "home")], "other side"),
        ([play("single", moves=[move(1, 2)])], "Nobody is on first"),
        ([play("wild_pitch")], "Nobody moves"),
        ([play("stolen_base", moves=[move(0, 1)])], "stays at bat"),
        ([play("double"), play("out", moves=[move(2, 1)])], "backwards"),
        ([play("double"), play("single"), play("stolen_base", moves=[move(1, 2)])], "Two runners"),
        ([play("out"), play("out"), play("single"), play("out", moves=[move(1, 2, out=True)])], "Only 1 more"),
        ([play("single"), play("balk", moves=[move(1, 2), move(1, 3)])], "moves once"),
    ],
)
def test_what_cannot_be_is_refused(plays, why):
    refuse(*plays, why=why)


# --- innings and games -----------------------------------------------------------------------------------------------


def test_the_bottom_half_is_not_played_where_it_cannot_matter():
    state = game(*OUT["away"], play("home_run", "home"), *OUT["home"][:0], ruleset=TWO)
    ahead = game(*OUT["away"], play("home_run", "home"), *OUT["home"], *OUT["away"], ruleset=TWO)
    view = read_view(ahead)
    assert (read_view(state).finished, view.finished, view.summary) == (False, True, "Reds won 1–0")
    assert view.periods == (
        PeriodScore("inning_1", 1, 0),
        PeriodScore("inning_2", 0, 0, shown=Shown("x", "0")),
    )


def test_a_walk_off_ends_the_game_at_once_and_all_runs_of_a_home_run_count():
    state = game(play("home_run"), *OUT["away"], play("single", "home"), play("home_run", "home"))
    assert (read_view(state).summary, read_view(state).winner) == ("Reds won 2–1", "home")
    assert [incident.kind for incident in state.incidents] == ["score", "score"]


def test_extra_innings_begin_with_a_runner_on_second_where_the_rules_have_it():
    level = [*OUT["away"], *OUT["home"]]
    assert bases(*level) == (None, "", None)
    placed = {"type": "runner_placed", "side": "away", "player": "Ada"}
    state = game(*level, placed, play("single", player="Bea", moves=[move(2)]), *OUT["away"], *OUT["home"])
    view = read_view(state)
    assert (view.summary, view.decided_by, view.score) == ("Blues won 1–0 in 2 innings", "extra_innings", Score(0, 1))
    assert count_statistics(state)["Ada", "runs"] == 1
    assert bases(*level, ruleset={**SHORT, "placed_runner": False}) == (None, None, None)
    refuse(placed, why="extra innings")
    refuse(*level, placed, play("out"), placed, why="before the half-inning's first play")


def test_a_called_game_counts_after_its_regulation_innings():
    rules = {"innings": 3, "regulation": 2}
    two = [play("home_run"), *OUT["away"], *OUT["home"], *OUT["away"], *OUT["home"]]
    state = game(*two, game_end("called"), ruleset=rules)
    assert (read_view(state).summary, read_view(state).winner) == ("Blues won 1–0, called after 2 innings", "away")
    refuse(*two[:5], game_end("called"), why="counts after 2 innings", ruleset=rules)
    refuse(*two, game_end("called", "home"), why="name no winner", ruleset=rules)
    level = [*OUT["away"], *OUT["home"]] * 2
    assert read_view(game(*level, game_end("called"), ruleset=rules)).summary == "Tied 0–0, called after 2 innings"
    refuse(*level, game_end("called"), why="cannot stay level", ruleset={**rules, "ties": False})


def test_forfeits_and_mercy():
    assert read_view(game(game_end("forfeit", "home"))).summary == "Reds won by forfeit"
    refuse(game_end("forfeit"), why="Who has won")
    rules = {"innings": 5, "mercy": [{"inning": 1, "lead": 2}]}
    bodies = [play("single"), play("home_run"), *OUT["away"], *OUT["home"]]
    assert read_view(game(*bodies, ruleset=rules)).summary == "Blues won 2–0 (mercy rule)"
    bottom = [*OUT["away"], play("single", "home"), play("home_run", "home")]
    assert read_view(game(*bottom, ruleset=rules)).decided_by == "mercy"


def test_the_home_side_bats_first_where_the_game_was_moved():
    state = game(play("home_run", "home"), ruleset={**SHORT, "home_bats_first": True})
    assert (read_view(state).turn, read_view(state).score) == ("home", Score(1, 0))


def test_the_situation_in_words():
    assert read_view(game(play("out"))).situation == "1 out"
    assert read_view(game(play("walk"), play("walk"))).situation == "0 out, runners on first and second"
    assert read_view(game(*[play("walk")] * 3)).situation == "0 out, bases loaded"


# --- statistics ------------------------------------------------------------------------------------------------------


def test_what_counts_for_whom():
    plays = [
        play("single", player="Ada", pitcher="Zoe"),
        play("home_run", player="Bea", pitcher="Zoe"),
        play("walk", player="Cleo", pitcher="Zoe"),
        play("error", player="Dee", pitcher="Zoe", errors=1),
        play("strikeout", player="Eve", pitcher="Yan"),
    ]
    state = game(*plays)
    found = count_statistics(state)
    assert [found["Bea", stat] for stat in ("at_bats", "hits", "home_runs", "runs", "batted_in")] == [1, 1, 1, 1, 2]
    assert ("Cleo", "at_bats") not in found
    assert [found["Zoe", f"pitching_{stat}"] for stat in ("hits", "runs", "walks")] == [2, 2, 1]
    assert found["Yan", "pitching_strikeouts"] == 1
    assert measure(state.play, "home") == {"hits": 0, "errors": 1}
    assert measure(state.play, "away") == {"hits": 2, "errors": 0}


def test_a_pinch_runner_takes_the_place_on_the_base():
    change = {"type": "substitution", "side": "away", "player": "Bea", "data": {"off": "Ada", "role": "runner"}}
    assert bases(play("single", player="Ada"), change) == ("Bea", None, None)
    refuse({**change, "player": "Ada"}, why="themselves")


def test_a_game_known_by_its_line_score():
    data = {"runs": {"home": 3, "away": 1}, "home": [1, 2, None], "away": [0, 0, 1]}
    view = read_view(game({"type": "result", "data": data}, ruleset={"innings": 3}))
    assert (view.score, view.decided_by, view.periods[2].shown) == (Score(3, 1), "regular", Shown("x", "1"))
    wrong = {**data, "runs": {"home": 4, "away": 1}}
    refuse({"type": "result", "data": wrong}, why="do not add up")
    assert read_view(game({"type": "result", "data": {"runs": {"home": 3, "away": 1}}})).winner == "home"
