"""The system's own reasons stand in one table, and are known by their words."""

import ast
from pathlib import Path

import msgspec

from scoreboard.importers.formats.football_status import DECLARED
from scoreboard.sports.base import Reason
from scoreboard.sports.reasons import CODES, REASONS, find_code

ROOT = Path(__file__).parents[2] / "scoreboard"


def find_written():
    """Where code writes a reason itself: a text of several words given as a `reason`, by keyword or in a dict."""
    for file in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            given = []
            if isinstance(node, ast.keyword) and node.arg == "reason":
                given = [node.value]
            elif isinstance(node, ast.Dict):
                given = [
                    value
                    for key, value in zip(node.keys, node.values, strict=True)
                    if isinstance(key, ast.Constant) and key.value == "reason"
                ]
            for value in given:
                if isinstance(value, ast.JoinedStr) or (isinstance(value, ast.Constant) and " " in str(value.value)):
                    yield f"{file.relative_to(ROOT)}:{value.lineno}"


def test_no_reason_is_written_elsewhere():
    assert list(find_written()) == []


def test_each_reason_can_be_stored_and_is_known_by_its_words():
    assert len(CODES) == len(REASONS)
    for code, reason in REASONS.items():
        assert msgspec.convert(reason, Reason) == reason
        assert find_code(reason) == code
    assert (find_code(None), find_code("Fog"), find_code("Entered by mistake")) == (None, None, None)


def test_each_status_of_openfootball_has_its_reason():
    assert all(REASONS[f"source.{status}"] == f"{status.capitalize()}, as the source has it." for status in DECLARED)
