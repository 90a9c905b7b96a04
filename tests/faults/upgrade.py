"""A rolling upgrade under load: `python -m tests.faults.upgrade REVISION`, and back again.

The programs of REVISION, a commit of this repository, are replaced one after another by those of this checkout, on one
PostgreSQL, Redis and Kafka, while scorers enter and viewers watch; then, as an operator does who regrets it, the other
way round. Each row of the table is judged as every row of the fault matrix: nothing lost, doubled or out of order.
Exit status 1 where a row is not clean.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.__main__ import HEADINGS, LINE, show
from tests.faults.rows import Row
from tests.faults.run import run_row
from tests.faults.system import Program, System, running_system
from tests.servers import ROOT

MIXED_S = 3.0  # for which programs of both work side by side, after each replacement


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.upgrade", description="A rolling upgrade under load.")
    parser.add_argument("revision", help="the commit whose programs are upgraded")
    parser.add_argument("--seed", type=int, default=7, help="makes the scorers' stream")
    options = parser.parse_args()
    print(LINE.format(*HEADINGS), flush=True)
    clean = []
    with checked_out(options.revision) as before, running_system(root=before) as system:
        for row in (
            Row(
                "upgraded one after another", replace_by(ROOT, in_order=lambda found: [*found.workers, *others(found)])
            ),
            Row("and back again", replace_by(before, in_order=lambda found: [*others(found), *found.workers])),
        ):
            outcome = run_row(system, row, seed=options.seed)
            show(row.name, outcome)
            clean.append(outcome.clean)
    print(f"\n{len(clean)} rows, {clean.count(False)} not clean")
    return 0 if all(clean) else 1


def others(system: System) -> list[Program]:
    """The programs that are no workers: workers are upgraded first, and taken back last (docs/operations.md)."""
    return [program for program in system.programs if program not in system.workers]


def replace_by(root: Path, *, in_order: Callable[[System], list[Program]]) -> Callable[[System], float]:
    """A cause: each program ends as an operator ends it, and one of the checkout `root` takes its place."""

    def cause(system: System) -> float:
        system.root = root
        for program in in_order(system):
            program.stop()
            program.start()
            time.sleep(MIXED_S)
        return time.monotonic()

    return cause


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """A checkout of a commit, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="scoreboard-before-", ignore_cleanup_errors=True) as name:
        archive = subprocess.run(["git", "archive", revision], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["tar", "--extract", f"--directory={name}"], input=archive, check=True)
        yield Path(name)


if __name__ == "__main__":
    sys.exit(main())
