"""A scripted scorer: enters a seeded stream of events into many matches over the API, as a careful client does.

Every request has an idempotency key and is sent again, to one web after another, until it is answered. Whoever is late
enters what is due at once: so an outage is followed by a rush, and the stream is the same whatever happens meanwhile.
"""

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field

TIMEOUT_S = 10
RETRY_S, RETRY_MAX_S = 0.1, 2.0
AGAIN = (408, 425, 429, 500, 502, 503, 504)  # answers after which the same request may be sent again
SIDES = ("home", "away")
KICK_OFF, WHISTLE = {"type": "period_start"}, {"type": "period_end"}


@dataclass
class Match:
    """A match as its scorer knows it: the accepted seqs by idempotency key, and the goals that stand."""

    id: str
    accepted: dict[str, int] = field(default_factory=dict)
    goals: dict[int, str] = field(default_factory=dict)  # seq of a goal that stands: the side it counts for
    waited_s: float = 0  # the longest that an event took to be accepted
    repeated: int = 0  # answers that said: had it already

    @property
    def top(self) -> int:
        """The seq of the last accepted event; the fixture itself is 1."""
        return max(self.accepted.values(), default=1)


class Scorer:
    """Enters `rate` events a second, spread over `matches`, from `start` until `finish`. `errors` must stay empty."""

    def __init__(self, *, doors: list[str], token: str, matches: list[str], rate: float, seed: int) -> None:
        """`doors`: HOST:PORT of each web; `token`: of the API."""
        self.matches = [Match(match) for match in matches]
        self.errors: list[str] = []
        self._doors, self._token = doors, token
        self._every = len(matches) / rate
        self._ending = threading.Event()
        self._threads = [
            threading.Thread(target=self._score, args=(match, number, random.Random(f"{seed}/{number}")), daemon=True)
            for number, match in enumerate(self.matches)
        ]

    def start(self) -> None:
        """Kick all matches off."""
        for thread in self._threads:
            thread.start()

    def finish(self, *, seconds: float) -> None:
        """Enter what is due, end the matches, and wait for that."""
        self._ending.set()
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0))
        alive = sum(thread.is_alive() for thread in self._threads)
        if alive:
            self.errors.append(f"{alive} matches could not be entered to their end within {seconds:g} s")

    def count(self) -> int:
        """How many events were accepted."""
        return sum(len(match.accepted) for match in self.matches)

    # --- one match ---------------------------------------------------------------------------------------------------

    def _score(self, match: Match, number: int, chance: random.Random) -> None:
        desk = Desk(doors=self._doors[number % len(self._doors) :] + self._doors, token=self._token, chance=chance)
        try:
            begun = time.monotonic() + chance.random() * self._every
            desk.enter(match, KICK_OFF)
            entered = 0
            while not self._ending.wait(max(begun + entered * self._every - time.monotonic(), 0)):
                self._enter_something(desk, match, chance)
                entered += 1
            for event in (WHISTLE, KICK_OFF, WHISTLE):
                desk.enter(match, event)
        except Exception as error:  # noqa: BLE001  # a thread's error is told by whoever waits for it
            self.errors.append(f"match {match.id}: {error!r}")
        finally:
            desk.leave()

    def _enter_something(self, desk: "Desk", match: Match, chance: random.Random) -> None:
        dice, side = chance.random(), chance.choice(SIDES)
        clock = {"clock_ms": 1000 * len(match.accepted)}
        player = f"Player {chance.randint(1, 11)}"
        if dice < 0.04 and match.goals:
            goal = chance.choice(sorted(match.goals))
            desk.enter(match, {"reason": "Offside"}, path=f"/{goal}/void")
            del match.goals[goal]
        elif dice < 0.06 and match.goals:
            goal = chance.choice(sorted(match.goals))
            amended = {"event": {"type": "goal", "side": side, "player": player, **clock}, "reason": "Another one's"}
            desk.enter(match, amended, path=f"/{goal}/amend")
            match.goals[goal] = side
        elif dice < 0.5:
            seq = desk.enter(match, {"type": "goal", "side": side, "player": player, **clock})
            match.goals[seq] = side
        else:
            desk.enter(match, {"type": "penalty_missed", "side": side, "player": player, **clock})


class Desk:
    """A connection to one of the webs, to the next one when that fails."""

    def __init__(self, *, doors: list[str], token: str, chance: random.Random) -> None:
        self._doors, self._token, self._chance = doors, token, chance
        self._connection: http.client.HTTPConnection | None = None
        self._door = 0

    def enter(self, match: Match, body: dict, *, path: str = "") -> int:
        """Enter an event, however often that must be tried; its seq. Raises AssertionError where it is refused."""
        key, wait, begun = f"{self._chance.getrandbits(64):016x}", RETRY_S, time.monotonic()
        while True:
            try:
                status, answer = self._post(f"/api/v1/matches/{match.id}/events{path}", body, key)
            except (OSError, http.client.HTTPException):
                status, answer = 503, {}
                self.leave()
                self._door += 1
            if status not in AGAIN:
                break
            time.sleep(wait * self._chance.uniform(0.5, 1))
            wait = min(2 * wait, RETRY_MAX_S)
        assert status in (200, 201), f"{status} {answer} for {body} {path}"
        match.repeated += status == 200
        match.waited_s = max(match.waited_s, time.monotonic() - begun)
        match.accepted[key] = seq = answer["event"]["seq"]
        return seq

    def leave(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _post(self, path: str, body: dict, key: str) -> tuple[int, dict]:
        if self._connection is None:
            door = self._doors[self._door % len(self._doors)]
            self._connection = http.client.HTTPConnection(door, timeout=TIMEOUT_S)
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": key, "Content-Type": "application/json"}
        self._connection.request("POST", path, json.dumps(body), headers)
        answer = self._connection.getresponse()
        content = answer.read()
        return answer.status, json.loads(content) if answer.headers.get_content_subtype().endswith("json") else {}
