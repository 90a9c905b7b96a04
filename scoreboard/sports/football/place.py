"""Where an event belongs: its period, its minute, and whether who does it may be on the field."""

from collections.abc import Mapping
from functools import cache

from scoreboard.sports.base import Event, Refused, Side
from scoreboard.sports.football.events import MINUTE, PERIODS, STOPPAGE_LIMIT_MS, Ruleset, State, Team


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
    phase, clock_ms = state.phase, event.clock_ms
    period = event.period or phase
    if phase not in PERIODS or period != phase:
        period = find_played(state, event.period)
    if clock_ms is None:
        return period, state.clock.read(event.occurred_at) if period == phase else None
    begin, end = bounds(state.ruleset, period)
    if not begin <= clock_ms < end + STOPPAGE_LIMIT_MS:
        stoppage = STOPPAGE_LIMIT_MS // MINUTE
        raise Refused("football.clock", clock_ms=clock_ms, period=period, begin=begin, end=end, stoppage=stoppage)
    return period, clock_ms


def find_played(state: State, named: str | None) -> str:
    """The period called `named`; raises Refused where it has not been played, or none is named and none is on."""
    if state.phase == "not_started":
        raise Refused("football.not_started.kick_off")
    if state.phase == "full_time":
        raise Refused("football.over")
    if not named:
        raise Refused("football.break", phase=state.phase)
    played = [period.name for period in state.periods]
    if named not in played:
        raise Refused("football.period.not_played", period=named, played=played)
    return named


def person(name: str | None, person_id: str | None) -> str | None:
    """The key by which the rules remember a person: the id where there is one."""
    return person_id or name


def check_on_field(state: State, side: Side, key: str | None, name: str | None) -> None:
    """Refuse what a person does who has been sent off or substituted (Laws 3 and 12)."""
    team: Team = getattr(state, side)
    if key in team.sent_off:
        raise Refused("football.sent_off.off_field", player=name)
    if key in team.gone_off:
        raise Refused("football.substituted", player=name)
