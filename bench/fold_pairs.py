"""How fast the rules fold beside those of another commit: `python -m bench.fold_pairs BEFORE [--quick] [SPORT…]`.

BEFORE is a working tree of that commit (`git worktree add /tmp/before 87c4895`). Both fold the same logs, those of
`bench.folds` as BEFORE plays them (the rules of today take what earlier rules took), each in a process of its own that
imports nothing but the rules: in alternating pairs by CPU time, and once in instructions under valgrind, where that is
installed. A ratio above 1 is slower than BEFORE. On a machine that does other work the times of single pairs swing
between 0.5 and 2; the instructions do not, so that 1 % is seen.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parents[1]
PAIRS = 3 if "--quick" in sys.argv else 11
FOLDED = 1_500  # records a sport, of which the instructions are counted
CALLGRIND = ("valgrind", "-q", "--tool=callgrind")
MAKE = """
import json, sys
from bench import folds
from scoreboard.sports import SPORTS
from scoreboard.wire.records import encode_record
logs = {"football, a cup match": folds.make_log(), **{name: folds.play_match(name) for name in SPORTS}}
text = {name: [bytes(encode_record(event)).decode() for event in log] for name, log in logs.items()}
json.dump(text, open(sys.argv[1], "w"))
"""
# Prints the CPU seconds for each log; with valgrind's control, has it write the instructions of each instead.
FOLD = """
import gc, json, os, subprocess, sys, time
from scoreboard.sports.match import step
from scoreboard.wire.records import decode_record

def control(*words):
    subprocess.run(["callgrind_control", *words, str(os.getpid())], capture_output=True, check=True)

path, folded, counted, *names = sys.argv[1:]
logs = json.load(open(path))
for name in names or logs:
    log = [decode_record(line) for line in logs[name]]
    for times in (3, max(2, int(folded) // len(log))):
        gc.collect()
        gc.disable()
        if counted == "yes":
            control("--zero")
        began = time.process_time()
        for _ in range(times):
            state = None
            for event in log:
                state = step(state, event)
        spent = time.process_time() - began
        if counted == "yes":
            control("--dump=" + name)
        gc.enable()
    print(name, spent, sep="\\t", flush=True)
"""


def run(tree: Path, code: str, *arguments: object, under: tuple[str, ...] = ()) -> str:
    """What a program prints that runs in `tree`, with that tree's code."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONHASHSEED": "0"}
    environment["DJANGO_SETTINGS_MODULE"] = "scoreboard.settings"
    command = [*under, sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, cwd=tree, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


def time_folds(tree: Path, logs: Path, names: list[str]) -> dict[str, float]:
    """CPU seconds by log, of the same number of records each."""
    lines = run(tree, FOLD, logs, FOLDED * 10, "no", *names).splitlines()
    return {name: float(seconds) for name, seconds in (line.split("\t") for line in lines)}


def count_folds(tree: Path, logs: Path, names: list[str]) -> dict[str, int]:
    """Instructions by log, of the same number of records each."""
    with tempfile.TemporaryDirectory() as folder:
        dumps = f"{folder}/dump"
        run(tree, FOLD, logs, FOLDED, "yes", *names, under=(*CALLGRIND, f"--callgrind-out-file={dumps}"))
        return read_dumps(Path(folder))


def read_dumps(folder: Path) -> dict[str, int]:
    """The instructions of each dump that was asked for by a name; the last of each name counts."""
    counts = {}
    for dump in sorted(folder.iterdir(), key=lambda path: int(path.suffix[1:] or 0)):
        lines = [line.split(": ", 1) for line in dump.read_text(errors="replace").splitlines() if ": " in line]
        said = {key: value for key, value in lines if key in ("desc", "summary", "totals") and "Timerange" not in value}
        if said.get("desc", "").startswith("Trigger: dump "):
            counts[said["desc"].removeprefix("Trigger: dump ")] = int(said.get("summary") or said["totals"])
    return counts


def main() -> None:
    """Print the table."""
    before, *names = [word for word in sys.argv[1:] if not word.startswith("-")]
    trees = (Path(before).resolve(), HERE)
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder) / "logs.json"
        run(trees[0], MAKE, logs)
        counts = [count_folds(tree, logs, names) for tree in trees] if shutil.which("valgrind") else [{}, {}]
        times: list[list[dict[str, float]]] = [[], []]
        for _ in range(PAIRS):
            for tree, found in zip(trees, times, strict=True):
                found.append(time_folds(tree, logs, names))
    print(f"after / before, the same logs{'instructions':>22}{'best time':>12}{f'median of {PAIRS} pairs':>22}")
    for name in times[0][0]:
        old, new = ([one[name] for one in found] for found in times)
        pairs = statistics.median(b / a for a, b in zip(old, new, strict=True))
        counted = f"{counts[1][name] / counts[0][name]:.3f}" if name in counts[0] else "-"
        print(f"  {name:34}{counted:>15}{min(new) / min(old):>12.3f}{pairs:>22.3f}")


if __name__ == "__main__":
    main()
