"""Runs the matrix and prints its table: `python -m tests.faults [WORD …]`, with words the rows with one of them.

FAULTS_SEED (a number) makes the scorers' stream: the same seed, the same stream. Exit status 1 where a row is not
clean.
"""

import os
import signal
import sys
import time

from _pytest.outcomes import Skipped

from tests.faults.rows import ROWS
from tests.faults.run import MATCHES, RATE, Outcome, run_row
from tests.faults.system import running_system

HEADINGS = ("fault", "events", "lost", "doubled", "out of order", "recovered s", "waited s", "entered/s", "sent twice")
LINE = "{:48}{:>8}{:>6}{:>9}{:>14}{:>12}{:>10}{:>11}{:>12}"


def main() -> int:
    """Print the table, a row as it is done."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started and mounted is ended
    seed = int(os.environ.get("FAULTS_SEED", "0")) or time.time_ns() % 1_000_000
    words = sys.argv[1:]
    rows = [row for row in ROWS if not words or any(word in row.name for word in words)]
    print(f"{MATCHES} matches, {RATE:g} events a second wanted, seed {seed}\n", flush=True)
    with running_system() as system:
        print(LINE.format(*HEADINGS))
        failed = 0
        for row in rows:
            try:
                outcome = run_row(system, row, seed=seed)
            except Skipped as skipped:
                print(f"{row.name:48}skipped: {skipped}", flush=True)
                continue
            show(row.name, outcome)
            failed += not outcome.clean
    print(f"\n{len(rows)} rows, {failed} not clean")
    return 1 if failed else 0


def show(name: str, outcome: Outcome) -> None:
    """Print a row, and what is wrong with it."""
    verdict = outcome.verdict
    rate = verdict.events / outcome.load_s
    counts = (verdict.events, verdict.lost, verdict.doubled, verdict.disordered)
    times = (f"{outcome.recovered_s:.1f}", f"{outcome.waited_s:.1f}", f"{rate:.0f}")
    print(LINE.format(name, *counts, *times, verdict.sent_twice), flush=True)
    for line in verdict.told[:20]:
        print(f"    {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
