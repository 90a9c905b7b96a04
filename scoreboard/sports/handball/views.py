"""What is shown of a handball match: its incidents, and its state in the shape all sports share."""

from collections.abc import Iterator, Sequence

import msgspec

from scoreboard.sports.base import Event, Incident, Manual, Mention
from scoreboard.sports.handball.events import Goal, Sanction, SevenMissed, State
from scoreboard.sports.handball.rules import find_punished
from scoreboard.sports.pieces import PlayerEvent
from scoreboard.sports.sport import Statistic
from scoreboard.sports.timed.events import PeriodEnd, PeriodStart, ShootoutAttempt, Timeout
from scoreboard.sports.timed.rules import is_late, is_playing
from scoreboard.sports.timed.views import build_incident, list_steps


def incident_of(before: State, after: State, event: Event) -> Incident | None:
    """What a fan is shown of `event`: everything but the clock."""
    if isinstance(event, Goal):
        detail = "seven_metres" if event.data.seven_metres else "empty_goal" if event.data.empty_goal else None
        told = build_incident(before, after, event, detail=detail)
        return msgspec.structs.replace(told, related=event.data.assist, related_id=event.data.assist_id)
    if isinstance(event, Sanction):
        punished = find_punished(after, event.side, event.player_id or event.player)
        third = event.data.kind == "suspension" and punished is not None and punished.out
        return build_incident(before, after, event, detail="last_suspension" if third else event.data.kind)
    if isinstance(event, ShootoutAttempt):
        return build_incident(before, after, event, detail="scored" if event.data.scored else "missed")
    if isinstance(event, Manual):
        return build_incident(before, after, event, detail=f"{event.data.points:+d}")
    return (
        build_incident(before, after, event)
        if isinstance(event, PeriodStart | PeriodEnd | Timeout | SevenMissed)
        else None
    )


def mentions(event: Event) -> tuple[Mention, ...]:
    """The people whom `event` names."""
    if isinstance(event, Goal):
        return (Mention("player", event.side), Mention("assist", event.side, in_data=True))
    return (Mention("player", event.side),) if isinstance(event, PlayerEvent) else ()


def statistics_of_incident(incident: Incident) -> Iterator[Statistic]:
    """What an incident counts for whom: goals, assists, suspensions, cards."""
    side, name = incident.side, incident.player
    if side is None or name is None:
        return
    person = incident.player_id or name
    if incident.kind == "goal":
        yield Statistic(side, person, name, "goals")
        if incident.detail == "seven_metres":
            yield Statistic(side, person, name, "penalties")
        if incident.related:
            yield Statistic(side, incident.related_id or incident.related, incident.related, "assists")
    elif incident.kind == "sanction":
        stat = {"yellow": "yellow_cards", "red": "red_cards", "blue": "red_cards"}.get(incident.detail or "")
        yield Statistic(side, person, name, stat or "suspensions")


def list_actions(state: State) -> Sequence[str]:
    """The keys of a scorer's console now."""
    steps, ruleset = list_steps(state), state.ruleset
    players, officials = state.warnings, state.officials_warned
    yellow = min(players.home, players.away) < ruleset.warnings or not (officials.home and officials.away)
    cards = (*(("yellow",) if yellow else ()), "suspension", "red", "blue")
    if not is_playing(state):
        return (*steps, *cards, *(("seven_metres", "free_throw", "seven_missed") if is_late(state) else ()))
    left = len(state.periods) <= ruleset.periods and any(
        getattr(state.timeouts, side) < ruleset.timeouts and getattr(state.timeouts_half, side) < ruleset.timeouts_half
        for side in ("home", "away")
    )
    return ("goal", "seven_metres", "seven_missed", "empty_goal", *cards, *(("timeout",) if left else ()), *steps)
