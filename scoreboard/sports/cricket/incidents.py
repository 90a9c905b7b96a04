"""What a fan is shown of a cricket match: wickets, boundaries, fifties, and where an innings begins and ends."""

from collections.abc import Callable
from typing import Any

import msgspec

from scoreboard.sports.base import Ending, Event, Incident, Manual
from scoreboard.sports.cricket.deliveries import cut_off
from scoreboard.sports.cricket.events import (
    Absent,
    Ball,
    BowlOutBall,
    InningsStart,
    MatchEnd,
    PenaltyRuns,
    Replacement,
    Revision,
    Toss,
    Wicket,
)
from scoreboard.sports.cricket.state import State, count_balls, is_in_fives, name_period, total
from scoreboard.sports.cricket.views import format_innings, format_side
from scoreboard.sports.cricket.words import METHODS

MILESTONE = 50  # runs of a batter, and every further as many

# What an incident says beyond its kind, by the type of its event: its detail, and the name and id of a second person.
Explanation = tuple[str | None, str | None, str | None]
EXPLAIN: dict[type[Event], Callable[[Any, State], Explanation]] = {
    Toss: lambda event, after: (event.data.decision, None, None),
    InningsStart: lambda event, after: (name_period(after, len(after.innings) - 1), None, None),
    Wicket: lambda event, after: (event.data.wicket, event.data.fielder, event.data.fielder_id),
    Absent: lambda event, after: (None, None, None),
    PenaltyRuns: lambda event, after: (None, None, None),
    Revision: lambda event, after: (format_revision(event), None, None),
    Replacement: lambda event, after: (None, event.data.out, event.data.out_id),
    BowlOutBall: lambda event, after: ("hit" if event.data.hit else "missed", None, None),
    MatchEnd: lambda event, after: (None, None, None),
    Manual: lambda event, after: (f"{event.data.points:+d}", None, None),
}


def incident_of(before: State, after: State, event: Event) -> Incident | None:
    """What a fan is shown of `event`; None of most deliveries."""
    if isinstance(event, Ball):
        return incident_of_ball(before, after, event)
    kind, side = str(event.__struct_config__.tag), getattr(event, "side", None)
    ended = find_end(before, after)
    if (explain := EXPLAIN.get(type(event))) is not None:
        detail, related, related_id = explain(event, after)
        kind = "period_start" if isinstance(event, InningsStart) else kind
    elif ended is not None:
        kind, side, detail, related, related_id = ended.kind, ended.side, ended.detail, None, None
    else:
        return None
    return Incident(
        seq=event.seq,
        kind=kind,
        side=side,
        player=getattr(event, "player", None),
        player_id=getattr(event, "player_id", None),
        related=related,
        related_id=related_id,
        period=detail if isinstance(event, InningsStart) else before.phase,
        minute=format_over(before) if before.innings and not before.innings[-1].closed else None,
        confirmation="confirmed",
        detail=detail,
        score=total(after),
        shown=format_score(after, event),
        ended=ended if kind != "period_end" else None,
    )


def format_score(after: State, event: Event) -> str | None:
    """The score after an event as cricket writes it: that of the innings (161/6); at the match's end both sides'."""
    if isinstance(event, MatchEnd):
        return " – ".join(text for side in ("home", "away") if (text := format_side(after, side))) or None
    innings = after.innings[-1] if after.innings else None
    if isinstance(event, PenaltyRuns | Manual):  # of a side that need not be batting, or has not batted yet
        innings = next((one for one in reversed(after.innings) if one.side == event.side), None)
        if innings is None and isinstance(event, PenaltyRuns):
            return f"+{event.data.runs}"
    return None if innings is None else format_innings(innings)


