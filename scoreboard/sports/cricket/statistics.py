"""Statistics of people at bat, bowling and fielding; measures of a side for its tables: the net run rate."""

from collections.abc import Iterator, Mapping

from scoreboard.sports.base import Side, other
from scoreboard.sports.cricket.events import NO_WICKET
from scoreboard.sports.cricket.incidents import MILESTONE
from scoreboard.sports.cricket.state import Batter, Innings, State, count_balls, list_main
from scoreboard.sports.cricket.tiebreakers import REGULAR
from scoreboard.sports.sport import Statistic
from scoreboard.sports.tally import NO_RESULT, UNPLAYED


def statistics_of_state(state: State) -> Iterator[Statistic]:
    """The statistics of all people: batting, bowling and fielding; super overs are not counted."""
    best: dict[tuple[Side, str], Batter] = {}
    for innings in list_main(state):
        side, fielding = innings.side, other(innings.side)
        for batter in innings.batters:
            out = bool(batter.out) and batter.out not in NO_WICKET
            known = best.get((side, batter.key))
            best[side, batter.key] = batter if known is None or batter.runs > known.runs else known
            counts = {
                "innings": 1,
                "not_outs": int(not out),
                "runs": batter.runs,
                "balls_faced": batter.balls,
                "fours": batter.fours,
                "sixes": batter.sixes,
                "dismissals": int(out),
                "fifties": int(MILESTONE <= batter.runs < 2 * MILESTONE),
                "hundreds": int(batter.runs >= 2 * MILESTONE),
            }
            yield from list_statistics(side, batter.key, batter.name, counts)
        for bowler in innings.bowlers:
            counts = {
                "balls_bowled": bowler.balls,
                "maidens": bowler.maidens,
                "runs_conceded": bowler.runs,
                "wickets": bowler.wickets,
                "five_wickets": int(bowler.wickets >= 5),
                "wides": bowler.wides,
                "no_balls": bowler.no_balls,
            }
            yield from list_statistics(fielding, bowler.key, bowler.name, counts)
        for fielder in innings.fielders:
            counts = {"catches": fielder.catches, "stumpings": fielder.stumpings, "run_outs": fielder.run_outs}
            yield from list_statistics(fielding, fielder.key, fielder.name, counts)
    for (side, _), batter in best.items():
        yield from list_statistics(side, batter.key, batter.name, {"best_score": batter.runs})


def list_statistics(side: Side, key: str, name: str, counts: Mapping[str, int]) -> Iterator[Statistic]:
    """The statistics of one person that are not nought."""
    for stat, value in counts.items():
        if value:
            yield Statistic(side, key, name, stat, value)


def measure(state: State, side: Side) -> Mapping[str, int]:
    """What the net run rate is made of: runs and balls for and against, super overs excluded (ICC).

    A side that is all out has faced its whole quota. Where a target was revised, the side that batted first has made
    one run less than that, in the overs that the chase was allowed. A match without a result does not count, nor one
    that was awarded: that takes the place of its play. Balls of overs that have not six are given by their size, too.
    """
    decision = state.decision
    if state.ruleset.overs is None or (decision and (decision.kind == NO_RESULT or decision.method in UNPLAYED)):
        return {}
    runs, balls = {"home": 0, "away": 0}, {"home": 0, "away": 0}
    main = list_main(state)
    for innings in main:
        revised = len(main) == 2 and innings is main[0] and is_revised(state, *main)
        runs[innings.side] += main[1].target - 1 if revised else innings.runs
        if revised:
            balls[innings.side] += main[1].quota
        elif innings.closed == "all_out":
            balls[innings.side] += innings.quota
        else:
            balls[innings.side] += count_balls(innings, state.ruleset)
    against, per_over = other(side), state.ruleset.balls_per_over
    measured = {
        "runs_for": runs[side],
        "balls_for": balls[side],
        "runs_against": runs[against],
        "balls_against": balls[against],
    }
    if per_over != REGULAR:
        measured |= {f"balls_for_{per_over}": balls[side], f"balls_against_{per_over}": balls[against]}
    return measured


def is_revised(state: State, first: Innings, chase: Innings) -> bool:
    """Whether the target of a chase is not what the first innings came to."""
    return chase.target > 0 and bool(state.method or chase.target != first.runs + 1)


def outcome(state: State, side: Side) -> str:
    """What tables value by itself: an award, a tie that stands, no result, which a match broken off has, too."""
    decision = state.decision
    if decision is None:
        return NO_RESULT
    if decision.kind == "won" and decision.method in UNPLAYED:
        return f"{decision.method}_{'win' if decision.winner == side else 'loss'}"
    return decision.kind if decision.kind in (NO_RESULT, "tie") else ""
