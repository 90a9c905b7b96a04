"""Where an event belongs: its period, its minute, and whether who does it may be on the field."""

from collections.abc import Mapping
from functools import cache

from scoreboard.sports.base import Event, Manual, Refused, Side
from scoreboard.sports.football.events import (
    MINUTE,
    NEXT_PERIOD,
    PERIODS,
    STOPPAGE_LIMIT_MS,
    Goal,
    PenaltyMissed,
    Ruleset,
    State,
    Team,
)


def bounds(ruleset: Ruleset, period: str) -> tuple[int, int]:
    """A period's nominal begin and end on the match clock, in ms (Law 7)."""
    return bounds_of_all(ruleset.half_minutes, ruleset.extra_half_minutes)[period]


@cache
def bounds_of_all(half_minutes: int, extra_half_minutes: int) -> Mapping[str, tuple[int, int]]:
    """The nominal begin and end of every period, by the minutes of a half and of a half of extra time."""
    half, extra = half_minutes * MINUTE, extra_half_minutes * MINUTE
    normal = 2 * half
    return {
        "first_half": (0, half),
        "second_half": (half, normal),
        "extra_first_half": (normal, normal + extra),
        "extra_second_half": (normal + extra, normal + 2 * extra),
    }


def format_minute(ruleset: Ruleset, period: str, clock_ms: int) -> str:
    """The minute as football writes it: 22:10 is the 23rd, 46:30 of the first half is 45+2."""
    begin, end = bounds(ruleset, period)
    if clock_ms >= end:
        return f"{end // MINUTE}+{(clock_ms - end) // MINUTE + 1}"
    return str(max(clock_ms, begin) // MINUTE + 1)


def place(state: State, event: Event) -> tuple[str, int | None]:
    """The period and clock (ms, None if unknown) that `event` belongs to; raises Refused where it fits nowhere.

    A scorer may enter in the break what happened in the period before, by naming the period.
    """
    phase = state.phase
    period = event.period or phase
    if phase not in PERIODS or period != phase:
        period = find_played(state, event.period)
    return period, read_clock(state, event, period)


def place_outside(state: State, event: Event) -> tuple[str, int | None]:
    """The phase and clock of what need not happen in play: a card, a substitution; raises Refused for one to come.

    The referee's authority begins before kick-off and lasts until they leave the field, breaks included (Law 5.3).
    Outside of the periods there is no minute, whatever a clock shows.
    """
    phase = event.period or state.phase
    if phase in PERIODS:
        if phase != state.phase:
            find_named(state, phase)
        return phase, read_clock(state, event, phase)
    over = phase == state.ended_from or (phase == "shootout" and state.shootout_winner is not None)
    if phase != state.phase and not over and NEXT_PERIOD.get(phase) not in [period.name for period in state.periods]:
        find_named(state, phase)
    return phase, None


def place_manual(state: State, event: Manual) -> tuple[str, int | None]:
    """The period whose score is put right, and the clock: the period named, else the last that began."""
    if not state.periods:
        raise Refused("football.not_started.manual")
    if state.phase not in PERIODS and event.period in (None, state.phase, state.ended_from):
        return state.periods[-1].name, None
    period = find_named(state, event.period or state.phase)
    return period, read_clock(state, event, period) if period in PERIODS else None


def read_clock(state: State, event: Event, period: str) -> int | None:
    """The match clock of an event in `period`, ms, None if unknown; raises Refused for one that period never shows."""
    clock_ms = event.clock_ms
    if clock_ms is None:
        return state.clock.read(event.occurred_at) if period == state.phase else None
    begin, end = bounds(state.ruleset, period)
    if not begin <= clock_ms < end + STOPPAGE_LIMIT_MS:
        stoppage = STOPPAGE_LIMIT_MS // MINUTE
        raise Refused("football.clock", clock_ms=clock_ms, period=period, begin=begin, end=end, stoppage=stoppage)
    return clock_ms


def find_played(state: State, named: str | None) -> str:
    """The period called `named`; raises Refused where it has not been played, or none is named and none is on."""
    if state.phase == "not_started":
        raise Refused("football.not_started.kick_off")
    if state.phase == "full_time":
        raise Refused("football.over")
    if not named:
        raise Refused("football.break", phase=state.phase)
    return find_named(state, named)


def find_named(state: State, named: str) -> str:
    """The period called `named`; raises Refused where it has not been played."""
    played = [period.name for period in state.periods]
    if named not in played:
        raise Refused("football.period.not_played", period=named, played=played)
    return named


def person(name: str | None, person_id: str | None) -> str | None:
    """The key by which the rules remember a person: the id where there is one."""
    return person_id or name


def check_player(state: State, event: Goal | PenaltyMissed, period: str) -> None:
    """Refuse what a person does who is off the field; in a period that is over, they may have left it since."""
    if period == state.phase:
        check_on_field(state, event.side, person(event.player, event.player_id), event.player)


def check_on_field(state: State, side: Side, key: str | None, name: str | None) -> None:
    """Refuse what a person does who has been sent off or substituted (Laws 3 and 12)."""
    team: Team = getattr(state, side)
    if key in team.sent_off:
        raise Refused("football.sent_off.off_field", player=name)
    if key in team.gone_off:
        raise Refused("football.substituted", player=name)
