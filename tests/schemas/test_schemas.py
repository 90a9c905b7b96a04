"""The schemas in the repository: current, named by every message, and true of what is really written."""

import json
from io import StringIO

import jsonschema
import pytest
from django.core.management import CommandError, call_command

from scoreboard.models import MatchEvent, StandingAdjustment
from scoreboard.models.catalogue import CATALOGUE
from scoreboard.schemas.making import make_schemas
from scoreboard.wire.kafka_messages import build_entry_message, build_record_message
from tests.factories import enter, make_match

SCHEMAS = make_schemas()
BY_ID = {schema["$id"]: schema for schema in SCHEMAS.values()}


def run(folder, *options):
    out = StringIO()
    call_command("schemas", *options, folder=folder, stdout=out)
    return out.getvalue()


def test_every_schema_is_a_schema_of_its_own():
    assert len(BY_ID) == len(SCHEMAS)
    for schema in SCHEMAS.values():
        jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.django_db
def test_what_is_written_to_kafka_is_what_its_dataschema_says():
    match = make_match(knock_out=True, round="Final")
    enter(match, {"type": "period_start"}, {"type": "goal", "side": "home", "player": "Ada", "clock_ms": 60_000})
    enter(match, {"type": "void", "data": {"seq": 3, "reason": "offside"}})
    enter(match, {"type": "status", "data": {"status": "abandoned", "reason": "fog"}})
    adjust = StandingAdjustment.objects.create
    adjust(season=match.season, competitor=match.home, points=-1, reason="r", on="2026-01-01")
    records = [build_record_message(row.record, epoch=1) for row in MatchEvent.objects.all()]
    entries = [build_entry_message(row.as_entry()) for model in CATALOGUE for row in model.objects.all()]
    assert len(records) == 5
    assert {json.loads(entry.value)["kind"] for entry in entries} == {model.KIND for model in CATALOGUE}
    for message in (*records, *entries):
        schema = BY_ID[dict(message.headers)["ce_dataschema"].decode()]
        jsonschema.validate(json.loads(message.value), schema)


def test_the_files_are_written_checked_and_released(tmp_path):
    run(tmp_path)
    run(tmp_path, "--check")
    goal = tmp_path / "football" / "goal.json"
    before = goal.read_text()
    goal.write_text("{}")
    (tmp_path / "football" / "offside.json").write_text("{}")
    with pytest.raises(CommandError) as refused:
        run(tmp_path, "--check")
    assert str(refused.value).splitlines() == [
        "football/goal.json: is not what the types say: run `python manage.py schemas`",
        "football/offside.json: is not what the types say: run `python manage.py schemas`",
    ]
    run(tmp_path, "--release")
    assert goal.read_text() == (tmp_path / "released" / "football" / "goal.json").read_text() == before
    assert not (tmp_path / "football" / "offside.json").exists()


def test_a_change_that_breaks_a_released_schema_is_refused_and_nothing_is_written(tmp_path):
    run(tmp_path, "--release")
    released = tmp_path / "released" / "football" / "goal.json"
    schema = json.loads(released.read_text())
    schema["properties"]["keeper"] = {"type": "string"}
    released.write_text(json.dumps(schema))
    for options in ([], ["--check"], ["--release"]):
        with pytest.raises(CommandError, match=r"football/goal.json: \$.keeper: is not known any more \(backward"):
            run(tmp_path, *options)
    assert json.loads(released.read_text()) == schema
