"""What is shown of a basketball match: its incidents, and its state in the shape all sports share."""

from collections.abc import Iterator, Sequence

import msgspec

from scoreboard.sports.base import Event, Incident, Manual, Mention, PeriodScore, Score, Sentence, View, say
from scoreboard.sports.basketball.events import Basket, Foul, State, Substitution
from scoreboard.sports.basketball.rules import add_early, find_fouls
from scoreboard.sports.pieces import PlayerEvent
from scoreboard.sports.sport import Statistic
from scoreboard.sports.timed.events import BREAKS, PeriodEnd, PeriodStart, Timeout
from scoreboard.sports.timed.rules import is_late, is_playing, name_period
from scoreboard.sports.timed.views import build_incident, list_steps
from scoreboard.sports.timed.views import view as view_timed


def incident_of(before: State, after: State, event: Event) -> Incident | None:
    """What a fan is shown of `event`: baskets, fouls that are more than one, timeouts; not every rebound."""
    if isinstance(event, Basket):
        told = build_incident(before, after, event, detail=str(event.data.points))
        if event.data.assist is not None:
            told = msgspec.structs.replace(told, related=event.data.assist, related_id=event.data.assist_id)
        return told if after.early is None else msgspec.structs.replace(told, score=add_early(after))
    detail: str | None = None
    if isinstance(event, Foul):
        detail = name_foul(before, after, event)
    elif isinstance(event, Manual):
        detail = f"{event.data.points:+d}"
    if detail is None and not isinstance(event, PeriodStart | PeriodEnd | Timeout):
        return None
    told = build_incident(before, after, event, detail=detail)
    return told if after.early is None else msgspec.structs.replace(told, score=add_early(after))


def name_foul(before: State, after: State, event: Foul) -> str | None:
    """What is told of a foul: misconduct, and that a player may not go on ("technical_disqualified"); None of most."""
    kind = event.data.kind
    shown = None if kind in ("personal", "offensive") else kind
    was, fouls = (find_fouls(state, event.side, event.player_id or event.player) for state in (before, after))
    if kind == "disqualifying" or fouls is None or fouls.out in ("", was.out if was else ""):
        return shown
    return "_".join(part for part in (shown, fouls.out) if part)


def mentions(event: Event) -> tuple[Mention, ...]:
    """The people whom `event` names."""
    if isinstance(event, Basket):
        return (Mention("player", event.side), Mention("assist", event.side, in_data=True))
    if isinstance(event, Substitution):
        return (Mention("player", event.side), Mention("off", event.side, in_data=True))
    return (Mention("player", event.side),) if isinstance(event, PlayerEvent) else ()


def view(state: State) -> View:
    """The state in the shape all sports share; while a period is played, the sides' team fouls in it."""
    fouls, ruleset, early = state.team_fouls, state.ruleset, state.early
    if early is not None and early.points != Score() and state.phase in BREAKS:
        to_come = PeriodScore(name_period(ruleset, len(state.periods)), early.points.home, early.points.away)
        return view_timed(state, score=add_early(state), periods=(*state.periods, to_come))
    situation = None
    if is_playing(state) and (fouls.home or fouls.away):
        limit = ruleset.overtime_bonus if len(state.periods) > ruleset.periods else ruleset.bonus
        home, away = mark_fouls(fouls.home, limit), mark_fouls(fouls.away, limit)
        situation = say("basketball.team_fouls", home=home, away=away)
    return view_timed(state, situation=situation)


def mark_fouls(fouls: int, limit: int) -> Sentence:
    """A side's team fouls, and whether they have the other side throw."""
    return say("basketball.fouls.bonus" if fouls >= limit else "basketball.fouls", fouls=fouls)


def statistics_of_incident(incident: Incident) -> Iterator[Statistic]:
    """What an incident counts for whom: points, threes, assists."""
    side, name = incident.side, incident.player
    if side is None or incident.kind != "basket":
        return
    if name is not None:
        yield Statistic(side, incident.player_id or name, name, "points", int(incident.detail or 0))
        if incident.detail == "3":
            yield Statistic(side, incident.player_id or name, name, "three_pointers")
    if incident.related:
        yield Statistic(side, incident.related_id or incident.related, incident.related, "assists")


def can_throw(state: State) -> bool:
    """Whether free throws may be due while no period is played: of its end, or of misconduct in the interval."""
    return is_late(state) or (state.early is not None and state.early.fouls != Score() and state.phase in BREAKS)


def list_actions(state: State) -> Sequence[str]:
    """The keys of a scorer's console now."""
    steps = list_steps(state)
    if state.ruleset.overtime_target and len(state.periods) > state.ruleset.periods:
        steps = tuple(step for step in steps if step != "period_end")  # such an overtime is over by its points alone
    if not is_playing(state):
        throws = ("free_throw", "missed_throw") if can_throw(state) else ()
        change = ("substitution",) if state.phase in BREAKS else ()
        return (*steps, "technical", "unsportsmanlike", "disqualifying", *change, *throws)
    timeouts = ("timeout",) if max(state.timeouts.home, state.timeouts.away) else ()
    fouls = ("foul", "offensive", "technical", "unsportsmanlike", "disqualifying")
    return ("two", "three", "free_throw", *fouls, *timeouts, "substitution", "missed_throw", *steps)
