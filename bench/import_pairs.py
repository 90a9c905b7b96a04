"""What an import costs beside that of another commit, in instructions: `python -m bench.import_pairs BEFORE [NAME…]`.

BEFORE is a working tree of that commit (`git worktree add /tmp/before f6d51b7`). Both import the files of
`bench.imports`, each with its own code into an SQLite of its own, once to warm up and once counted under valgrind,
which must be installed: the read of the files apart from what enters them. A ratio above 1 costs more than BEFORE.
NAMEs are beginnings of names of its table. No more than the first `MOST` matches are entered, since valgrind takes
fifty times as long. Times of a shared machine swing by a fifth; these counts do not, by 1 %.
"""

import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from bench.fold_pairs import CALLGRIND, read_dumps, run

HERE = Path(__file__).parents[1]
MOST = 60  # matches of a season in a file
READY = """
import os, sys
os.environ["DATA_DIR"] = sys.argv[1]
os.environ.pop("DATABASE_URL", None)
import django
django.setup()
"""
MIGRATE = f"""{READY}
from django.core.management import call_command
call_command("migrate", database="default", verbosity=0)
"""
IMPORT = f"""{READY}
import gc, subprocess
from bench import imports
from scoreboard.importers.load import load_seasons
from scoreboard.importers.meetings import Flags
from scoreboard.importers.sources import Source

def control(*words):
    subprocess.run(["callgrind_control", *words, str(os.getpid())], capture_output=True, check=True)

def read(work):
    seasons, left = list(work.read()), int(sys.argv[2])
    for season in seasons:
        season.matches, left = season.matches[:left], max(0, left - len(season.matches))
    return [season for season in seasons if season.matches or getattr(season, "squads", None)]

def enter(seasons):
    return load_seasons(seasons, source=Source("import:bench"), flags=Flags())

for number, (name, work) in enumerate(imports.list_works().items()):
    if sys.argv[3:] and not name.startswith(tuple(sys.argv[3:])):
        continue
    imports.forget()
    enter(read(work))
    imports.forget()
    gc.collect()
    gc.disable()
    control("--instr=on")
    control("--zero")
    seasons = read(work)
    control(f"--dump={{number}} read")
    report = enter(seasons)
    control(f"--dump={{number}} entered")
    control("--instr=off")
    gc.enable()
    print(number, name, f"{{report.matches}}, {{report.events}}", sep="\\t", flush=True)
"""


def count_imports(tree: Path, names: list[str]) -> tuple[dict[str, str], dict[str, dict[str, int]]]:
    """What a tree imports, and the instructions that takes, by name."""
    with tempfile.TemporaryDirectory() as data, tempfile.TemporaryDirectory() as folder:
        run(tree, MIGRATE, data)
        under = (*CALLGRIND, "--instr-atstart=no", f"--callgrind-out-file={folder}/dump")
        lines = [line.split("\t") for line in run(tree, IMPORT, data, MOST, *names, under=under).splitlines()]
        names_of = {number: name for number, name, _ in lines}
        counts: dict[str, dict[str, int]] = defaultdict(dict)
        for said, count in read_dumps(Path(folder)).items():
            number, part = said.split()
            counts[names_of[number]][part] = count
    return {name: sizes for _, name, sizes in lines}, counts


def main() -> None:
    """Print the table."""
    before, *names = sys.argv[1:]
    (said, old), (_, new) = (count_imports(tree, names) for tree in (Path(before).resolve(), HERE))
    print(
        f"{'after / before, instructions':38}{'matches, events':>18}{'read':>8}{'entered':>9}{'both':>8}{'million':>9}"
    )
    for name, parts in old.items():
        ratios = [new[name][part] / parts[part] for part in ("read", "entered")]
        ratios.append(sum(new[name].values()) / sum(parts.values()))
        shown = "".join(f"{ratio:>{width}.3f}" for ratio, width in zip(ratios, (8, 9, 8), strict=True))
        print(f"{name:38}{said[name]:>18}{shown}{sum(new[name].values()) / 1e6:>9,.0f}")


if __name__ == "__main__":
    main()
