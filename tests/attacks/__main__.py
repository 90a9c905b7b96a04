"""Attacks a fresh system and prints one table: `python -m tests.attacks [--write now|before] [WORD …]`.

Each flood of the attack review (docs/explanation/security.md) goes from 1 and from 20 connections, on SQLite and on
PostgreSQL behind deploy/nginx, and against a bare uvicorn application in the same run; a bystander in a process of its
own says how others were served. `--code FOLDER` attacks another checkout, `--write` puts the table into
docs/explanation/security.md. Exit status 1 where a row is not as it must be.
"""

import argparse
import signal
import sys
import time
from pathlib import Path

from _pytest.outcomes import Skipped

from scripts.documents import replace_table
from tests.attacks.floods import ATTACKS
from tests.attacks.run import MB, Measured, is_well, measure
from tests.attacks.sockets import Target
from tests.attacks.stored import STORED, pages_of
from tests.attacks.system import DATABASES, System, running_bare, running_system
from tests.servers import ROOT

CONNECTIONS = (1, 20)
SECONDS = 10.0
DOCUMENT = ROOT / "docs" / "explanation" / "security.md"
HEADINGS = (
    "attack",
    "from",
    "sent a second",
    "pong ms",
    "live ms",
    "healthz ms",
    "bare: pong ms",
    "bare: live ms",
    "bare: healthz ms",
    "held MB",
    "verdict",
)
FORMAT = "{:32}{:>6}{:>18}{:>18}{:>18}{:>18}{:>18}{:>18}{:>18}{:>16}  {}"


def main() -> int:
    """Print the table, a row as it is done."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description="The attacks.")
    parser.add_argument("words", nargs="*", metavar="WORD", help="only attacks with one of these words")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="so long goes each attack on")
    parser.add_argument("--code", type=Path, default=ROOT, help="the checkout that is attacked")
    parser.add_argument("--databases", nargs="+", default=DATABASES, choices=DATABASES)
    parser.add_argument("--write", choices=("now", "before"), help="put the table into docs/explanation/security.md")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    wanted = [name for name in [*ATTACKS, *STORED] if matches(name, options.words)]
    begun, failed, lines = time.monotonic(), 0, []
    print(FORMAT.format(*HEADINGS), flush=True)
    bare = attack_bare(wanted, seconds=options.seconds)
    for database in options.databases:
        print(f"\n{title_of(database)}", flush=True)
        lines.append((title_of(database), *[""] * (len(HEADINGS) - 1)))
        more, bad = attack(database, wanted, bare, code=options.code.resolve(), seconds=options.seconds)
        lines += more
        failed += bad
    said = f"{failed} not as they must be; {(time.monotonic() - begun) / 60:.0f} minutes"
    print(f"\n{said}")
    if options.write:
        replace_table(DOCUMENT, mark=f"attacks {options.write}", said=said, headings=HEADINGS, rows=lines)
    return 1 if failed else 0


def matches(name: str, words: list[str]) -> bool:
    """Whether an attack is wanted."""
    return not words or any(word in name for word in words)


def title_of(database: str) -> str:
    """What is attacked."""
    return "PostgreSQL, behind nginx" if database == "PostgreSQL" else "SQLite, straight at the web process"


def attack_bare(wanted: list[str], *, seconds: float) -> dict[tuple[str, int], Measured]:
    """Every flood against the bare application, which is started anew for each."""
    measured = {}
    for name in wanted:
        if name in ATTACKS and name != "log-ins":
            for connections in CONNECTIONS:
                with running_bare() as (child, port):
                    target = Target(port=port, match="bare", season="bare")
                    measured[name, connections] = measure(
                        name,
                        connections=connections,
                        seconds=seconds,
                        attacker=target,
                        bystander=target,
                        pid=child.pid,
                        system=None,
                    )
    return measured


def attack(
    database: str, wanted: list[str], bare: dict[tuple[str, int], Measured], *, code: Path, seconds: float
) -> tuple[list[tuple[str, ...]], int]:
    """Every attack on one kind of system; the lines, and how many are not as they must be."""
    lines, failed = [], 0
    left = [(name, connections) for name in wanted for connections in (CONNECTIONS if name in ATTACKS else (1,))]
    while left:
        try:
            with running_system(database=database, code=code) as system:
                while left:
                    name, connections = left.pop(0)
                    if name in ATTACKS:
                        line, bad = flood(system, name, connections, bare.get((name, connections)), seconds=seconds)
                    else:
                        line, bad = store(system, name)
                    print(FORMAT.format(*line), flush=True)
                    lines.append(line)
                    failed += bad
                    if is_well(system, ["/", "/api/v1/matches?limit=500"]):
                        break  # the next attack begins with a system that is well
        except Skipped as skipped:
            print(f"{title_of(database)}: skipped: {skipped}", flush=True)
            break
    return lines, failed


def flood(
    system: System, name: str, connections: int, bare: Measured | None, *, seconds: float
) -> tuple[tuple[str, ...], bool]:
    """A row of a flood."""
    match = system.make_match()
    found = measure(
        name,
        connections=connections,
        seconds=seconds,
        attacker=system.attacker(match),
        bystander=system.bystander(match),
        pid=system.web,
        system=system,
    )
    complaints = found.judge()
    times = [show(found, what) for what in ("pong", "live", "healthz")]
    others = [show(bare, what) if bare else "" for what in ("pong", "live", "healthz")]
    held = f"{found.before / MB:.0f} {found.most / MB:.0f} {found.after / MB:.0f}"
    sent = f"{found.rate:,.0f} {found.sent['unit']}"
    verdict = "; ".join(complaints) or "held"
    return (name, str(connections), sent, *times, *others, held, verdict), bool(complaints)


def store(system: System, name: str) -> tuple[tuple[str, ...], bool]:
    """A row of something stored: how its requests were answered, and which pages are no longer there."""
    match = system.make_match()
    statuses = STORED[name](system, match)
    bad = [f"answered {status}" for status in statuses if status >= 500]
    bad += [page.replace(match, "M").replace(system.season, "S") for page in is_well(system, pages_of(system, match))]
    sent = " ".join(map(str, statuses))
    return (name, "1", sent, *[""] * 7, "; ".join(bad) or "held"), bool(bad)


def show(measured: Measured, what: str) -> str:
    """p50/p99/worst in ms."""
    return "/".join(f"{measured.at(what, share):.0f}" for share in (0.5, 0.99, 1))


if __name__ == "__main__":
    sys.exit(main())
