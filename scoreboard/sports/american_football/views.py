"""What is shown of a match of American football, and its state in the shape all sports share."""

import functools
from collections.abc import Iterator, Sequence

from scoreboard.sports.american_football.events import (
    DownData,
    Ejection,
    FieldGoal,
    Safety,
    State,
    Touchdown,
    Try,
    TryReturn,
    Turnover,
)
from scoreboard.sports.american_football.rules import is_decided, is_try_alone
from scoreboard.sports.base import Event, Incident, Manual, Mention, Sentence, View, say
from scoreboard.sports.sport import Statistic
from scoreboard.sports.timed.events import TIME_UP, PeriodEnd, PeriodStart, Timeout
from scoreboard.sports.timed.rules import is_late, is_playing
from scoreboard.sports.timed.views import build_incident, list_steps
from scoreboard.sports.timed.views import view as view_timed


def incident_of(before: State, after: State, event: Event) -> Incident | None:
    """What a fan is shown of `event`: scores, misses, turnovers; not every down."""
    if isinstance(event, Touchdown):
        told = build_incident(before, after, event, detail=event.data.how)
        if event.data.passer is None:
            return told
        fields = {name: getattr(told, name) for name in told.__struct_fields__}
        return Incident(**{**fields, "related": event.data.passer, "related_id": event.data.passer_id})
    if isinstance(event, Try):
        return build_incident(
            before, after, event, detail=f"{event.data.how}_{'good' if event.data.scored else 'failed'}"
        )
    if isinstance(event, FieldGoal):
        return build_incident(before, after, event, detail="good" if event.data.scored else "missed")
    if isinstance(event, Safety):
        return build_incident(before, after, event, detail="on_try" if event.data.on_try else None)
    if isinstance(event, Turnover):
        return build_incident(before, after, event, detail=event.data.how)
    if isinstance(event, Ejection):
        return build_incident(before, after, event, detail=event.data.reason)
    if isinstance(event, Manual):
        return build_incident(before, after, event, detail=f"{event.data.points:+d}")
    shown = isinstance(event, PeriodStart | PeriodEnd | TryReturn | Timeout)
    return build_incident(before, after, event) if shown else None


def mentions(event: Event) -> tuple[Mention, ...]:
    """The people whom `event` names."""
    if isinstance(event, Touchdown):
        return (Mention("player", event.side), Mention("passer", event.side, in_data=True))
    if isinstance(event, Try | TryReturn | FieldGoal | Safety | Turnover | Ejection):
        return (Mention("player", event.side),)
    return ()


def view(state: State) -> View:
    """The state in the shape all sports share: who has the ball, and where they stand."""
    playing = is_playing(state)
    return view_timed(
        state,
        turn=state.ball if playing else None,
        situation=situate(state) if playing or state.phase == TIME_UP else None,
    )


def situate(state: State) -> Sentence | None:
    """Where the side with the ball stands: 3rd & 7 at the opponents' 25."""
    if state.trying is not None:
        return say("american_football.situation.try")
    return say_down(state.down) if state.down else None


@functools.lru_cache(maxsize=1_024)  # a view is built for every record, and few downs differ
def say_down(down: DownData) -> Sentence:
    """A down: which one, how far there is to go, and from where."""
    if down.to_go:
        said = say("american_football.situation.down", down=down.down, to_go=down.to_go)
    else:
        said = say("american_football.situation.goal", down=down.down)
    if down.to_goal is None:
        return said
    if down.to_goal == 50:
        return say("american_football.situation.midfield", down=said)
    if down.to_goal < 50:
        return say("american_football.situation.opponents", down=said, yards=down.to_goal)
    return say("american_football.situation.own", down=said, yards=100 - down.to_goal)


def statistics_of_incident(incident: Incident) -> Iterator[Statistic]:
    """What an incident counts for whom."""
    side, name = incident.side, incident.player
    if side is None:
        return
    if name is not None:
        person = incident.player_id or name
        stats = {
            "touchdown": "touchdowns",
            "field_goal:good": "field_goals",
            "try:kick_good": "extra_points",
            "try:two_points_good": "two_point_tries",
            "turnover:interception": "interceptions",
        }
        stat = stats.get(incident.kind) or stats.get(f"{incident.kind}:{incident.detail}")
        if stat:
            yield Statistic(side, person, name, stat)
    if incident.kind == "touchdown" and incident.related:
        yield Statistic(side, incident.related_id or incident.related, incident.related, "passing_touchdowns")


def list_actions(state: State) -> Sequence[str]:
    """The keys of a scorer's console now."""
    steps = list_steps(state)
    tries: tuple[str, ...] = ()
    if state.trying is not None:
        tries = ("kick_good", "kick_failed", "two_good", "two_failed", "try_return", "try_safety")
    elif is_try_alone(state):
        tries = ("two_good", "two_failed")
    if not is_playing(state):
        untimed = ("touchdown", "field_goal", "safety") if is_late(state) and not is_decided(state) else ()
        due = tries if untimed else ()
        return (*due, *steps, *untimed, "ejection")
    timeouts = ("timeout",) if max(state.timeouts.home, state.timeouts.away) else ()
    scores = ("touchdown", "field_goal", "field_goal_missed", "safety")
    return (*tries, *scores, "down", "possession", "interception", "fumble", "downs", *timeouts, "ejection", *steps)
