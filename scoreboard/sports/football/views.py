"""What is shown of a football match: its incidents, and its state in the shape all sports share."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scoreboard.sports.base import Event, Incident, Manual, Mention, Side, View, other
from scoreboard.sports.football.deciding import aggregate_of, go_on, leader_of
from scoreboard.sports.football.events import (
    EVENTS,
    Card,
    Goal,
    PenaltyMissed,
    PeriodEnd,
    PeriodStart,
    Result,
    Ruleset,
    ShootoutKick,
    ShootoutResult,
    State,
    StoppageTime,
    Substitution,
)
from scoreboard.sports.football.people import count_left, has_left_out, is_in_kicks
from scoreboard.sports.football.place import bounds_of_all, format_minute, place, place_manual, place_outside
from scoreboard.sports.football.words import ENDS, OF_PLAY
from scoreboard.sports.pieces import PlayerEvent
from scoreboard.sports.sport import Statistic


def incident_of(before: State, after: State, event: Event) -> Incident | None:
    """What a fan is shown of `event`."""
    kind = type(event)
    if before.ended_from:
        before = go_on(before, event)
    if kind is PeriodStart or kind is PeriodEnd:
        return Incident(
            seq=event.seq,
            kind=KINDS[kind],
            period=after.phase if kind is PeriodStart else before.phase,
            clock_ms=after.clock.value_ms,
            confirmation="confirmed",
            detail=after.phase,
            score=after.score,
        )
    if kind is Result:
        return None
    find_place, explain = SHOWN[kind]
    period, clock_ms = find_place(before, event)
    minute = None if clock_ms is None else format_minute(before.ruleset, period, clock_ms)
    detail, related, related_id = explain(event, after)
    side = player = player_id = None
    if isinstance(event, PlayerEvent):
        side, player, player_id = event.side, event.player, event.player_id
    elif isinstance(event, Manual):
        side = event.side
    return Incident(
        seq=event.seq,
        kind=KINDS[kind],
        side=side,
        player=player,
        player_id=player_id,
        related=related,
        related_id=related_id,
        period=period,
        minute=minute,
        clock_ms=clock_ms,
        confirmation="confirmed",
        detail=detail,
        score=after.score,
    )


def place_kick(state: State, event: Event) -> tuple[str, int | None]:
    """The phase and clock of what belongs to a shootout, if there is one now, else to play."""
    if state.phase == "shootout" and event.period in (None, "shootout"):
        return "shootout", None
    return place(state, event)


# What an incident says beyond its kind: its detail, and the name and id of a second person.
Explanation = tuple[str | None, str | None, str | None]


def explain_goal(event: Goal, after: State) -> Explanation:
    data = event.data
    return "own_goal" if data.own_goal else "penalty" if data.penalty else None, data.assist, data.assist_id


def explain_card(event: Card, after: State) -> Explanation:
    data = event.data
    return f"{data.card}_bench" if data.bench and data.card != "yellow" else data.card, None, None


def explain_shootout(event: ShootoutResult, after: State) -> Explanation:
    total = after.shootout
    return f"{total.home}–{total.away}" if total else None, None, None


# Where an event is placed and what is said of it, by its type.
SHOWN: Mapping[type[Event], tuple[Callable[[State, Any], tuple[str, int | None]], Callable[[Any, State], Explanation]]]
SHOWN = {
    Goal: (place_kick, explain_goal),
    Card: (place_outside, explain_card),
    Substitution: (place_outside, lambda event, after: (None, event.data.off, event.data.off_id)),
    PenaltyMissed: (place_kick, lambda event, after: (event.data.outcome, None, None)),
    StoppageTime: (place_kick, lambda event, after: (str(event.data.minutes), None, None)),
    ShootoutKick: (place_kick, lambda event, after: ("scored" if event.data.scored else "missed", None, None)),
    ShootoutResult: (place_kick, explain_shootout),
    Manual: (place_manual, lambda event, after: (f"{event.data.points:+d}", None, None)),
}
KINDS = {event: "shootout" if event is ShootoutResult else str(event.__struct_config__.tag) for event in EVENTS}


def mentions(event: Event) -> tuple[Mention, ...]:
    """The people whom `event` names; the scorer of an own goal is of the other side."""
    if isinstance(event, Goal):
        scorer = Mention("player", other(event.side) if event.data.own_goal else event.side)
        return (scorer, Mention("assist", event.side, in_data=True))
    if isinstance(event, Substitution):
        return (Mention("player", event.side), Mention("off", event.side, in_data=True))
    return (Mention("player", event.side),) if isinstance(event, PlayerEvent) else ()


def view(state: State) -> View:
    """The state in the shape all sports share.

    Whoever wins the shootout wins the match, at a level score; in a two-leg tie it says who advances.
    """
    finished, two_legs = state.phase == "full_time", state.ruleset.first_leg is not None
    winner = decided_by = None
    if finished:
        winner = state.score.leader() if two_legs else state.shootout_winner or state.score.leader()
        decided_by = find_decided_by(state)
    started = state.phase != "not_started"
    return View(
        phase=state.phase,
        score=state.score,
        periods=state.periods,
        shootout=state.shootout,
        clock=state.clock if started and not finished else None,
        started=started,
        finished=finished,
        winner=winner,
        decided_by=decided_by,
        aggregate=aggregate_of(state),
        advances=(state.shootout_winner or leader_of(state)) if finished and two_legs else None,
    )


def find_decided_by(state: State) -> str:
    """How a match that is over was decided."""
    if state.shootout_winner:
        return "shootout"
    last, rule = state.periods[-1].name, state.ruleset.extra_time
    if not last.startswith("extra"):
        return "regular"
    if rule == "golden" and leader_of(state) is not None:
        return "golden_goal"
    return "silver_goal" if rule == "silver" and last == "extra_first_half" else "extra_time"


def bounds_of(ruleset: Ruleset) -> Mapping[str, tuple[int, int]]:
    """Every period's nominal begin and end on the match clock, in ms."""
    return bounds_of_all(ruleset.half_minutes, ruleset.extra_half_minutes)


