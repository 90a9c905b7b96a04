"""scripts/structure.py: finds the circles and the floors of made-up imports, and counts a checkout's lines."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def structure():
    spec = importlib.util.spec_from_file_location("structure", ROOT / "scripts/structure.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_modules_that_reach_one_another_are_a_circle(structure):
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set(), "e": {"f"}, "f": {"e"}}
    assert structure.find_circles(graph) == [["a", "b", "c"], ["e", "f"]]


def test_floors_are_the_longest_way_down(structure):
    graph = {"top": {"middle", "ground"}, "middle": {"ground"}, "ground": set(), "shed": {"ground"}}
    assert structure.count_floors(graph) == 3


def test_rooms_import_what_their_modules_import(structure):
    modules = {
        "house.a.x": {"house.b.y", "house.a.z", "other.q"},
        "house.a.z": set(),
        "house.b.y": set(),
        "other.q": set(),
    }
    assert structure.group_by_room(modules, house="house") == {"house.a": {"house.b"}, "house.b": set()}


def test_a_module_that_is_too_long_is_counted_and_migrations_are_not(structure, tmp_path):
    (tmp_path / "scoreboard/migrations").mkdir(parents=True)
    (tmp_path / "stats").mkdir()
    (tmp_path / "scoreboard/long.py").write_text("x = 1\n" * 401)
    (tmp_path / "scoreboard/migrations/0001_initial.py").write_text("x = 1\n")
    assert structure.count_lines(tmp_path) == {"scoreboard/long.py": 401}
