"""How many events a second the rules fold, on one core: `python -m bench.folds [--quick]`.

Football's cup match by hand, and beside it, in the same run, decoding the same records from JSON, which any reader of
the log pays first. Then a whole match of every sport, as its tests play it: how fast it folds, and what a correction of
its first record of play costs, which folds the whole log again.
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoreboard.settings")

import msgspec

from scoreboard.sports import SPORTS
from scoreboard.sports.base import Event
from scoreboard.sports.decoding import convert_event
from scoreboard.sports.match import fold, fold_leniently, step
from scoreboard.wire.records import decode_record, encode_record
from tests.sports.logs import make_record
from tests.sports.test_all_sports import bodies_of, play_further

QUICK = "--quick" in sys.argv
MATCHES = 200 if QUICK else 2_000
RECORDS = 20_000 if QUICK else 200_000  # folded a sport
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


def play_match(name: str) -> list[Event]:
    """The longest of ten matches of a sport that were played to their end, under its default rules."""
    logs = []
    for seed in range(10):
        log = [convert_event(name, {"match": "m", "sport": name, "seq": 1, "type": "scheduled", "data": fixture(name)})]
        play_further(log, step(None, log[0]), random.Random(seed), most=bodies_of(name).MOST)
        logs.append(log)
    return max(logs, key=len)


def fixture(name: str) -> dict[str, object]:
    """The fixture of a match of a sport."""
    return {**FIXTURE, "sport": name, "ruleset": {}}


def play_innings() -> list[Event]:
    """Cricket: an innings of 600 balls, two batters and five bowlers, 20 overs each."""
    body = {"sport": "cricket", "ruleset": {"overs": 100}}
    bodies: list[dict[str, object]] = [
        {"type": "scheduled", "data": {**FIXTURE, **body}},
        {"type": "innings_start", "side": "home"},
    ]
    for number in range(600):
        data = {"runs": (0, 1, 4, 2)[number % 4], "bowler": f"Bowler {number // 6 % 5}"}
        bodies.append({"type": "ball", "side": "home", "player": f"Batter {number % 4 // 2}", "data": data})
    return [make_record(seq, sport="cricket", **one) for seq, one in enumerate(bodies, 1)]


def measure_sport(name: str, log: list[Event]) -> tuple[int, float, float]:
    """A match's records, how many of them are folded a second, and the ms of CPU for amending the first of play."""
    rates, corrections = [], []
    first = {key: value for key, value in msgspec.to_builtins(log[1]).items() if key in ("type", "side", "data")}
    amend = make_record(len(log) + 1, sport=name, type="amend", data={"seq": 2, "reason": "typo", "event": first})
    for _ in range(RUNS):
        times = max(1, RECORDS // RUNS // len(log))
        began = time.process_time()
        for _ in range(times):
            step_through(log)
        rates.append(times * len(log) / (time.process_time() - began))
        began = time.process_time()
        for _ in range(3):
            fold_leniently([*log, amend])
        corrections.append((time.process_time() - began) / 3 * 1000)
    return len(log), statistics.median(rates), statistics.median(corrections)


def main() -> None:
    """Print the tables."""
    log = make_log()
    lines = [encode_record(event) for event in log]
    rows = {
        "step by step": measure(lambda: step_through(log), events=len(log)),
        "whole fold": measure(lambda: fold(log), events=len(log)),
        "decoding the records": measure(lambda: [decode_record(line) for line in lines], events=len(log)),
    }
    print(f"a match of {len(log)} records, one core, events a second (median of {RUNS})")
    for name, rate in rows.items():
        print(f"  {name:24} {rate:>12,.0f}")
    print("a whole match of each sport: records, folded a second step by step, ms to amend its first record of play")
    logs = {name: (name, play_match(name)) for name in SPORTS} | {"cricket, 600 balls": ("cricket", play_innings())}
    for title, (name, log) in logs.items():
        records, rate, correction = measure_sport(name, log)
        print(f"  {title:24} {records:>6} {rate:>12,.0f} {correction:>8.2f}")


if __name__ == "__main__":
    main()
