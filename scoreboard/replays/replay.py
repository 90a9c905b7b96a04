"""Plays a finished match's events again, as a new live match, through the real write path."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.utils import timezone

from scoreboard import parsing
from scoreboard.models import Competition, Match, Season
from scoreboard.models.unreadable import UnreadableMatch, report
from scoreboard.queries import decode_state, load_log
from scoreboard.record.commands import record
from scoreboard.record.fixture import change_fixture, schedule
from scoreboard.sports import get_sport
from scoreboard.sports.base import Event
from scoreboard.sports.common import COMMON_EVENTS, Fixture
from scoreboard.sports.corrections import list_effective
from scoreboard.sports.reasons import REASONS

COMPETITION = "Replays"
ACTOR = "replay"
BREAK_MS = 60_000  # of match time between periods: long enough to be seen at 30 times the speed, not to bore
STEP_MS = 20_000  # of match time from one event to the next where a sport has no clock: about a rally, a ball, a pitch


def replay(
    *,
    match: Match,
    speed: float,
    on_event: Callable[[Event], object],
    sleep: Callable[[float], None] = time.sleep,
) -> Match:
    """Play `match` again at `speed` times real time and return the new match when it is over.

    It lives in a competition of its own and carries `replay_of`, so that it never counts in a real table. Events
    without a time on the clock follow the one before at once, and at a steady pace in a sport that has no clock.
    Raises what record/ raises, ValueError for a match that has no events of play.
    """
    script = build_script(match)
    copy = schedule_replay(match=match, speed=speed, actor=ACTOR)
    for body, wait_ms in script:
        sleep(wait_ms / 1000 / speed)
        accepted = record(match_id=copy.pk, events=[body], actor=ACTOR)
        on_event(accepted.records[0])
    copy.refresh_from_db()
    return copy


def build_script(match: Match) -> list[tuple[dict[str, Any], int]]:
    """What to enter to play `match` again: event bodies, each with the match milliseconds to wait before it.

    Raises ValueError for a match that has no events of play.
    """
    events = [event for event in list_effective(load_log(match)) if not isinstance(event, COMMON_EVENTS)]
    if not events:
        raise ValueError(f"{match} has no events of play to replay")
    fixture = decode_state(match).fixture
    return [(strip(event), wait_ms) for event, wait_ms in time_events(events, fixture=fixture)]


def schedule_replay(*, match: Match, speed: float, actor: str, scheduled_at: datetime | None = None) -> Match:
    """The new match, in the season of replays that has the original's name; its time is now, unless one is given."""
    fixture = decode_state(match).fixture
    competition, _ = Competition.objects.get_or_create(sport=match.sport, name=COMPETITION)
    season, _ = Season.objects.get_or_create(competition=competition, name=str(match.season)[:60])
    return schedule(
        season=season,
        home=match.home,
        away=match.away,
        actor=actor,
        replay_of=match,
        clock_rate=speed,
        ruleset=read_whole_ruleset(fixture),
        scheduled_at=scheduled_at or timezone.now().replace(microsecond=0),
        round=match.round or None,
        group=match.group or None,
        venue=match.venue or None,
        neutral=fixture.neutral,
    ).match


def read_whole_ruleset(fixture: Fixture) -> dict[str, Any]:
    """A match's ruleset with the edition that it was played by, which those of the first do not say."""
    ruleset = parsing.convert(fixture.ruleset, get_sport(fixture.sport).ruleset)
    return dict(msgspec.to_builtins(ruleset))


def time_events(events: Sequence[Event], *, fixture: Fixture) -> Iterator[tuple[Event, int]]:
    """Each event with the match milliseconds to wait before it: by its clock, and a break where the phase changes."""
    sport = get_sport(fixture.sport)
    ruleset = parsing.convert(fixture.ruleset, sport.ruleset)
    forward = -1 if sport.counts_down(ruleset) else 1
    play = sport.start(ruleset, clock_rate=1)
    clock_ms, phase = 0, sport.view(play).phase
    for event in events:
        play = sport.apply(play, event)
        view = sport.view(play)
        at_ms = event.clock_ms
        if at_ms is None:
            at_ms = view.clock.value_ms if view.clock else clock_ms + forward * STEP_MS
        wait_ms = max(0, forward * (at_ms - clock_ms))
        if view.phase != phase:
            wait_ms = max(wait_ms, BREAK_MS)
        yield event, wait_ms
        clock_ms, phase = at_ms, view.phase


def strip(event: Event) -> dict[str, Any]:
    """The body of an event as a scorer would enter it now: without its place in the old log."""
    place = {"match", "sport", "epoch", "seq", "occurred_at", "recorded_at", "actor", "key"}
    return {name: value for name, value in msgspec.to_builtins(event).items() if name not in place}


def abandon_unfinished() -> None:
    """Abandon replays that were left in the middle: no program will go on with them."""
    left = Match.objects.filter(status__in=("scheduled", "live"), events__seq=1, events__actor=ACTOR)
    for match in left.exclude(replay_of=None):
        status = {"status": "abandoned"}
        try:
            change_fixture(match_id=match.pk, actor=ACTOR, status=status, reason=REASONS["replay.stopped"])
        except UnreadableMatch as error:
            report(error)
