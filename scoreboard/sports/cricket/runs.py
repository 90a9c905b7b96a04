"""Runs that no delivery has brought: penalty runs (Laws 41 and 42) and those put right by hand, after the end, too.

The umpires award penalty runs even though a result has been reached (Law 41.17.2, 2017 Code): they may turn it, or
leave the match without one. It stands then where its new score puts it.
"""

import msgspec

from scoreboard.sports.base import Manual, Refused, Side, count
from scoreboard.sports.cricket.deciding import conclude, finish, with_innings
from scoreboard.sports.cricket.events import PenaltyRuns
from scoreboard.sports.cricket.state import Innings, State, count_runs, name_period


def apply_penalty_runs(state: State, event: PenaltyRuns) -> State:
    """Penalty runs for a side: in its last innings, or waiting for its next where it had none yet (Law 41.18)."""
    side, runs = event.side, event.data.runs
    number = find_innings(state, side)
    if number is None:
        return msgspec.structs.replace(state, waiting=state.waiting.plus(side, runs))
    return keep_end(state, give_runs(state, number, runs, penalty=True))


def apply_manual(state: State, event: Manual) -> State:
    """Runs given or taken by hand, where the laws have no event for it."""
    number = find_innings(state, event.side)
    if number is None:
        begun = any(innings.side == event.side for innings in state.innings)
        raise Refused("cricket.manual.super_over" if begun else "cricket.manual.not_batted")
    if state.innings[number].runs + event.data.points < 0:
        raise Refused("cricket.manual.below_zero")
    after = give_runs(state, number, event.data.points, penalty=False)
    return keep_end(state, after) if state.ruleset.edition > 1 else after


def find_innings(state: State, side: Side) -> int | None:
    """The index of the last innings of `side` in what is being played; None where it has none there.

    A super over is apart: what happens in it does not untie the match itself. Edition 1 did not know that.
    """
    number = next((n for n in reversed(range(len(state.innings))) if state.innings[n].side == side), None)
    if number is None or state.ruleset.edition == 1 or not state.innings[-1].super_over:
        return number
    overs = sum(innings.super_over for innings in state.innings)
    begin = len(state.innings) - (1 if overs % 2 else 2)
    return number if number >= begin else None


def give_runs(state: State, number: int, runs: int, *, penalty: bool) -> State:
    """The state with `runs` more in the innings at index `number`: played on, closed or decided as follows from it.

    In edition 1 a last innings that was closed stayed so, and what its end is was entered then. Penalty runs after the
    end were refused: those count by the rules of now.
    """
    innings_list = list(state.innings)
    innings = innings_list[number]
    penalties = runs if penalty else 0
    innings_list[number] = msgspec.structs.replace(
        innings,
        runs=count_runs(state, innings, runs),
        penalties=count(innings.penalties + penalties),
        late_penalties=count(innings.late_penalties + (penalties if innings.closed else 0)),
    )
    last = innings_list[-1]
    if number < len(innings_list) - 1 and last.target and last.super_over == innings.super_over:
        last = msgspec.structs.replace(last, target=count(last.target + runs))  # the other side has more to catch up
    if state.ruleset.edition > 1 or (penalty and state.decision is not None):
        last = close_anew(state, last)
    innings_list[-1] = last
    phase = state.phase if last.closed else name_period(state, len(innings_list) - 1)
    return with_innings(msgspec.structs.replace(state, innings=tuple(innings_list), phase=phase), last)


def close_anew(state: State, last: Innings) -> Innings:
    """A last innings that was closed at its target, or short of it, where its runs say otherwise now."""
    if last.closed == "target" and last.runs < last.target:
        return msgspec.structs.replace(last, closed="")  # it goes on, unless its wickets or overs were the last ones
    if is_reached(state) and last.target and last.runs >= last.target:
        return msgspec.structs.replace(last, closed="target")
    return last


def is_reached(state: State) -> bool:
    """Whether reaching the target now turns a draw: the last innings was stopped by time, not by a method's sums."""
    drawn = state.decision is not None and state.decision.kind == "draw"
    return drawn and state.innings[-1].closed == "curtailed" and not state.method


def keep_end(before: State, after: State) -> State:
    """`after`, but ended as was entered of `before` where that does not follow from the score and still holds.

    A tie, and what broke it, hold while the scores are level; a draw while the score does not decide the match.
    """
    decision = before.decision
    if decision is None or conclude(before).decision == decision:
        if after.phase == "level" and before.bowl_out is not None:
            return msgspec.structs.replace(after, phase="bowl_out")
        return after
    if decision.kind == "tie" or decision.tie_break:
        holds = after.phase in ("level", "super_over_break")
    else:
        holds = decision.kind != "draw" or after.decision is None
    return finish(after, decision) if holds else after
