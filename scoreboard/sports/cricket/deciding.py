"""What follows from the score of a cricket match: when an innings is over, who bats next, who has won (Law 16)."""

from typing import Any

import msgspec

from scoreboard.sports.base import Refused, Score, Side, other
from scoreboard.sports.cricket.events import BowlOutBall, MatchEnd, MatchEndData
from scoreboard.sports.cricket.state import (
    BowlOut,
    Closed,
    Decision,
    Innings,
    State,
    count_balls,
    count_wickets,
    list_main,
    total,
)

BOWLERS = 5  # of a side in a bowl-out, before it goes on in pairs


def with_innings(state: State, innings: Innings) -> State:
    """The state with its last innings as it is now, closed and the match decided where that follows."""
    closed = innings.closed or find_close(innings, state)
    if not closed:
        return State(
            ruleset=state.ruleset,
            phase=state.phase,
            innings=(*state.innings[:-1], innings),
            batting_first=state.batting_first,
            waiting=state.waiting,
            method=state.method,
            replaced=state.replaced,
        )
    if closed != innings.closed:
        innings = msgspec.structs.replace(innings, closed=closed)
        if state.ruleset.edition == 1:
            innings = msgspec.structs.replace(innings, striker=None, non_striker=None)
    return conclude(msgspec.structs.replace(state, innings=(*state.innings[:-1], innings)))


def find_close(innings: Innings, state: State) -> Closed:
    """Why an innings is over, by its score (Law 13); empty while it goes on."""
    rules = state.ruleset
    if innings.target and innings.runs >= innings.target:
        return "target"
    if innings.wickets + len(innings.absent) >= count_wickets(innings, rules):
        return "all_out"
    if innings.quota and count_balls(innings, rules) >= innings.quota:
        return "overs"
    return ""


def conclude(state: State) -> State:
    """The state after the end of an innings: decided, level, or waiting for the next innings."""
    last, main = state.innings[-1], list_main(state)
    if last.super_over:
        return conclude_super_over(state)
    if len(main) == 2 * state.ruleset.innings:
        decision = decide_last(state, last)
    elif len(main) == 3:
        decision = decide_innings_win(state, last)
    else:
        decision = None
    if decision is None:
        return msgspec.structs.replace(state, phase="innings_break", decision=None)
    if decision.kind == "tie" and (state.ruleset.super_over or state.ruleset.bowl_out):
        return msgspec.structs.replace(state, phase="level", decision=None)
    return finish(state, decision)


def finish(state: State, decision: Decision) -> State:
    """The state with the match decided."""
    return msgspec.structs.replace(state, phase="finished", decision=decision)


def decide_last(state: State, last: Innings) -> Decision | None:
    """What came of a match whose last innings is over; None where its score does not say it (Law 16)."""
    target = find_target(state, last)
    side, short = last.side, target - 1 - last.runs
    if last.closed == "curtailed" and not state.method:
        return None
    if short < 0:
        penalty = last.closed in ("all_out", "overs") and last.runs - last.late_penalties < target
        if not penalty and (last.closed == "curtailed" or (last.closed != "target" and state.method)):
            return Decision(kind="won", winner=side, by="runs", margin=-short, method=state.method)
        if penalty:
            return Decision(kind="won", winner=side, by="penalty", method=state.method)  # Law 16.7
        left = last.quota - count_balls(last, state.ruleset) if last.quota else None
        # The run that won, put right by hand after the last wicket, was scored before it.
        margin = max(1, state.ruleset.players - 1 - last.wickets)
        return Decision(kind="won", winner=side, by="wickets", margin=margin, balls_left=left, method=state.method)
    if not is_completed(state, last):
        return None
    if short == 0:
        return Decision(kind="tie", method=state.method)
    return Decision(kind="won", winner=other(side), by="runs", margin=short, method=state.method)


def is_completed(state: State, last: Innings) -> bool:
    """Whether the last innings is over for good; one that is declared or forfeited is, too (Laws 13.3 and 16.1).

    Edition 1 and 2 left such a match to be ended by hand.
    """
    if last.closed in ("declared", "forfeited"):
        return state.ruleset.edition > 2
    return last.closed in ("all_out", "overs", "curtailed")


def decide_innings_win(state: State, last: Innings) -> Decision | None:
    """A win by an innings: two innings of one side are less than the other's one (Law 16)."""
    runs, side = total(state), last.side
    own, opposed = getattr(runs, side), getattr(runs, other(side))
    if sum(innings.side == side for innings in state.innings) < 2 or own >= opposed:
        return None
    if last.closed == "curtailed":
        return None
    return Decision(kind="won", winner=other(side), by="innings", margin=opposed - own)


def find_target(state: State, innings: Innings) -> int:
    """The runs that win in a last innings: as set, or one more than the other side leads by."""
    if innings.target:
        return innings.target
    runs = total(state)
    own, opposed = getattr(runs, innings.side), getattr(runs, other(innings.side))
    return max(1, opposed - (own - innings.runs) + 1)


