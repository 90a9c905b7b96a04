"""What is shown of a cricket match: its incidents, and its state in the shape all sports share."""

from collections.abc import Iterator, Mapping

from msgspec import UNSET

from scoreboard.sports.base import Event, Incident, Manual, Mention, PeriodScore, Score, Shown, Side, View, other
from scoreboard.sports.cricket.events import (
    Absent,
    Ball,
    BowlOutBall,
    Forfeit,
    InningsStart,
    MatchEnd,
    PenaltyRuns,
    Replacement,
    Revision,
    Ruleset,
    Toss,
    Wicket,
)
from scoreboard.sports.cricket.state import Decision, Innings, State, count_balls, list_main, total
from scoreboard.sports.sport import Credit

MILESTONE = 50  # runs of a batter, and every further as many
# How a method of deciding is written; others stand as they were entered.
METHODS = {"DLS": "DLS method", "D/L": "DLS method", "dls": "DLS method", "VJD": "VJD method"}
DLS = frozenset({"DLS", "D/L", "dls"})


# --- incidents -------------------------------------------------------------------------------------------------------


def describe(before: State, after: State, event: Event) -> Incident | None:
    """What a fan is shown of `event`: wickets, boundaries, fifties, and where an innings begins and ends."""
    kind = type(event)
    if kind is Ball:
        return describe_ball(before, after, event)  # type: ignore[arg-type]
    side, detail, player = getattr(event, "side", None), None, getattr(event, "player", None)
    player_id, related, related_id = getattr(event, "player_id", None), None, None
    name = str(event.__struct_config__.tag)
    period = after.phase if isinstance(event, InningsStart | Forfeit) else before.phase
    if isinstance(event, Toss):
        detail = event.data.decision
    elif isinstance(event, InningsStart):
        name, detail = "period_start", after.phase
    elif isinstance(event, Wicket):
        detail, related, related_id = event.data.wicket, event.data.fielder, event.data.fielder_id
    elif isinstance(event, Absent | PenaltyRuns):
        pass
    elif isinstance(event, Revision):
        detail = write_revision(event)
    elif isinstance(event, Replacement):
        related, related_id = event.data.out, event.data.out_id
    elif isinstance(event, BowlOutBall):
        detail = "hit" if event.data.hit else "missed"
    elif isinstance(event, MatchEnd):
        pass
    elif isinstance(event, Manual):
        detail = f"{event.data.points:+d}"
    elif has_closed(before, after):
        name, detail, side = "period_end", after.innings[-1].closed, after.innings[-1].side
    else:
        return None
    return Incident(
        seq=event.seq,
        kind=name,
        side=side,
        player=player,
        player_id=player_id,
        related=related,
        related_id=related_id,
        period=period,
        minute=write_over(before) if before.innings and not before.innings[-1].closed else None,
        confirmation="confirmed",
        detail=detail,
        score=total(after),
    )


def describe_ball(before: State, after: State, event: Ball) -> Incident | None:
    """What is shown of a delivery: a wicket, a milestone, a boundary; nothing of most."""
    data = event.data
    runs = data.runs
    if data.wicket is None and runs < 1 and not has_closed(before, after):
        return None
    innings = before.innings[-1] if before.innings else None
    key = event.player_id or event.player or (innings.striker if innings else None)
    player, player_id = event.player, event.player_id
    if player is None and key is not None:
        player, player_id = next(((one.name, one.key) for one in after.innings[-1].batters if one.key == key), (key, key))
    kind, detail, related, related_id = "", "", data.bowler, data.bowler_id
    if data.wicket is not None:
        kind, detail = "wicket", data.wicket
        if data.out:
            player, player_id = data.out, data.out_id
        if data.wicket == "run_out":
            related, related_id = data.fielder, data.fielder_id
    elif (reached := find_milestone(after, key, runs)) is not None:
        kind, detail = "milestone", str(reached)
    elif runs == 6 and not data.not_boundary:
        kind, detail = "boundary", "six"
    elif runs == 4 and not data.not_boundary and before.ruleset.innings == 1:
        kind, detail = "boundary", "four"
    if not kind:
        return None
    return Incident(
        seq=event.seq,
        kind=kind,
        side=event.side,
        player=player,
        player_id=player_id if player_id != player else None,
        related=related,
        related_id=related_id,
        period=before.phase,
        minute=write_over(after),
        confirmation="confirmed",
        detail=detail,
        score=total(after),
    )


def has_closed(before: State, after: State) -> bool:
    """Whether an innings is over that was not."""
    return bool(after.innings) and bool(after.innings[-1].closed) and after.innings is not before.innings


def find_milestone(after: State, key: str | None, runs: int) -> int | None:
    """The fifty that a batter has just reached; None for most."""
    if key is None or not after.innings:
        return None
    for one in after.innings[-1].batters:
        if one.key == key:
            reached = one.runs // MILESTONE
            return reached * MILESTONE if reached > (one.runs - runs) // MILESTONE else None
    return None


def write_over(state: State) -> str:
    """Where in an innings a ball was: 12.3 is the third legal ball of the thirteenth over."""
    innings = state.innings[-1]
    return f"{innings.overs}.{innings.balls}"


