"""What is shown of a rugby match, what it counts for people and tables, and its state in the shape all sports share."""

from collections.abc import Iterator, Mapping, Sequence

from scoreboard.sports.base import Event, Incident, Manual, Mention, PeriodScore, Side, View, other
from scoreboard.sports.rugby_union.events import (
    Card,
    Conversion,
    DropGoal,
    PenaltyGoal,
    PenaltyTry,
    State,
    Substitution,
    Tmo,
    Try,
)
from scoreboard.sports.sport import Statistic
from scoreboard.sports.timed.events import PeriodEnd, PeriodStart, ShootoutAttempt
from scoreboard.sports.timed.rules import is_late, is_playing
from scoreboard.sports.timed.views import build_incident, list_steps
from scoreboard.sports.timed.views import view as view_timed

STATS = {"try": "tries", "conversion": "conversions", "penalty_goal": "penalty_goals", "drop_goal": "drop_goals"}


def incident_of(before: State, after: State, event: Event) -> Incident | None:
    """What a fan is shown of `event`."""
    if isinstance(event, PeriodStart | PeriodEnd | Try | PenaltyTry):
        return build_incident(before, after, event)
    if isinstance(event, Conversion | PenaltyGoal | DropGoal | ShootoutAttempt):
        return build_incident(before, after, event, detail="scored" if event.data.scored else "missed")
    if isinstance(event, Card):
        return build_incident(before, after, event, detail=event.data.card)
    if isinstance(event, Tmo):
        return build_incident(before, after, event, detail=event.data.about)
    if isinstance(event, Manual):
        return build_incident(before, after, event, detail=f"{event.data.points:+d}")
    if isinstance(event, Substitution):
        told = build_incident(before, after, event, detail="temporary" if event.data.temporary else None)
        return Incident(
            **{name: getattr(told, name) for name in told.__struct_fields__}
            | {"related": event.data.off, "related_id": event.data.off_id}
        )
    return None


def mentions(event: Event) -> tuple[Mention, ...]:
    """The people whom `event` names."""
    if isinstance(event, Substitution):
        return (Mention("player", event.side), Mention("off", event.side, in_data=True))
    if isinstance(event, Try | Conversion | PenaltyGoal | DropGoal | Card | ShootoutAttempt):
        return (Mention("player", event.side),)
    return ()


def view(state: State) -> View:
    """The state in the shape all sports share, and the tries."""
    tries = state.tries
    totals = (PeriodScore("tries", tries.home, tries.away),) if tries.home or tries.away else ()
    return view_timed(state, totals=totals)


def statistics_of_incident(incident: Incident) -> Iterator[Statistic]:
    """What an incident counts for whom."""
    side, name = incident.side, incident.player
    if side is None or name is None:
        return
    person = incident.player_id or name
    if incident.kind in STATS and incident.detail != "missed":
        yield Statistic(side, person, name, STATS[incident.kind])
    elif incident.kind == "card":
        yield Statistic(side, person, name, "yellow_cards" if incident.detail == "yellow" else "red_cards")


def measure(state: State, side: Side) -> Mapping[str, int]:
    """Tries, and the bonus points of most leagues: for tries, and for a narrow defeat; nought or one each."""
    rules, against = state.ruleset, other(side)
    scored, conceded = getattr(state.tries, side), getattr(state.tries, against)
    enough = bool(rules.try_bonus) and scored >= rules.try_bonus
    if rules.try_bonus_lead:
        enough = scored >= conceded + rules.try_bonus_lead
    lost_by = getattr(state.score, against) - getattr(state.score, side)
    narrow = state.phase == "full_time" and 0 < lost_by <= rules.losing_bonus
    return {
        "tries_for": scored,
        "tries_against": conceded,
        "try_bonus": int(enough),
        "losing_bonus": int(narrow),
    }


def list_actions(state: State) -> Sequence[str]:
    """The keys of a scorer's console now."""
    steps = list_steps(state)
    converting: tuple[str, ...] = ()
    if state.unconverted.home or state.unconverted.away:
        converting = ("conversion", "conversion_missed")
    cards = ("yellow", "red", "red_20", *(("second_yellow",) if set(state.booked) - set(state.sent_off) else ()))
    if not is_playing(state):
        kicks = ("penalty_goal", "penalty_missed") if is_late(state) else ()
        due = converting if kicks else ()
        return (*due, *steps, *kicks, *cards, "substitution", "tmo")
    scores = ("try", "penalty_goal", "drop_goal", "penalty_try", "penalty_missed")
    return (*converting, *scores, *cards, "substitution", "tmo", *steps)
