"""A cricket match in the shape all sports share, and the people whom its events name."""

from collections.abc import Iterator

from msgspec import UNSET

from scoreboard.sports.base import Event, Mention, PeriodScore, Shown, Side, View, other
from scoreboard.sports.cricket.events import Absent, Ball, BowlOutBall, Replacement, Ruleset, Wicket
from scoreboard.sports.cricket.state import Decision, Innings, State, count_balls, list_main, total
from scoreboard.sports.cricket.words import METHODS

DLS = frozenset({"DLS", "D/L", "dls"})


NAMED: dict[Side, dict[type[Event], tuple[Mention, ...]]] = {
    side: {
        Ball: (
            Mention("player", side),
            Mention("non_striker", side, in_data=True),
            Mention("out", side, in_data=True),
            Mention("bowler", other(side), in_data=True),
            Mention("fielder", other(side), in_data=True),
        ),
        Wicket: (Mention("player", side), Mention("fielder", other(side), in_data=True)),
        Absent: (Mention("player", side),),
        BowlOutBall: (Mention("player", side),),
        Replacement: (Mention("player", side), Mention("out", side, in_data=True)),
    }
    for side in ("home", "away")
}


def mentions(event: Event) -> tuple[Mention, ...]:
    """The people whom `event` names: batters of the side, bowlers and fielders of the other."""
    side: Side | None = getattr(event, "side", None)
    return NAMED[side].get(type(event), ()) if side else ()


# --- the view --------------------------------------------------------------------------------------------------------


def view(state: State) -> View:
    """The state in the shape all sports share. The score is runs; super overs and bowl-outs are no part of it."""
    decision = state.decision
    playing = state.innings[-1] if state.innings and not state.innings[-1].closed and decision is None else None
    sides = {side: format_side(state, side) for side in ("home", "away")}
    return View(
        phase=state.phase,
        score=total(state),
        shown=Shown(**sides) if state.innings else None,
        periods=tuple(list_periods(state)),
        turn=playing.side if playing else None,
        situation=format_situation(state, playing) if playing else None,
        shootout=state.bowl_out.hits if state.bowl_out else None,
        started=state.phase != "not_started",
        finished=decision is not None,
        winner=decision.winner if decision else None,
        decided_by=name_decision(decision) if decision else None,
        summary=format_summary(state, decision) if decision else None,
    )


def format_innings(innings: Innings) -> str:
    """An innings as it is written: 161/6, 183 where all out, 412/7d."""
    if innings.closed == "forfeited":
        return "forfeited"
    if innings.closed == "all_out":
        return str(innings.runs)
    return f"{innings.runs}/{innings.wickets}" + ("d" if innings.closed == "declared" else "")


def format_side(state: State, side: str) -> str:
    """A side's innings: 412/7d & 183."""
    return " & ".join(format_innings(innings) for innings in list_main(state) if innings.side == side)


def list_periods(state: State) -> Iterator[PeriodScore]:
    """Every innings, with its overs where these are limited; the two innings of a super over are one period."""
    main = list_main(state)
    for number, innings in enumerate(main, 1):
        shown = Shown(**{innings.side: format_innings(innings)})
        parts = list_overs(innings) if state.ruleset.overs else UNSET
        yield PeriodScore(f"innings_{number}", *by_side(innings.side, innings.runs), shown=shown, parts=parts)
    overs = [innings for innings in state.innings if innings.super_over]
    for number in range(0, len(overs), 2):
        pair = overs[number : number + 2]
        runs = {innings.side: innings.runs for innings in pair}
        shown = Shown(**{innings.side: f"{innings.runs}/{innings.wickets}" for innings in pair})
        yield PeriodScore(f"super_over_{number // 2 + 1}", runs.get("home", 0), runs.get("away", 0), shown=shown)


def list_overs(innings: Innings) -> tuple[PeriodScore, ...]:
    """The runs of each over."""
    runs = (*innings.per_over, innings.over_runs) if innings.balls or innings.over_runs else innings.per_over
    return tuple(PeriodScore(str(number), *by_side(innings.side, one)) for number, one in enumerate(runs, 1))


def by_side(side: Side, runs: int) -> tuple[int, int]:
    """Runs of one side as those of home and away."""
    return (runs, 0) if side == "home" else (0, runs)


def format_overs(innings: Innings, ruleset: Ruleset) -> str:
    """How long an innings has lasted: 19.4 overs, or 20."""
    overs, balls = divmod(count_balls(innings, ruleset), ruleset.balls_per_over)
    return f"{overs}.{balls}" if balls else str(overs)


def format_situation(state: State, innings: Innings) -> str:
    """Where an innings stands: 12.3 overs, 45 needed from 30 balls."""
    bowled = f"{format_overs(innings, state.ruleset)} overs"
    if not innings.target:
        lead = lead_of(state, innings)
        return bowled if lead is None else f"{bowled}, {lead}"
    needed = f"{count(innings.target - innings.runs, 'run')} needed"
    if innings.quota:
        needed += f" from {count(innings.quota - count_balls(innings, state.ruleset), 'ball')}"
    return f"{bowled}, {needed}"


def lead_of(state: State, innings: Innings) -> str | None:
    """By how much a side leads or trails in a match of two innings; None in the first."""
    if state.ruleset.innings == 1 or len(state.innings) < 2:
        return None
    runs = total(state)
    lead = getattr(runs, innings.side) - getattr(runs, other(innings.side))
    return "scores level" if not lead else f"{'leads' if lead > 0 else 'trails'} by {abs(lead)}"


def count(number: int, word: str) -> str:
    """A number with its noun: 1 ball, 3 balls."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def name_decision(decision: Decision) -> str:
    """What decided the match, by the names of `words.DECIDED`."""
    if decision.kind != "won":
        return decision.kind
    if decision.tie_break in ("super_over", "bowl_out"):
        return decision.tie_break
    if decision.method in DLS:
        return "dls"
    if decision.method in ("awarded", "forfeit", "walkover"):
        return decision.method
    if decision.by == "innings":
        return "innings"
    return "regular" if decision.by else "method"


def format_summary(state: State, decision: Decision) -> str:
    """The match in one line."""
    method = METHODS.get(decision.method, decision.method)
    suffix = f" ({method})" if method else ""
    if decision.kind != "won":
        return {"tie": "Match tied", "draw": "Match drawn", "no_result": "No result"}[decision.kind] + suffix
    winner = f"{{{decision.winner}}}"
    if decision.tie_break == "bowl_out" and state.bowl_out:
        hits = state.bowl_out.hits
        return f"Match tied ({winner} won the bowl-out {max(hits.home, hits.away)}–{min(hits.home, hits.away)})"
    if decision.tie_break:
        return f"Match tied ({winner} won {'the super over' if decision.tie_break == 'super_over' else f'on {method}'})"
    if decision.by == "innings":
        return f"{winner} won by an innings and {count(decision.margin, 'run')}{suffix}"
    if not decision.by:
        return f"{winner} won{suffix}"
    won = f"{winner} won by {count(decision.margin, decision.by[:-1])}"
    if decision.by == "wickets" and decision.balls_left:
        won += f" with {count(decision.balls_left, 'ball')} left"
    return won + suffix
