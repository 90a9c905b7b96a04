"""docs/extending.md is true: what it says follows from a fixture's field does, and the files that it names exist."""

import re
from pathlib import Path

import msgspec
import pytest

from scoreboard.admin import MatchAdmin
from scoreboard.api.fixtures import ChangedFixture, NewFixture
from scoreboard.importers.base import ImportedMatch
from scoreboard.schemas.making import inline_schema
from scoreboard.sports.common import (
    DETAILS,
    REFERENCES,
    UNCHANGEABLE,
    Fixture,
    FixtureChanged,
    FixtureChanges,
    Scheduled,
)
from scoreboard.wire.snapshot import Snapshot, Summary

ROOT = Path(__file__).resolve().parent.parent
HOW_TO = (ROOT / "docs" / "extending.md").read_text()
SECTIONS = {title: text for title, _, text in (part.partition("\n") for part in HOW_TO.split("\n## ")[1:])}
EXAMPLES = {  # what SPORT stands for
    "A field of an event": "football",
    "A list of leaders": "ice_hockey",
    "A tie-breaker": "cricket",
}
FIELDS = set(Fixture.__struct_fields__)


def fields_of(struct):
    return set(struct.__struct_fields__)


def fill(title):
    """A section's text, with an example's names in the places of those that differ from one case to the next."""
    return SECTIONS[title].replace("SPORT", EXAMPLES.get(title, "")).replace("formats/NAME", "formats/pwhl")


def list_steps(title):
    """What is written by hand for one of these, step by step; a step goes to the next number or the end of its list."""
    return re.findall(r"^\d\. ((?:.+\n)(?: {3}.+\n)*)", fill(title), re.MULTILINE)


def test_the_page_says_all_that_it_should():
    wanted = ["fixture", "event", "leaders", "season's page", "tie-breaker", "import format", "push frame"]
    assert all(word in title for word, title in zip(wanted, SECTIONS, strict=True))


@pytest.mark.parametrize("title", SECTIONS)
def test_at_most_four_files_are_written_by_hand_and_they_are_there(title):
    steps = list_steps(title)
    assert 1 <= len(steps) <= 4
    for step in steps:
        path, *names = re.findall(r"`([^`]+)`", step)
        file = ROOT / path
        assert file.exists(), path
        text = file.read_text() if file.is_file() else ""
        missing = [name for name in names if re.fullmatch(r"[A-Za-z_]+", name) and text and name not in text]
        assert [name for name in missing if "NAME" not in name] == [], path


@pytest.mark.parametrize("title", SECTIONS)
def test_files_that_are_named_on_the_way_are_there(title):
    text = fill(title)
    paths = re.findall(r"[`# ]((?:scoreboard|stats|templates|static|docs|tests)/[\w./]+)", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert paths


def test_a_field_that_does_not_change_is_said_so():
    assert fields_of(FixtureChanges) - {"reason"} == FIELDS - set(UNCHANGEABLE)


@pytest.mark.parametrize("event", [Scheduled, FixtureChanged])
def test_the_schemas_have_every_field(event):
    data = inline_schema(event)["properties"]["data"]["properties"]
    assert list(data) == list(event.__annotations__["data"].__struct_fields__)


@pytest.mark.parametrize("struct", [NewFixture, ChangedFixture, ImportedMatch, Summary, Snapshot])
def test_every_detail_is_taken_and_shown(struct):
    assert set(DETAILS) <= fields_of(struct)


def test_the_admin_has_every_detail_and_reference():
    assert list(MatchAdmin.form.base_fields) == [*MatchAdmin.fields]
    assert set(MatchAdmin.fields) == {*DETAILS, *REFERENCES, "reason"} - {"competition"}  # which is the season's


def test_a_struct_that_declares_a_field_itself_keeps_its_own():
    fields = {field.name: field for field in msgspec.structs.fields(Summary)}
    assert fields["neutral"].required
    assert list(fields).index("venue") < list(fields).index("status") < list(fields).index("round_number")