def incident_of_ball(before: State, after: State, event: Ball) -> Incident | None:
    """What is shown of a delivery: a wicket, a batter's fifty, a boundary, the innings' end; nothing of most."""
    data = event.data
    ended = find_end(before, after) if after.phase != before.phase else None
    if data.wicket is None and data.runs == 0:
        return end_with_ball(before, after, event, ended)
    if before.innings:
        data = cut_off(data, before.innings[-1], before.ruleset)
        event = event if data is event.data else msgspec.structs.replace(event, data=data)
    key = event.player_id or event.player or (before.innings[-1].striker if before.innings else None)
    name = find_shown(before, after, event, key)
    if name is None:
        return end_with_ball(before, after, event, ended)
    player, player_id = event.player, event.player_id
    if player is None and key is not None:
        player, player_id = find_batter(after, key), key
    related, related_id = data.bowler, data.bowler_id
    if data.wicket is not None and (out := data.out_id or data.out) is not None:
        player, player_id = data.out or find_batter(after, out), data.out_id
    if related is None and related_id is not None:
        related = next((one.name for one in after.innings[-1].bowlers if one.key == related_id), related_id)
    if data.wicket == "run_out":
        related, related_id = data.fielder, data.fielder_id
    kind, detail = name
    return Incident(
        seq=event.seq,
        kind=kind,
        side=event.side,
        player=player,
        player_id=player_id if player_id != player else None,
        related=related,
        related_id=related_id,
        period=before.phase,
        minute=format_over(after) if after.innings else None,
        confirmation="confirmed",
        detail=detail,
        score=total(after),
        shown=format_innings(after.innings[-1]) if after.innings else None,
        ended=ended,
    )


def end_with_ball(before: State, after: State, event: Ball, ended: Ending | None) -> Incident | None:
    """The end of an innings by a ball of which nothing else is told; None where it goes on."""
    if ended is None:
        return None
    return Incident(
        seq=event.seq,
        kind=ended.kind,
        side=ended.side,
        period=before.phase,
        minute=format_over(after),
        confirmation="confirmed",
        detail=ended.detail,
        score=total(after),
        shown=format_innings(after.innings[-1]),
    )


def find_batter(state: State, key: str) -> str:
    """What a batter is called; the key itself of one who is not known."""
    batters = state.innings[-1].batters if state.innings else ()
    return next((one.name for one in batters if one.key == key), key)


def find_shown(before: State, after: State, event: Ball, key: str | None) -> tuple[str, str] | None:
    """The kind and detail of what a delivery shows. Fours are too many for a match of two innings a side."""
    data = event.data
    if data.wicket is not None:
        return "wicket", data.wicket
    if (reached := find_milestone(after, key, data.runs)) is not None:
        return "milestone", str(reached)
    if data.runs == 6 and not data.not_boundary:
        return "boundary", "six"
    if data.runs == 4 and not data.not_boundary and before.ruleset.innings == 1:
        return "boundary", "four"
    return None


def find_end(before: State, after: State) -> Ending | None:
    """The innings that is over and was not."""
    if not after.innings or not after.innings[-1].closed:
        return None
    was_over = len(before.innings) == len(after.innings) and before.innings[-1].closed
    return None if was_over else Ending("period_end", after.innings[-1].side, after.innings[-1].closed)


def find_milestone(after: State, key: str | None, runs: int) -> int | None:
    """The fifty that a batter has just reached; None for most."""
    if key is None or not after.innings:
        return None
    for one in after.innings[-1].batters:
        if one.key == key:
            reached = one.runs // MILESTONE
            return reached * MILESTONE if reached > (one.runs - runs) // MILESTONE else None
    return None


def format_over(state: State) -> str:
    """Where in an innings a ball was: 12.3 is the third legal ball of the thirteenth over, 63 the ball in fives."""
    innings = state.innings[-1]
    if is_in_fives(state.ruleset):
        return str(count_balls(innings, state.ruleset))
    return f"{innings.overs}.{innings.balls}"


def format_revision(event: Revision) -> str:
    """What was revised, in words."""
    data = event.data
    parts = [
        f"target {data.target}" if data.target else "",
        f"{data.balls} {'ball' if data.balls == 1 else 'balls'}" if data.balls else "",
        METHODS.get(data.method, data.method) if data.method else "",
    ]
    return ", ".join(part for part in parts if part)
