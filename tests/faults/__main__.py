"""Runs the matrix and prints its table: `python -m tests.faults [--write] [WORD …]`; with words, rows with one of them.

FAULTS_SEED (a number) makes the scorers' stream: the same seed, the same stream. `--write` puts the table into
docs/explanation/faults.md. Exit status 1 where a row is not clean.
"""

import argparse
import os
import signal
import sys
import time

from _pytest.outcomes import Skipped

from scripts.documents import replace_table
from tests.faults.rows import ROWS, Row
from tests.faults.run import MATCHES, RATE, Outcome, run_row
from tests.faults.system import running_system
from tests.servers import ROOT

HEADINGS = ("fault", "events", "lost", "doubled", "out of order", "recovered s", "waited s", "entered/s", "sent twice")
LINE = "{:48}{:>8}{:>6}{:>9}{:>14}{:>12}{:>10}{:>11}{:>12}"
DOCUMENT = ROOT / "docs" / "explanation" / "faults.md"


def main() -> int:
    """Print the table, a row as it is done."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="The fault matrix.")
    parser.add_argument("words", nargs="*", metavar="WORD", help="only rows with one of these words")
    parser.add_argument("--write", action="store_true", help=f"put the table into {DOCUMENT.relative_to(ROOT)}")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started and mounted is ended
    seed = int(os.environ.get("FAULTS_SEED", "0")) or time.time_ns() % 1_000_000
    rows = [row for row in ROWS if not options.words or any(word in row.name for word in options.words)]
    begun = time.monotonic()
    print(f"{MATCHES} matches, {RATE:g} events a second wanted, seed {seed}\n", flush=True)
    print(LINE.format(*HEADINGS), flush=True)
    lines, failed = run_rows(rows, seed=seed)
    minutes = (time.monotonic() - begun) / 60
    said = f"{len(rows)} rows, {failed} not clean; {minutes:.0f} minutes on {os.cpu_count()} cores, seed {seed}"
    print(f"\n{said}")
    if options.write:
        replace_table(DOCUMENT, mark="faults", said=said, headings=HEADINGS, rows=lines)
    return 1 if failed else 0


def run_rows(rows: list[Row], *, seed: int) -> tuple[list[tuple[str, ...]], int]:
    """Run rows one after the other; their lines, and how many are not clean."""
    lines, failed, left = [], 0, list(rows)
    while left:
        with running_system() as system:
            while left:
                row = left.pop(0)
                try:
                    outcome = run_row(system, row, seed=seed)
                except Skipped as skipped:
                    print(f"{row.name:48}skipped: {skipped}", flush=True)
                    continue
                except Exception as error:  # noqa: BLE001  # whatever it is, the other rows are run
                    print(f"{row.name:48}failed: {error!r}", flush=True)
                    failed += 1
                    break  # the next row begins with servers that are known to be well
                lines.append(show(row.name, outcome))
                failed += not outcome.clean
    return lines, failed


def show(name: str, outcome: Outcome) -> tuple[str, ...]:
    """Print a row, and what is wrong with it; its columns."""
    verdict = outcome.verdict
    counts = (verdict.events, verdict.lost, verdict.doubled, verdict.disordered)
    times = (f"{outcome.recovered_s:.1f}", f"{outcome.waited_s:.1f}", f"{verdict.events / outcome.load_s:.0f}")
    line = (name, *map(str, counts), *times, str(verdict.sent_twice))
    print(LINE.format(*line), flush=True)
    for told in verdict.told[:20]:
        print(f"    {told}", flush=True)
    return line


if __name__ == "__main__":
    sys.exit(main())
