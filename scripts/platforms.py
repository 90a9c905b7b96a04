"""Asks PyPI, through uv, which Pythons and machines have a wheel of every locked package (`make platforms`).

Writes the tables of docs/platforms.md. Their first line has the hash of the locked files, so that a test sees, without
a network, that they were made from other files. With arguments, names of locked files, it prints their rows only.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "platforms.md"
TABLES = re.compile(r"<!-- made by `make platforms` from [0-9a-f]{16}.*<!-- end -->", re.DOTALL)
UV = ROOT / ".venv" / "bin" / "uv"
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
# The oldest systems for which everything that serves has wheels: glibc 2.28 is Debian 10's and RHEL 8's.
MACOS = "13.0"
MACHINES = {
    "Linux x86-64": "x86_64-manylinux_2_28",
    "Linux arm64": "aarch64-manylinux_2_28",
    "macOS arm64": "aarch64-apple-darwin",
}
# What was run, by whom: the other cells are only resolved. Noted by hand, as nothing here can know it.
RUN = {
    ("3.11", "Linux x86-64"): "run: everything",
    ("3.12", "Linux x86-64"): "run: unit tests",
    ("3.13", "Linux x86-64"): "run: unit tests",
    ("3.14", "Linux x86-64"): "run: unit tests",
}
SERVES = "requirements.txt"


def list_locked() -> list[str]:
    """The names of the locked files, that of what serves first."""
    return sorted((path.name for path in ROOT.glob("requirements*.txt")), key=lambda name: (name != SERVES, name))


def hash_locked() -> str:
    """What the locked files hold, in 16 hexadecimal digits."""
    content = b"".join((ROOT / name).read_bytes() for name in list_locked())
    return hashlib.sha256(content).hexdigest()[:16]


def find_missing(locked: str, *, python: str, machine: str) -> list[str]:
    """The packages of a locked file without a wheel for that Python and machine, each as `name version`."""
    header, *packages = re.split(r"\n(?=[a-zA-Z0-9])", (ROOT / locked).read_text())
    missing = []
    while True:
        reason = ask("--only-binary", ":all:", lines=[header, *packages], python=python, machine=machine)
        if reason is None:
            return missing
        # uv names one package at a time: the others are asked for without it.
        found = re.search(r"cause: Because ([\w.-]+)==(\S+) has no ", reason)
        if found is None:
            raise SystemExit(f"{locked} for Python {python} on {machine}: uv said\n{reason}")
        missing.append(f"{found[1]} {found[2]}")
        packages = [text for text in packages if not text.startswith(f"{found[1]}==")]


def has_source(package: str) -> bool:
    """Whether PyPI has the source of a package, from which a machine with a compiler may build it."""
    name, version = package.split()
    lines = [f"{name}=={version}"]
    return ask("--no-binary", name, lines=lines, python=PYTHONS[0], machine="Linux x86-64") is None


def ask(*options: str, lines: list[str], python: str, machine: str) -> str | None:
    """Have uv pretend to install requirements for another Python and machine: None where it would, else its words."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "requirements.txt"
        wanted.write_text("\n".join(lines))
        argv = [UV, "pip", "install", "--dry-run", "--no-deps", "--target", folder, "--requirement", wanted, *options]
        argv += ["--python-version", python, "--python-platform", MACHINES[machine]]
        env = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": MACOS, "UV_SYSTEM_CERTS": "1"}
        ran = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
    return None if ran.returncode == 0 else ran.stderr


def write_rows(locked: str, missing: dict[tuple[str, str], list[str]]) -> list[str]:
    """The rows of a locked file, one for each Python; neighbours that are alike are one row."""

    def write_cells(python: str) -> str:
        return " | ".join(write_cell(locked, python, machine, missing) for machine in MACHINES)

    alike = groupby(PYTHONS, key=write_cells)
    return [f"| `{locked}` | {', '.join(pythons)} | {cells} |" for cells, pythons in alike]


def write_cell(locked: str, python: str, machine: str, missing: dict[tuple[str, str], list[str]]) -> str:
    """What is known of one Python on one machine."""
    if packages := missing[python, machine]:
        return "no wheel: " + ", ".join(sorted(packages))
    return RUN.get((python, machine), "resolved, not run") if locked == SERVES else "resolved"


def make_tables(names: list[str]) -> list[str]:
    """The lines of the tables: a row a locked file and Python, then what is to be had as source only."""
    cells = [(name, python, machine) for name in names for python in PYTHONS for machine in MACHINES]
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda cell: find_missing(cell[0], python=cell[1], machine=cell[2]), cells)
        found = dict(zip(cells, answers, strict=True))
    lines = [f"| packages of | Python | {' | '.join(MACHINES)} |", f"|---|---|{'---|' * len(MACHINES)}"]
    for name in names:
        lines += write_rows(name, {(python, machine): found[name, python, machine] for _, python, machine in cells})
    packages = sorted({package for missing in found.values() for package in missing})
    if packages:
        lines += ["", "| without a wheel somewhere | source on PyPI |", "|---|---|"]
        lines += [f"| {package} | {'yes' if has_source(package) else 'no'} |" for package in packages]
    return lines


def main(names: list[str]) -> None:
    """Print the tables of the files named, or write those of all to the page."""
    if names:
        print("\n".join(make_tables(names)))
        return
    lines = make_tables(list_locked())
    text = "\n".join([f"<!-- made by `make platforms` from {hash_locked()} -->", "", *lines, "", "<!-- end -->"])
    page, times = TABLES.subn(lambda _: text, PAGE.read_text())
    if times != 1:
        raise SystemExit(f"{PAGE} has no place for the tables")
    PAGE.write_text(page)


if __name__ == "__main__":
    main(sys.argv[1:])
