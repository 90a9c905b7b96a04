"""The structure of the code in figures: modules, how long they are, and whether imports go round in circles.

    python scripts/structure.py [--of FOLDER]

`--of` counts another checkout, to compare with. Fails where a module is longer than 400 lines, or where modules, or
the rooms of `scoreboard`, `scoreboard.live` or `stats`, import each other in a circle. In which order the rooms stand
is import-linter's to check (`pyproject.toml`).
"""

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from statistics import median

import grimp

LONGEST = 400
PACKAGES = ("scoreboard", "stats")
HOUSES = ("scoreboard", "scoreboard.live", "stats")  # whose rooms are looked at, each by itself
Graph = dict[str, set[str]]  # who imports whom


def main() -> int:
    """Print the figures; the exit status is 1 where a module is too long or imports go in a circle."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--of", type=Path, default=Path(__file__).resolve().parents[1], help="a checkout")
    folder = arguments.parse_args().of.resolve()
    lengths = count_lines(folder)
    longest = max(lengths, key=lambda path: lengths[path])
    over = sum(length > LONGEST for length in lengths.values())
    print(f"modules          {len(lengths)}, {sum(lengths.values()):,} lines")
    print(f"longest          {lengths[longest]} lines, {longest}; over {LONGEST}: {over}")
    print(f"median           {median(lengths.values()):g} lines")
    modules = load_graph(folder)
    circles = find_circles(modules)
    print(f"circles          {len(circles)} of modules{name_circles(circles)}")
    wrong = bool(circles) or over > 0
    for house in HOUSES:
        rooms = group_by_room(modules, house=house)
        circles = find_circles(rooms)
        arrows = sum(len(others) for others in rooms.values())
        floors = "-" if circles else count_floors(rooms)
        print(f"{house:<16} {len(rooms)} rooms, {arrows} arrows, {floors} floors,", end=" ")
        print(f"{len(circles)} circles{name_circles(circles)}")
        wrong = wrong or bool(circles)
    return int(wrong)


def count_lines(folder: Path) -> dict[str, int]:
    """The lines of every module but migrations, by path."""
    return {
        str(path.relative_to(folder)): len(path.read_text().splitlines())
        for package in PACKAGES
        for path in sorted((folder / package).rglob("*.py"))
        if "migrations" not in path.parts and path.stat().st_size
    }


def load_graph(folder: Path) -> Graph:
    """Which module imports which at run time, migrations left out; leaves `folder` as the working directory."""
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    graph = grimp.build_graph(*PACKAGES, exclude_type_checking_imports=True, cache_dir=None)
    names = {name for name in graph.modules if ".migrations" not in name}
    return {name: graph.find_modules_directly_imported_by(name) & names for name in names}


def group_by_room(modules: Mapping[str, set[str]], *, house: str) -> Graph:
    """The imports between the direct children of `house`."""

    def room_of(name: str) -> str | None:
        return ".".join(name.split(".")[: house.count(".") + 2]) if name.startswith(house + ".") else None

    rooms: Graph = defaultdict(set)
    for name, others in modules.items():
        room = room_of(name)
        if room is not None:
            rooms[room] |= {other for other in map(room_of, others) if other is not None} - {room}
    return dict(rooms)


def find_circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """The groups of nodes that all reach one another."""
    reached = {node: find_reached(graph, node) for node in graph}
    circles = {
        frozenset(other for other in reached[node] if node in reached[other]) for node in graph if node in reached[node]
    }
    return sorted(sorted(circle) for circle in circles)


def find_reached(graph: Mapping[str, set[str]], start: str) -> set[str]:
    """Every node that one step or more leads to."""
    reached: set[str] = set()
    ahead = list(graph[start])
    while ahead:
        node = ahead.pop()
        if node not in reached:
            reached.add(node)
            ahead.extend(graph[node])
    return reached


def count_floors(graph: Mapping[str, set[str]]) -> int:
    """The longest way down, in rooms; `graph` has no circle."""
    height: dict[str, int] = {}

    def measure(node: str) -> int:
        if node not in height:
            height[node] = 1 + max(map(measure, graph[node]), default=0)
        return height[node]

    return max(map(measure, graph))


def name_circles(circles: list[list[str]]) -> str:
    """Who is in the circles, to be written behind their number."""
    return "".join("; " + " <-> ".join(circle) for circle in circles)


if __name__ == "__main__":
    sys.exit(main())
