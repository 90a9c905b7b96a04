"""The laws of cricket: what may follow what, and what it changes. Deliveries are in `deliveries.py`."""

from typing import NoReturn

import msgspec

from scoreboard import parsing
from scoreboard.sports.base import Event, Manual, Refused, Score, Side, apply_by_type, other
from scoreboard.sports.cricket.deciding import (
    apply_bowl_out_ball,
    apply_match_end,
    end_match,
    find_target,
    may_follow_on,
    name_next,
    next_sides,
    with_innings,
)
from scoreboard.sports.cricket.deliveries import apply_absent, apply_ball, apply_wicket, playing, turn_over
from scoreboard.sports.cricket.events import (
    Absent,
    Ball,
    BowlOutBall,
    Forfeit,
    InningsEnd,
    InningsStart,
    MatchEnd,
    OverEnd,
    PenaltyRuns,
    Replacement,
    Result,
    ResultInnings,
    Revision,
    Ruleset,
    Toss,
    Wicket,
)
from scoreboard.sports.cricket.runs import apply_manual, apply_penalty_runs
from scoreboard.sports.cricket.state import (
    Innings,
    State,
    count_balls,
    count_runs,
    count_unavailable,
    count_wickets,
    list_main,
)

SUPER_OVERS = 9  # more than were ever needed


def start(ruleset: Ruleset, *, clock_rate: float = 1.0) -> State:
    """The state before the toss; raises Refused where the ruleset contradicts itself."""
    if ruleset.innings == 2 and (ruleset.super_over or ruleset.bowl_out) and ruleset.overs is None:
        ruleset = msgspec.structs.replace(ruleset, super_over=False, bowl_out=False)  # a Test that is tied stays so
    if ruleset.super_over and ruleset.bowl_out:
        ruleset = msgspec.structs.replace(ruleset, super_over=False)
    return State(ruleset=ruleset)


def apply_toss(state: State, event: Toss) -> State:
    if state.phase != "not_started" or state.batting_first:
        raise Refused("cricket.toss")
    bats = event.side if event.data.decision == "bat" else other(event.side)
    return msgspec.structs.replace(state, batting_first=bats)


def apply_innings_start(state: State, event: InningsStart) -> State:
    data, rules = event.data, state.ruleset
    sides = next_sides(state)
    if event.side not in sides:
        refuse_next(state, sides)
    super_over = state.phase in ("level", "super_over_break")
    if data.super_over != super_over:
        raise Refused("cricket.innings.super_over" if super_over else "cricket.innings.no_tie")
    phase = name_next(state, super_over=super_over)
    if phase == f"super_over_{SUPER_OVERS + 1}":
        raise Refused("cricket.super_over", most=SUPER_OVERS)
    if super_over:
        quota = rules.balls_per_over
        target = state.innings[-1].runs + 1 if state.phase == "super_over_break" else 0
    else:
        quota, target = (rules.overs or 0) * rules.balls_per_over, 0
    begun = Innings(side=event.side, super_over=super_over, quota=data.balls or quota, target=target)
    awarded = count_runs(state, begun, data.penalty_runs + getattr(state.waiting, event.side))
    innings = msgspec.structs.replace(begun, runs=awarded, penalties=awarded)
    waiting = Score(0, state.waiting.away) if event.side == "home" else Score(state.waiting.home, 0)
    after = msgspec.structs.replace(
        state,
        phase=phase,
        innings=(*state.innings, innings),
        waiting=waiting,
        method=data.method or state.method,
    )
    if not super_over and len(state.innings) + 1 == 2 * rules.innings:
        target = find_target(after, innings) if data.target is None else data.target
        innings = msgspec.structs.replace(innings, target=target)
    elif data.target:
        raise Refused("cricket.target.not_last")
    return with_innings(after, innings)


def refuse_next(state: State, sides: tuple[Side, ...]) -> NoReturn:
    """Refuse that a side begins to bat which is none of `sides`, those that may."""
    if not sides:
        raise Refused("cricket.innings.none_can_begin", phase=state.phase)
    if state.phase == "not_started":
        raise Refused("cricket.innings.toss")
    if len(list_main(state)) == 2 and not may_follow_on(state) and state.ruleset.innings == 2:
        raise Refused("cricket.innings.follow_on", lead=state.ruleset.follow_on)
    raise Refused("cricket.innings.other_side")


def apply_over_end(state: State, event: OverEnd) -> State:
    innings = playing(state, None)
    if not innings.balls and not innings.over_runs:
        raise Refused("cricket.over.no_ball")
    if innings.balls >= state.ruleset.balls_per_over:
        return state
    return with_innings(state, turn_over(innings, state.ruleset))


