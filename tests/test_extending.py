"""docs/extending.md is true: what it says follows from a fixture's field does, and the files that it names exist."""

import msgspec
import pytest

from scoreboard.admin import MatchAdmin
from scoreboard.api.fixtures import ChangedFixture, NewFixture
from scoreboard.importers.base import ImportedMatch
from scoreboard.schemas.making import make_event_schema
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

FIELDS = set(Fixture.__struct_fields__)


def fields_of(struct):
    return set(struct.__struct_fields__)


def test_a_field_that_does_not_change_is_said_so():
    assert fields_of(FixtureChanges) - {"reason"} == FIELDS - set(UNCHANGEABLE)


@pytest.mark.parametrize(("name", "event"), [("scheduled", Scheduled), ("fixture_changed", FixtureChanged)])
def test_the_schemas_have_every_field(name, event):
    data = make_event_schema("football", name, event)["properties"]["data"]["properties"]
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
