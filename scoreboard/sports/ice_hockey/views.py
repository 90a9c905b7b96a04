"""What is shown of an ice hockey match: its incidents, and its state in the shape all sports share."""

from collections.abc import Iterator, Sequence

import msgspec

from scoreboard.sports.base import Event, Incident, Manual, Mention, Sentence, View, combine, say
from scoreboard.sports.ice_hockey.events import Goal, Goalie, Penalty, PenaltyShot, Play, State
from scoreboard.sports.ice_hockey.rules import count_served, elapsed, expire, strength_of
from scoreboard.sports.pieces import PlayerEvent
from scoreboard.sports.sport import Statistic
from scoreboard.sports.timed.events import MINUTE, PeriodEnd, PeriodStart, ShootoutAttempt, Timeout
from scoreboard.sports.timed.rules import is_late, is_playing
from scoreboard.sports.timed.views import build_incident, format_clock, list_steps
from scoreboard.sports.timed.views import view as view_timed

PENALTIES = (  # keys of a scorer's console
    *("minor", "double_minor", "major", "coincidental_minor", "coincidental_major"),
    *("misconduct", "game_misconduct", "match_penalty"),
)


def incident_of(before: State, after: State, event: Event) -> Incident | None:
    """What a fan is shown of `event`: goals, penalties, empty nets, attempts; not every shot."""
    if isinstance(event, Play) or not isinstance(
        event, PeriodStart | PeriodEnd | Goal | Penalty | PenaltyShot | Goalie | Timeout | ShootoutAttempt | Manual
    ):
        return None
    if isinstance(event, Goalie) and event.side not in (*before.empty, *after.empty):
        return None  # one goalkeeper for another
    told = build_incident(before, after, event, kind=name_penalty(event), detail=explain(event))
    fields: dict[str, object] = {"minute": format_time(before, told)}
    if isinstance(event, Goal):
        fields |= {"related": event.data.assist, "related_id": event.data.assist_id, "detail": name_goal(before, event)}
    return msgspec.structs.replace(told, **fields)


def name_penalty(event: Event) -> str:
    """The kind of incident that a penalty is by which the player is out; none of its own for other events."""
    if not isinstance(event, Penalty) or not event.data.match:
        return ""
    return "game_misconduct" if event.data.minutes in (10, 20) else "match_penalty"


def explain(event: Event) -> str | None:
    """What an incident says beyond its kind."""
    if isinstance(event, Penalty):
        return ", ".join([f"{event.data.minutes} min", *([event.data.reason] if event.data.reason else [])])
    if isinstance(event, Goalie):
        return "on" if event.data.on else "off"
    if isinstance(event, ShootoutAttempt):
        return "scored" if event.data.scored else "missed"
    return f"{event.data.points:+d}" if isinstance(event, Manual) else None


def name_goal(before: State, event: Goal) -> str | None:
    """What kind of goal it was, where it was none at even strength."""
    data = event.data
    if data.penalty_shot or data.empty_net:
        return "penalty_shot" if data.penalty_shot else "empty_net"
    strength: str | None = data.strength
    if strength is None:
        told = build_incident(before, before, event)
        if all(played.name != told.period for played in before.periods):
            return None  # a correction has taken its period away
        then, now = expire(before, told.period or "", told.clock_ms)
        strength = strength_of(then, event.side, now)
    return None if strength == "even" else strength


def format_time(before: State, told: Incident) -> str | None:
    """The time of an incident as hockey writes it: how much of its period had been played ("7:49")."""
    if told.clock_ms is None or told.period is None or not any(one.name == told.period for one in before.periods):
        return None
    number = next(number for number, one in enumerate(before.periods) if one.name == told.period)
    ruleset = before.ruleset
    overtimes = max(0, number - ruleset.periods)
    begin = ((number - overtimes) * ruleset.period_minutes + overtimes * ruleset.overtime_minutes) * MINUTE
    played = elapsed(before, told.period, told.clock_ms) - begin
    return format_clock(played // 1000 * 1000, direction="down")


def mentions(event: Event) -> tuple[Mention, ...]:
    """The people whom `event` names."""
    if isinstance(event, Goal):
        assists = (Mention("assist", event.side, in_data=True), Mention("assist2", event.side, in_data=True))
        return (Mention("player", event.side), *assists)
    return (Mention("player", event.side),) if isinstance(event, PlayerEvent) else ()


def view(state: State) -> View:
    """The state in the shape all sports share."""
    return view_timed(state, situation=situate(state) if is_playing(state) else None)


def situate(state: State) -> Sentence | None:
    """Who is in a power play, how many against how many, and whose net is empty."""
    parts = []
    home, away = count_served(state, "home"), count_served(state, "away")
    if home != away:
        ruleset = state.ruleset
        overtime = len(state.periods) > ruleset.periods
        few = ruleset.overtime_skaters if overtime else ruleset.skaters
        # Nobody plays with fewer than three: where they are so few, a penalty gives the other side a skater.
        fewer = max(3, few - max(home, away))
        side = "home" if away > home else "away"
        parts.append(say("ice_hockey.power_play", side=side, skaters=fewer + abs(home - away), others=fewer))
    parts += [say("ice_hockey.net_empty", side=side) for side in state.empty]
    return combine(parts)


def statistics_of_incident(incident: Incident) -> Iterator[Statistic]:
    """What an incident counts for whom: goals, first assists, penalty minutes."""
    side, name = incident.side, incident.player
    if side is None:
        return
    if incident.kind == "goal":
        if name is not None:
            yield Statistic(side, incident.player_id or name, name, "goals")
        if incident.related:
            yield Statistic(side, incident.related_id or incident.related, incident.related, "assists")
    elif incident.kind in ("penalty", "match_penalty", "game_misconduct") and name is not None and incident.detail:
        minutes = int(incident.detail.partition(" ")[0])
        yield Statistic(side, incident.player_id or name, name, "penalty_minutes", minutes)


def statistics_of_state(state: State) -> Iterator[Statistic]:
    """The second assists, which no incident names."""
    for helper in state.helpers:
        yield Statistic(helper.side, helper.person, helper.name, "assists")


def list_actions(state: State) -> Sequence[str]:
    """The keys of a scorer's console now."""
    steps = list_steps(state)
    shots = ("penalty_shot", "penalty_shot_missed")
    if not is_playing(state):
        return (*steps, *PENALTIES, *(shots if is_late(state) else ()))
    left = min(state.home_timeouts, state.away_timeouts) < state.ruleset.timeouts
    nets = (*(("goalie_off",) if len(state.empty) < 2 else ()), *(("goalie_on",) if state.empty else ()))
    timeout = ("timeout",) if left else ()
    return ("goal", shots[0], "empty_net", *PENALTIES, shots[1], *nets, *timeout, *steps)
