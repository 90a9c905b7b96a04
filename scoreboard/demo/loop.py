"""The demo's matches: played again and again, side by side, through the write path, as long as somebody watches.

Each has one replay that begins anew with every round, so that a demo of a day holds what one of a minute does. A match
that has begun is played to its end, within minutes; the next round waits for somebody to watch
(docs/decisions/0003-replays-begin-anew.md).
"""

import heapq
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from django.utils import timezone

from scoreboard.demo import audience
from scoreboard.models import Match
from scoreboard.models.unreadable import UnreadableMatch, report
from scoreboard.record.commands import record
from scoreboard.record.epochs import restart_replay
from scoreboard.record.request import BadEvent
from scoreboard.replays.replay import build_script, schedule_replay
from scoreboard.sports.base import Refused

ACTOR = "replay:demo"
SPEED = 30.0
REST_S = 30.0  # how long a result stands before the next round
LOOK_S = 0.5  # how soon it is seen that somebody has come

# World Cup 2022: who played, and the seconds before kick-off. Goals come 22, 32, 46 and 68 seconds after the start, and
# one every ten seconds or so from there on.
PROGRAMME = (
    ("Argentina", "Saudi Arabia", 4),  # 10', 48', 53'
    ("Argentina", "France", 2),  # the final, with extra time and a shootout: 23', 36', 80', 81', 108', 118'
    ("Japan", "Spain", 12),  # 11', 48', 51'
    ("England", "Iran", 0),  # 35', 43', 45+1' and five more
)

Performance = Iterator[float]  # plays a step whenever asked, and says in how many seconds to ask again


def choose_matches() -> list[tuple[Match, float]]:
    """The matches of the programme that are here, each with the seconds before its kick-off."""
    cup = Match.objects.filter(season__competition__name="World Cup", season__name="2022").select_related(
        "season__competition", "home", "away"
    )
    found = [(cup.filter(home__name=home, away__name=away).first(), delay) for home, away, delay in PROGRAMME]
    return [(match, float(delay)) for match, delay in found if match is not None]


def perform(original: Match, *, delay_s: float, speed: float = SPEED, rest_s: float = REST_S) -> Performance:
    """Play `original` again and again at `speed` times real time, each time `delay_s` after it is announced."""
    while True:
        try:
            script = build_script(original)
            copy = announce(original, delay_s=delay_s, speed=speed)
            yield delay_s
            for body, wait_ms in script:
                yield wait_ms / 1000 / speed
                record(match_id=copy.pk, events=[body], actor=ACTOR)
        except (Refused, BadEvent):
            pass  # somebody has scored in this replay too: the next round begins anew
        except UnreadableMatch as error:
            report(error)  # the others are played on, this one when it has been repaired
            original.refresh_from_db()
        yield rest_s
        while not audience.seen_within(audience.GONE_S):
            yield LOOK_S


def announce(original: Match, *, delay_s: float, speed: float) -> Match:
    """The demo's replay of `original`, not started: a new match the first time, after that the same one, begun anew."""
    scheduled_at = (timezone.now() + timedelta(seconds=delay_s)).replace(microsecond=0)
    copy = Match.objects.filter(replay_of=original, events__seq=1, events__actor=ACTOR).first()
    if copy is None:
        return schedule_replay(match=original, speed=speed, actor=ACTOR, scheduled_at=scheduled_at)
    return restart_replay(match_id=copy.pk, scheduled_at=scheduled_at).match


def run_together(
    performances: Iterable[Performance],
    *,
    sleep: Callable[[float], object] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Run performances side by side, each at its own times, in this thread; until all have ended."""
    due = [(clock(), number, performance) for number, performance in enumerate(performances)]
    while due:
        at, number, performance = heapq.heappop(due)
        sleep(max(0.0, at - clock()))
        wait_s = next(performance, None)
        if wait_s is not None:
            heapq.heappush(due, (clock() + wait_s, number, performance))
