"""The bundles: a schema for each type of message, of its own `$id`, that says what its type does."""

import json
from datetime import date

import jsonschema
import pytest

from scoreboard.models import MatchEvent, Person, SquadEntry, StandingAdjustment, Suspension
from scoreboard.models.catalogue import CATALOGUE
from scoreboard.schemas.files import read_schemas
from scoreboard.schemas.making import LOG_FIELDS, inline_schema, make_bundles
from scoreboard.schemas.references import Library
from scoreboard.sports import SPORTS
from scoreboard.sports.decoding import event_types
from scoreboard.wire.catalogue import name_entry_schema
from scoreboard.wire.kafka_messages import build_entry_message, build_record_message
from scoreboard.wire.records import name_event_schema
from tests.factories import enter, make_match
from tests.schemas.validating import FOLDER, load_documents, validator_of

EVENTS = {
    name_event_schema(sport, name): (sport, struct) for sport in SPORTS for name, struct in event_types(sport).items()
}
SECOND = [name_event_schema(sport, "status", 2) for sport in SPORTS]
ENTRIES = [name_entry_schema(model.KIND) for model in CATALOGUE]
LIBRARY = Library(make_bundles().values())


def test_each_bundle_is_a_schema():
    for document in load_documents().values():
        jsonschema.Draft202012Validator.check_schema(document)


def test_each_type_of_message_has_a_schema():
    assert sorted(LIBRARY.list_named()) == sorted([*EVENTS, *SECOND, *ENTRIES])


def test_whatever_was_released_is_found():
    released = Library(read_schemas(FOLDER / "released").values())
    assert len(released.list_named()) >= 23
    for name in released.list_named():
        assert (LIBRARY if name in LIBRARY.schemas else released).inline(name)


@pytest.mark.parametrize("sport", SPORTS)
def test_a_record_is_described_as_its_type_is(sport):
    for name, (of, struct) in EVENTS.items():
        if of != sport:
            continue
        newest = name.removesuffix("1") + "2" if name.endswith(":status:1") else name
        described, expected = LIBRARY.inline(newest), inline_schema(struct)
        for field in LOG_FIELDS:
            expected["properties"][field].pop("default")
        expected["properties"]["sport"]["const"] = sport
        required = [*LOG_FIELDS, *expected.pop("required")]
        assert sorted(described.pop("required")) == sorted(required)
        assert described == expected


def test_what_stands_in_one_place_is_said_once():
    texts = [json.dumps(document) for document in load_documents().values()]
    for said in (
        "A correction: that record never was.",
        "A catalogue entry by its id",
        "A rally won by",
        "A goal for `side` (Law 10)",
    ):
        assert sum(text.count(said) for text in texts) == 1, said
    assert sum((FOLDER / name).read_text().count("\n") for name in load_documents()) < 6_000


@pytest.mark.django_db
def test_what_is_written_to_kafka_is_what_its_dataschema_says():
    match = make_match(knock_out=True, round="Final")
    enter(match, {"type": "period_start"}, {"type": "goal", "side": "home", "player": "Ada", "clock_ms": 60_000})
    enter(match, {"type": "void", "data": {"seq": 3, "reason": "offside"}})
    enter(match, {"type": "status", "data": {"status": "abandoned", "reason": "fog"}})
    adjust = StandingAdjustment.objects.create
    adjust(season=match.season, competitor=match.home, points=-1, reason="r", on="2026-01-01")
    dates = {"since": date(2026, 1, 1), "until": date(2026, 6, 30)}
    person = Person.objects.get()
    SquadEntry.objects.create(season=match.season, competitor=match.home, person=person, **dates)
    ban = {"match": match, "matches": 3, "on": date(2026, 1, 1), "until": date(2026, 6, 30), "reason": "r"}
    Suspension.objects.create(season=match.season, person=person, **ban)
    records = [build_record_message(row.record, epoch=1) for row in MatchEvent.objects.all()]
    entries = [build_entry_message(row.as_entry()) for model in CATALOGUE for row in model.objects.all()]
    assert len(records) == 5
    assert {json.loads(entry.value)["kind"] for entry in entries} == {model.KIND for model in CATALOGUE}
    for message in (*records, *entries):
        validator_of(dict(message.headers)["ce_dataschema"].decode()).validate(json.loads(message.value))
