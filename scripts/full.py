"""All that is too long for CI, one after the other, and the table of it: `make full`.

docs/explanation/full.md gets the table, with its date: what ran, how it ended, how long it took. The figures of the
faults go into their own document. What a step prints is in var/full. Needs what CI installs (`.ci/run`), and root for
the faults' full disk. Exit status 1 where a step failed.
"""

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from scripts.documents import replace_table

ROOT = Path(__file__).resolve().parent.parent
PRINTED = ROOT / "var" / "full"
DOCUMENT = ROOT / "docs" / "explanation" / "full.md"
HEADINGS = ("what", "how it ended", "minutes")
CLOSING = r"\d+ (?:passed|failed)[^=\n]*(?= in [\d.]+s)"  # of pytest
ROWS = r"\d+ rows, \d+ not clean"  # of the faults


@dataclass(frozen=True, kw_only=True)
class Step:
    """A command, what its environment has besides, and a pattern of the words in which it says how it ended."""

    name: str
    command: str
    told: dict[str, str] = field(default_factory=dict)
    ends: str = CLOSING


STEPS = (
    Step(
        name="the whole suite, with Chromium",
        command="make test",
        told={"REQUIRE": "all", "COVERAGE": "1"},
        ends=rf"{CLOSING}|Total coverage: [\d.]+%",
    ),
    Step(name="faults, all rows", command="python -m tests.faults --write", ends=ROWS),
    Step(
        name="a rolling upgrade under load, and back",
        command=f"python -m tests.faults.upgrade {os.environ.get('BEFORE', 'HEAD~20')}",
        ends=ROWS,
    ),
    Step(
        name="viewers in storms, 60 s each",
        command="python -m pytest tests/live/stress -n0",
        told={"STRESS_SECONDS": "60"},
    ),
    Step(
        name="schemathesis, four runs of 90 s",
        command="python -m pytest tests/fuzz -n0 -s",
        told={"FUZZ_SECONDS": "90"},
    ),
    Step(name="attacks, 5 s each", command="python -m tests.attacks --seconds 5", ends=r"\d+ not as they must be"),
)


def main() -> int:
    """Run all steps, and write the table."""
    PRINTED.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    lines, failed = [], 0
    for number, step in enumerate(STEPS, start=1):
        print(f"{step.name} ({step.command}) …", flush=True)
        log = PRINTED / f"{number}.txt"
        start = time.monotonic()
        status = run(step, log)
        failed += status != 0
        lines.append((step.name, tell(step, status, log.read_text()), f"{(time.monotonic() - start) / 60:.1f}"))
        print(f"  {lines[-1][1]}; {lines[-1][2]} minutes; {log.relative_to(ROOT)}", flush=True)
    write_table(lines, minutes=(time.monotonic() - begun) / 60)
    return 1 if failed else 0


def run(step: Step, log: Path) -> int:
    """Run a step's command with its output in a file; its exit status."""
    with log.open("w") as out:
        return subprocess.run(
            step.command.split(),
            cwd=ROOT,
            env=os.environ | step.told,
            stdout=out,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode


def tell(step: Step, status: int, printed: str) -> str:
    """How a step ended, in its own words."""
    said = re.findall(step.ends, printed, re.MULTILINE)
    return "; ".join([*([] if status == 0 else [f"**failed** (exit status {status})"]), *said]) or "ended well"


def write_table(lines: list[tuple[str, str, str]], *, minutes: float) -> None:
    """Put the table into the document, in place of the one that is there."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607  # whichever git made this clone
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    said = f"{minutes:.0f} minutes on {os.cpu_count()} cores, of commit {commit}"
    replace_table(DOCUMENT, mark="full", said=said, headings=HEADINGS, rows=lines)


if __name__ == "__main__":
    sys.exit(main())