def conclude_super_over(state: State) -> State:
    """The state after an innings of a super over; level ones are repeated, one that was stopped is none (ICC)."""
    overs = [innings for innings in state.innings if innings.super_over]
    if len(overs) % 2:
        return msgspec.structs.replace(state, phase="super_over_break")
    first, second = overs[-2:]
    if first.runs == second.runs or (second.closed == "curtailed" and state.ruleset.edition > 2):
        return msgspec.structs.replace(state, phase="level")
    winner = max(first, second, key=lambda innings: innings.runs).side
    return finish(state, Decision(kind="won", winner=winner, method=state.method, tie_break="super_over"))


# --- without play ----------------------------------------------------------------------------------------------------


def apply_bowl_out_ball(state: State, event: BowlOutBall) -> State:
    """A ball of a bowl-out."""
    if state.phase not in ("level", "bowl_out") or not state.ruleset.bowl_out:
        raise Refused("cricket.bowl_out.none")
    so_far = state.bowl_out or BowlOut()
    own, opposed = (getattr(so_far.balls, side) for side in (event.side, other(event.side)))
    if own >= opposed + state.ruleset.bowl_out_balls:
        raise Refused("cricket.bowl_out.turn")
    balls, hits = so_far.balls.plus(event.side), so_far.hits.plus(event.side, int(event.data.hit))
    after = msgspec.structs.replace(state, phase="bowl_out", bowl_out=BowlOut(balls, hits))
    if not is_bowl_out_over(balls, hits, each=BOWLERS * state.ruleset.bowl_out_balls):
        return after
    return finish(after, Decision(kind="won", winner=hits.leader(), tie_break="bowl_out"))


def is_bowl_out_over(balls: Score, hits: Score, *, each: int) -> bool:
    """Whether one side cannot be caught in the balls that there are for each, or leads after as many."""
    if min(balls.home, balls.away) >= each:
        return balls.home == balls.away and hits.leader() is not None
    left = {side: max(0, each - getattr(balls, side)) for side in ("home", "away")}
    return hits.home > hits.away + left["away"] or hits.away > hits.home + left["home"]


def apply_match_end(state: State, event: MatchEnd) -> State:
    """The end of a match that its score does not decide."""
    return end_match(state, event.data)


def end_match(state: State, data: MatchEndData) -> State:
    """The state of a match that has been ended so; raises Refused where its score says otherwise (Law 16)."""
    if data.result != "won" and data.winner is not None:
        raise Refused("cricket.result.winner", result=data.result)
    if data.result == "won":
        if data.winner is None:
            raise Refused("cricket.result.no_winner")
        tie_break: Any = {"level": "other", "bowl_out": "bowl_out"}.get(state.phase, "")
        decision = Decision(kind="won", winner=data.winner, method=data.method or state.method, tie_break=tie_break)
        return finish(close_last(state), decision)
    if data.result == "draw" and (state.ruleset.innings == 1 or not state.innings):
        raise Refused("cricket.result.draw")
    if data.result == "tie" and not is_level(state):
        raise Refused("cricket.result.tie")
    return finish(close_last(state), Decision(kind=data.result, method=data.method or ""))


def is_level(state: State) -> bool:
    """Whether the match itself is tied: a super over or bowl-out that is not brought to its end leaves it so (ICC)."""
    in_super_over = bool(state.innings) and state.innings[-1].super_over and state.decision is None
    return in_super_over or state.phase in ("level", "bowl_out")


def close_last(state: State) -> State:
    """The state with an innings that was being played closed."""
    if not state.innings or state.innings[-1].closed:
        return state
    last = msgspec.structs.replace(state.innings[-1], closed="curtailed", striker=None, non_striker=None)
    return msgspec.structs.replace(state, innings=(*state.innings[:-1], last))


def next_sides(state: State) -> tuple[Side, ...]:
    """Who may begin to bat now; none where no innings can begin."""
    main = [innings.side for innings in list_main(state)]
    if state.phase in ("level", "super_over_break"):
        overs = [innings.side for innings in state.innings if innings.super_over]
        if not state.ruleset.super_over:
            return ()
        return (other(overs[-1]),) if len(overs) % 2 else ("home", "away")
    if state.phase == "not_started":
        return (state.batting_first,) if state.batting_first else ("home", "away")
    if state.phase != "innings_break" or len(main) >= 2 * state.ruleset.innings:
        return ()
    if len(main) == 2:  # in turn, or the second again where it is far enough behind
        return (main[0], main[1]) if may_follow_on(state) else (main[0],)
    return (other(main[-1]),) if main.count(other(main[-1])) < state.ruleset.innings else (main[-1],)


def find_due(state: State) -> Side | None:
    """Who bats first in a super over that comes now: who has batted last (ICC); None where none comes."""
    overs = sum(innings.super_over for innings in state.innings)
    return state.innings[-1].side if state.phase == "level" and overs % 2 == 0 else None


def may_follow_on(state: State) -> bool:
    """Whether the side that batted second is so far behind that it can be asked to bat again (Law 14)."""
    first, second = list_main(state)[:2]
    return first.runs - second.runs >= state.ruleset.follow_on


def name_next(state: State, *, super_over: bool) -> str:
    """The period that an innings about to begin belongs to."""
    if super_over:
        overs = sum(innings.super_over for innings in state.innings)
        return f"super_over_{overs // 2 + 1}"
    return f"innings_{len(state.innings) + 1}"