def apply_innings_end(state: State, event: InningsEnd) -> State:
    innings, reason, rules = playing(state, None), event.data.reason, state.ruleset
    if reason == "declared" and (rules.innings == 1 or innings.super_over):
        raise Refused("cricket.declared")
    if reason == "overs" and not innings.quota:
        raise Refused("cricket.overs.not_limited")
    if reason == "all_out" and count_unavailable(innings) < count_wickets(innings, rules):
        raise Refused("cricket.all_out.too_few", gone=count_unavailable(innings))
    closed = msgspec.structs.replace(innings, closed=reason, striker=None, non_striker=None)
    if reason == "overs":
        closed = msgspec.structs.replace(closed, quota=max(1, count_balls(innings, rules)))
    return with_innings(state, closed)


def apply_forfeit(state: State, event: Forfeit) -> State:
    if state.ruleset.innings == 1:
        raise Refused("cricket.forfeited")
    begun = apply_innings_start(state, InningsStart(side=event.side))
    innings = begun.innings[-1]
    return with_innings(begun, msgspec.structs.replace(innings, closed="forfeited"))


def apply_revision(state: State, event: Revision) -> State:
    innings, data = playing(state, None), event.data
    last = len(list_main(state)) == 2 * state.ruleset.innings
    if innings.super_over or (data.target is not None and not last):
        raise Refused("cricket.target.not_revised")
    if data.balls is not None and data.balls < count_balls(innings, state.ruleset):
        raise Refused("cricket.overs.bowled", balls=count_balls(innings, state.ruleset))
    innings = msgspec.structs.replace(
        innings,
        target=innings.target if data.target is None else data.target,
        quota=data.balls or innings.quota,
    )
    after = msgspec.structs.replace(state, method=data.method or state.method)
    if data.balls == count_balls(innings, state.ruleset):  # the weather has ended it: whoever is ahead has won
        innings = msgspec.structs.replace(innings, closed="curtailed", striker=None, non_striker=None)
    return with_innings(after, innings)


def apply_replacement(state: State, event: Replacement) -> State:
    """The state with another person in a side; one who had left it may be the one who is back."""
    on = f"{event.side}:{event.player_id or event.player}"
    off = f"{event.side}:{event.data.out_id or event.data.out}"
    replaced = tuple(one for one in state.replaced if one not in (on, off))
    joined = tuple(one for one in state.joined if one not in (on, off))
    return msgspec.structs.replace(state, replaced=(*replaced, off), joined=(*joined, on))


def apply_result(state: State, event: Result) -> State:
    if state.phase != "not_started":
        raise Refused("cricket.result.started")
    for number, one in enumerate(event.data.innings, 1):
        last = number == 2 * state.ruleset.innings
        revised = {"target": event.data.target, "balls": event.data.balls} if last else {}
        state = apply_known_innings(state, one, **revised)
    if event.data.end is not None:
        if state.phase == "finished":
            raise Refused("cricket.result.decided")
        return end_match(state, event.data.end)
    if state.phase != "finished":
        raise Refused("cricket.result.open")
    return state


def apply_known_innings(
    state: State, known: ResultInnings, *, target: int | None = None, balls: int | None = None
) -> State:
    """The state after an innings of which the totals are known."""
    body = {"super_over": known.super_over, "target": target, "balls": balls}
    event = InningsStart(side=known.side, data=parsing.convert(body, InningsStart.__annotations__["data"]))
    begun = apply_innings_start(state, event)
    innings, rules = begun.innings[-1], state.ruleset
    all_out = count_wickets(innings, rules)
    wickets = all_out if known.wickets is None else known.wickets
    if wickets > all_out:
        raise Refused("cricket.all_out.too_many", wickets=all_out)
    overs, rest = divmod(known.balls, rules.balls_per_over)
    runs = count_runs(begun, innings, known.runs - innings.runs)
    innings = msgspec.structs.replace(innings, runs=runs, wickets=wickets, overs=overs, balls=rest)
    after = with_innings(begun, msgspec.structs.replace(innings, closed="declared") if known.declared else innings)
    if after.innings[-1].closed:
        return after
    return with_innings(after, msgspec.structs.replace(innings, closed="overs" if innings.quota else "curtailed"))


apply_rule = apply_by_type(
    {
        Toss: apply_toss,
        InningsStart: apply_innings_start,
        Ball: apply_ball,
        Wicket: apply_wicket,
        Absent: apply_absent,
        OverEnd: apply_over_end,
        InningsEnd: apply_innings_end,
        Forfeit: apply_forfeit,
        PenaltyRuns: apply_penalty_runs,
        Revision: apply_revision,
        Replacement: apply_replacement,
        BowlOutBall: apply_bowl_out_ball,
        MatchEnd: apply_match_end,
        Result: apply_result,
        Manual: apply_manual,
    }
)


def apply(state: State, event: Event) -> State:
    """The state after `event`; raises Refused with the law that forbids it.

    After the end only the runs change: by hand, or as the umpires award them for what happened before (Law 41.17.2).
    """
    if state.decision is not None and not isinstance(event, Manual | PenaltyRuns):
        raise Refused("cricket.finished")
    after: State = apply_rule(state, event)
    return after