def statistics_of_incident(incident: Incident) -> Sequence[Statistic]:
    """What an incident counts for whom. An own goal is its scorer's own, and no goal of theirs."""
    side, name = incident.side, incident.player
    if side is None or name is None:
        return ()
    kind, detail, person = incident.kind, incident.detail, incident.player_id or name
    if kind == "card":
        card = (detail or "").removesuffix("_bench")
        return (Statistic(side, person, name, "red_cards" if card == "red" else f"{card}_cards"),)
    if kind != "goal":
        return ()
    if detail == "own_goal":
        return (Statistic(other(side), person, name, "own_goals"),)
    counted = [Statistic(side, person, name, "goals")]
    if detail == "penalty":
        counted.append(Statistic(side, person, name, "penalties"))
    if incident.related:
        counted.append(Statistic(side, incident.related_id or incident.related, incident.related, "assists"))
    return counted


def list_actions(state: State) -> Sequence[str]:
    """The console's keys now: what can happen in this phase, then how the match goes on."""
    teams, over = (state.home, state.away), state.phase == "full_time"
    in_kicks = is_in_kicks(state, state.phase)
    booked = any(set(team.booked_in_kicks if in_kicks else team.booked) - {*team.sent_off} for team in teams)
    cards = ("yellow", *(("second_yellow", "second_yellow_bench") if booked else ()), "red", "red_bench")
    if over:
        return cards
    if state.phase == "shootout":
        result = () if state.kicks else ("shootout_result",)
        return ("kick_scored", "kick_missed", *cards, *list_substitutions(state), *result)
    outside = (*cards, *list_substitutions(state))
    if state.phase in ENDS:
        return (*OF_PLAY, *outside, "stoppage_time", "period_end")
    return ("period_start", *outside)


TEAMS: tuple[Side, ...] = ("home", "away")


def list_substitutions(state: State) -> Sequence[str]:
    """The console's keys for a substitution, where a side has one left."""
    shootout, before = state.phase == "shootout", state.phase == "not_started"
    usual = before or any(count_left(state, side) > 0 or (shootout and has_left_out(state, side)) for side in TEAMS)
    for_concussion = any(getattr(state, side).concussions < state.ruleset.concussion_substitutions for side in TEAMS)
    return (*(("substitution",) if usual else ()), *(("concussion",) if for_concussion and not before else ()))