def write_overs(innings: Innings, ruleset: Ruleset) -> str:
    """How long an innings has lasted: 19.4 overs, or 20."""
    overs, balls = divmod(count_balls(innings, ruleset), ruleset.balls_per_over)
    return f"{overs}.{balls}" if balls else str(overs)


def write_revision(event: Revision) -> str:
    """What was revised, in words."""
    data = event.data
    parts = [
        f"target {data.target}" if data.target else "",
        f"{data.balls} balls" if data.balls else "",
        METHODS.get(data.method, data.method) if data.method else "",
    ]
    return ", ".join(part for part in parts if part)


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
    sides = {side: write_side(state, side) for side in ("home", "away")}
    return View(
        phase=state.phase,
        score=total(state),
        shown=Shown(**sides) if state.innings else None,
        periods=tuple(list_periods(state)),
        turn=playing.side if playing else None,
        situation=write_situation(state, playing) if playing else None,
        shootout=state.bowl_out.hits if state.bowl_out else None,
        started=state.phase != "not_started",
        finished=decision is not None,
        winner=decision.winner if decision else None,
        decided_by=name_decision(decision) if decision else None,
        summary=write_summary(state, decision) if decision else None,
    )


def write_innings(innings: Innings) -> str:
    """An innings as it is written: 161/6, 183 where all out, 412/7d."""
    if innings.closed == "forfeited":
        return "forfeited"
    if innings.closed == "all_out":
        return str(innings.runs)
    return f"{innings.runs}/{innings.wickets}" + ("d" if innings.closed == "declared" else "")


def write_side(state: State, side: str) -> str:
    """A side's innings: 412/7d & 183."""
    return " & ".join(write_innings(innings) for innings in list_main(state) if innings.side == side)


def list_periods(state: State) -> Iterator[PeriodScore]:
    """Every innings, with its overs where these are limited; the two innings of a super over are one period."""
    main = list_main(state)
    for number, innings in enumerate(main, 1):
        shown = Shown(**{innings.side: write_innings(innings)})
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


def write_situation(state: State, innings: Innings) -> str:
    """Where an innings stands: 12.3 overs, 45 needed from 30 balls."""
    bowled = f"{write_overs(innings, state.ruleset)} overs"
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


def write_summary(state: State, decision: Decision) -> str:
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


# --- figures ---------------------------------------------------------------------------------------------------------


def tally(state: State) -> Iterator[Credit]:
    """What everybody has done with bat, ball and hands; super overs are not counted."""
    for innings in list_main(state):
        side, fielding = innings.side, other(innings.side)
        for batter in innings.batters:
            figures = {
                "innings": 1,
                "runs": batter.runs,
                "balls_faced": batter.balls,
                "fours": batter.fours,
                "sixes": batter.sixes,
                "dismissals": int(bool(batter.out) and not batter.out.startswith("retired_") or batter.out == "retired_out"),
                "fifties": int(MILESTONE <= batter.runs < 2 * MILESTONE),
                "hundreds": int(batter.runs >= 2 * MILESTONE),
            }
            yield from write_credits(side, batter.key, batter.name, figures)
        for bowler in innings.bowlers:
            figures = {
                "balls_bowled": bowler.balls,
                "maidens": bowler.maidens,
                "runs_conceded": bowler.runs,
                "wickets": bowler.wickets,
                "five_wickets": int(bowler.wickets >= 5),
            }
            yield from write_credits(fielding, bowler.key, bowler.name, figures)
        for fielder in innings.fielders:
            figures = {"catches": fielder.catches, "stumpings": fielder.stumpings, "run_outs": fielder.run_outs}
            yield from write_credits(fielding, fielder.key, fielder.name, figures)


def write_credits(side: Side, key: str, name: str, figures: Mapping[str, int]) -> Iterator[Credit]:
    """The figures of one person that are not nought."""
    for stat, value in figures.items():
        if value:
            yield Credit(side, key, name, stat, value)


def measure(state: State, side: Side) -> Mapping[str, int]:
    """What the net run rate is made of: runs and balls for and against, super overs excluded (ICC).

    A side that is all out has faced its whole quota. Where a target was revised, the side that batted first has made
    one run less than that, in the overs that the chase was allowed. A match without a result does not count.
    """
    if state.ruleset.overs is None or (state.decision and state.decision.kind == "no_result"):
        return {}
    runs, balls = {"home": 0, "away": 0}, {"home": 0, "away": 0}
    main = list_main(state)
    for innings in main:
        revised = len(main) == 2 and innings is main[0] and state.method and main[1].target
        runs[innings.side] += main[1].target - 1 if revised else innings.runs
        if revised:
            balls[innings.side] += main[1].quota
        elif innings.closed == "all_out":
            balls[innings.side] += innings.quota
        else:
            balls[innings.side] += count_balls(innings, state.ruleset)
    against = other(side)
    return {
        "runs_for": runs[side],
        "balls_for": balls[side],
        "runs_against": runs[against],
        "balls_against": balls[against],
    }


def outcome(state: State, _side: Side) -> str:
    """What tables value by itself: no result, a tie that stands."""
    kind = state.decision.kind if state.decision else ""
    return kind if kind in ("no_result", "tie") else ""
