"""The world of a stress scenario: two web processes, scorers at both doors, watchers, and the count at the end."""

import asyncio
import random
import time
import uuid
from collections import Counter

import httpx
from channels.db import database_sync_to_async

from scoreboard.models import Match
from tests import factories
from tests.live.conftest import GOAL, KICK_OFF
from tests.live.stress.watcher import Watcher

LEAST, BUSY_S = 40, 60  # events
SETTLE_S = 15  # when all is quiet, every watcher is where the log is within so long


class World:
    """Matches that are scored and watched; `seconds` is for how long a scenario goes on."""

    def __init__(self, *, name, seed, seconds, ports, token):
        self.name, self.seed, self.seconds, self.ports = name, seed, seconds, ports
        self.random = random.Random(f"{seed} {name}")
        self.matches, self.watchers, self.tasks = [], [], []
        self.events = 0
        self.ends_at = time.monotonic() + seconds
        self._token = token

    @property
    def goes_on(self):
        """Whether the scenario's time is not over; a busy machine gets more of it, until something has happened."""
        return time.monotonic() < self.ends_at + (0 if self.events >= LEAST else BUSY_S)

    async def kick_off(self, count):
        """Make matches that are played, and begin the scenario's time."""
        for _ in range(count):
            await self.add_match()
        self.ends_at = time.monotonic() + self.seconds

    async def add_match(self):
        """One more match that is played."""
        self.matches.append(await database_sync_to_async(make_live_match)())
        return self.matches[-1]

    def watch(self, count, *, matches=None, streams=0.2, **options):
        """New watchers, each of one of the matches in turn; `streams` of them by server-sent events."""
        matches = matches or self.matches
        chances = [self.random.random() for _ in range(count)]
        return [
            self._add("sse" if chance < streams else "websocket", [matches[number % len(matches)]], options)
            for number, chance in enumerate(chances)
        ]

    def watch_all(self, count, **options):
        """New watchers of all matches, each on one socket."""
        return [self._add("live", self.matches, options) for _ in range(count)]

    def _add(self, transport, matches, options):
        keys, seed = [str(match.pk) for match in matches], self.random.random()
        watcher = Watcher(matches=keys, ports=self.ports, seed=seed, transport=transport, **options)
        self.watchers.append(watcher)
        return watcher

    def score(self, *, rate):
        """Enter goals and cards, at both doors at once, `rate` a second in all, as long as the scenario goes on."""
        for number, port in enumerate(self.ports):
            self.tasks.append(asyncio.create_task(self._score(port, rate / len(self.ports), f"scorer {number}")))

    async def _score(self, port, rate, name):
        chance = random.Random(f"{self.seed} {self.name} {name}")
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=20) as client:
            while self.goes_on:
                headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": str(uuid.uuid4())}
                body = {"type": "goal", "side": chance.choice(["home", "away"])}
                if chance.random() < 0.5:  # no score: overviews get it by the tick
                    body |= {"type": "card", "player": f"Player {uuid.uuid4()}", "data": {"card": "yellow"}}
                path = f"/matches/{chance.choice(self.matches).pk}/events"
                answer = await client.post(path, json=body, headers=headers)
                assert answer.status_code == 201, answer.text
                self.events += 1
                await asyncio.sleep(chance.expovariate(rate))

    async def enter(self, match, count, **options):
        """Enter a batch of goals from this process."""
        await database_sync_to_async(factories.enter)(match, *[GOAL] * count, **options)
        self.events += count

    async def settle(self):
        """Wait until the scorers have ended and every watcher is where the log is, or SETTLE_S are over."""
        await asyncio.gather(*self.tasks)
        tops = await self.read_tops()
        deadline = time.monotonic() + SETTLE_S
        while self.list_behind(tops) and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    def list_behind(self, tops):
        """The followers that are not where the log is."""
        return [follower for follower in self.list_followers() if follower.seq != tops[follower.match]]

    def list_followers(self):
        """What all watchers know, by watcher and match."""
        return [follower for watcher in self.watchers for follower in watcher.followers.values()]

    async def read_tops(self):
        """How far each match's log reaches."""
        wanted = Match.objects.filter(pk__in=[match.pk for match in self.matches])
        rows = await database_sync_to_async(lambda: list(wanted.values_list("pk", "seq")))()
        return {str(pk): seq for pk, seq in rows}

    async def count(self):
        """What went wrong, by kind, with the sentences that tell; prints the scenario's line."""
        wrong, told = dict.fromkeys(("missing", "doubled", "disordered"), 0), []
        tops, shown = await self.read_tops(), {}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.ports[0]}/api/v1", timeout=20) as client:
            for match in tops:
                shown[match] = (await client.get(f"/matches/{match}")).json()
        for follower in self.list_followers():
            match = follower.match
            if follower.seq != tops[match]:
                follower.note("missing", f"it is at {follower.seq}, the log at {tops[match]}")
            elif follower.shown is not None and follower.shown != shown[match]:
                follower.note("different", "what it shows is not the match")
            for kind, count in follower.wrong.items():
                wrong[kind] = wrong.get(kind, 0) + count
            told += follower.told[:5]
        sums = {
            name: sum(getattr(watcher, name) for watcher in self.watchers)
            for name in ("frames", "connects", "recovered", "jumps")
        }
        codes = sum((watcher.codes for watcher in self.watchers), Counter())
        print(  # noqa: T201
            f"\n{self.name}: seed {self.seed}, {self.seconds:g} s, {len(self.matches)} matches, {self.events} events, "
            f"{len(self.watchers)} watchers, {', '.join(f'{count} {name}' for name, count in sums.items())}, "
            f"closes {dict(codes)}: {', '.join(f'{count} {kind}' for kind, count in wrong.items())}"
        )
        return {kind: count for kind, count in wrong.items() if count}, told[:40]

    async def end(self):
        """Let everybody go."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*(watcher.stop() for watcher in self.watchers))


def make_live_match():
    """A match that has kicked off, of a season of its own."""
    match = factories.make_match()
    factories.enter(match, KICK_OFF, publish=False)
    return match
