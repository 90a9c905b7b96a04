"""How many events a second the rules fold, on one core: `python -m bench.folds`.

Beside it, in the same run: decoding the same records from JSON, which any reader of the log pays first.
"""

import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoreboard.settings")

from scoreboard import envelope
from scoreboard.sports.base import Event
from scoreboard.sports.match import convert_event, fold, step

MATCHES = 2_000
RUNS = 5
FIXTURE = {
    "sport": "football",
    "competition": {"id": "c", "name": "Cup"},
    "season": {"id": "s", "name": "2026"},
    "home": {"id": "t1", "name": "Reds"},
    "away": {"id": "t2", "name": "Blues"},
    "ruleset": {"extra_time": True, "shootout": True},
}


def make_log() -> list[Event]:
    """A cup match with what such a match has: goals, cards, substitutions, extra time, a shootout kick by kick."""
    bodies: list[dict[str, object]] = [{"type": "scheduled", "data": FIXTURE}]
    for half in range(4):
        bodies.append({"type": "period_start"})
        for number in range(3):
            for side in ("home", "away"):
                name = f"{side} {half}{number}"
                bodies.append({"type": "card", "side": side, "player": name, "data": {"card": "yellow"}})
        for side in ("home", "away"):
            bodies.append({"type": "goal", "side": side, "player": f"{side} 9"})
            on, off = f"{side} on {half}", f"{side} off {half}"
            bodies.append({"type": "substitution", "side": side, "player": on, "data": {"off": off}})
        bodies.append({"type": "period_end"})
    for number in range(10):
        side = ("home", "away")[number % 2]
        bodies.append({"type": "shootout_kick", "side": side, "data": {"scored": number != 9}})
    place = {"match": "m", "sport": "football"}
    return [convert_event("football", {**place, **body, "seq": seq}) for seq, body in enumerate(bodies, 1)]


def measure(work: Callable[[], object], *, events: int) -> float:
    """Events a second, the median of RUNS."""
    rates = []
    for _ in range(RUNS):
        began = time.process_time()
        for _ in range(MATCHES // RUNS):
            work()
        rates.append(events * (MATCHES // RUNS) / (time.process_time() - began))
    return statistics.median(rates)


def step_through(log: list[Event]) -> None:
    """Fold a log record by record, as the write path does."""
    state = None
    for event in log:
        state = step(state, event)


def main() -> None:
    """Print the table."""
    log = make_log()
    lines = [envelope.encode_record(event) for event in log]
    rows = {
        "step by step": measure(lambda: step_through(log), events=len(log)),
        "whole fold": measure(lambda: fold(log), events=len(log)),
        "decoding the records": measure(lambda: [envelope.decode_record(line) for line in lines], events=len(log)),
    }
    print(f"a match of {len(log)} records, one core, events a second (median of {RUNS})")
    for name, rate in rows.items():
        print(f"  {name:24} {rate:>12,.0f}")


if __name__ == "__main__":
    main()
