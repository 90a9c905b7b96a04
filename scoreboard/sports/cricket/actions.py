"""What a scorer of cricket can enter at a moment of a match: keys of `words.ACTIONS`, the likeliest first."""

from collections.abc import Iterator, Sequence

from scoreboard.sports.base import Score, Side, other
from scoreboard.sports.cricket.deciding import find_due, is_level, next_sides
from scoreboard.sports.cricket.state import Innings, State, count_unavailable, count_wickets, list_main
from scoreboard.sports.cricket.words import BALLS, GONE, WICKETS

SIDES: tuple[Side, ...] = ("home", "away")


def list_actions(state: State) -> Sequence[str]:
    """The keys of what can be entered now."""
    if state.decision is not None:
        return ("penalty_runs", "manual") if state.innings else ()
    return tuple(list_undecided_actions(state))


def list_undecided_actions(state: State) -> Iterator[str]:
    """Yield the keys of what can be entered while the match is not decided."""
    if state.innings and not state.innings[-1].closed:
        yield from list_play_actions(state, state.innings[-1])
    else:
        yield from list_next_actions(state)
    yield from ("penalty_runs", "replacement")
    if state.innings:
        yield "manual"
    if state.ruleset.innings == 2 and state.innings:
        yield "draw"
    if is_level(state):
        yield "tie"
    yield from ("won_home", "won_away", "no_result")


def list_play_actions(state: State, innings: Innings) -> Iterator[str]:
    """While an innings is being played."""
    side = innings.side
    yield from (f"{key}_{side}" for key in (*BALLS, *WICKETS, *GONE, "run_out_before"))
    if innings.balls or innings.over_runs:
        yield "over_end"
    if state.ruleset.innings == 2 and not innings.super_over:
        yield "declare"
    if count_unavailable(innings) >= count_wickets(innings, state.ruleset):
        yield "all_out"
    if not innings.super_over:
        yield from (f"absent_{side}", "revise" if len(list_main(state)) == 2 * state.ruleset.innings else "shorten")
    yield "cut_short"


def list_next_actions(state: State) -> Iterator[str]:
    """Between innings."""
    if state.phase == "not_started" and state.batting_first is None:
        yield from ("toss_bat", "toss_field")
    super_over = state.phase in ("level", "super_over_break")
    for side in list_due(state):
        yield f"{'super_over' if super_over else 'start'}_{side}"
        if not super_over and len(state.innings) + 1 == 2 * state.ruleset.innings:
            yield f"start_chase_{side}"
        if not super_over and state.ruleset.innings == 2:
            yield f"forfeit_{side}"
    if state.ruleset.bowl_out and state.phase in ("level", "bowl_out"):
        for side in bowl_out_sides(state):
            yield from (f"bowl_out_hit_{side}", f"bowl_out_miss_{side}")


def list_due(state: State) -> tuple[Side, ...]:
    """Who may begin to bat: of a super over, who is due by the playing conditions."""
    due = find_due(state) if state.ruleset.bowler_limits else None
    sides = next_sides(state)
    return tuple(side for side in sides if due in (None, side))


def bowl_out_sides(state: State) -> tuple[Side, ...]:
    """Whose ball of the bowl-out it may be."""
    balls = state.bowl_out.balls if state.bowl_out else Score()
    most = state.ruleset.bowl_out_balls
    return tuple(side for side in SIDES if getattr(balls, side) < getattr(balls, other(side)) + most)
