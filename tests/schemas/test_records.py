"""Real records are what the bundles in the repository say, and others are not: as jsonschema reads them."""

import base64
import gzip
import importlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoreboard.sports import SPORTS
from scoreboard.wire.records import encode_record, name_event_schema
from tests.schemas.validating import validator_of
from tests.sports.logs import make_record

STORED = sorted((Path(__file__).resolve().parents[1] / "deploy" / "stored").glob("*/sqlite-kafka.jsonl.gz"))


def list_messages(path):
    """The name of its schema and the value of each message of a stored Kafka log."""
    for line in gzip.decompress(path.read_bytes()).splitlines():
        message = json.loads(line)
        headers = {name: base64.b64decode(value).decode() for name, value in message["headers"]}
        if "ce_dataschema" in headers:
            yield headers["ce_dataschema"], json.loads(base64.b64decode(message["value"]))


def check(name, value):
    """A message is valid by its own schema, and is not where it lacks or says wrong what every message says."""
    validator = validator_of(name)
    validator.validate(value)
    for field in ("sport", "seq") if "sport" in value else ("kind", "version"):
        assert not validator.is_valid({key: value[key] for key in value if key != field})
        assert not validator.is_valid({**value, field: "other"})


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.parent.name)
def test_what_a_release_wrote_is_what_it_said(path):
    messages = list(list_messages(path))
    assert {value["sport"] for _name, value in messages if "sport" in value} == set(SPORTS)
    for name, value in messages:
        check(name, value)


@pytest.mark.parametrize("sport", SPORTS)
@settings(max_examples=40)
@given(data=st.data())
def test_what_can_be_entered_is_what_its_schema_says(sport, data):
    body = data.draw(importlib.import_module(f"tests.sports.bodies.{sport}").BODIES)
    record = json.loads(encode_record(make_record(2, sport=sport, **body)))
    check(name_event_schema(sport, record["type"]), record)
    assert validator_of(f"urn:scoreboard:schemas:{sport}").is_valid(record)
    other = "tennis" if sport == "football" else "football"
    assert not validator_of(f"urn:scoreboard:schemas:{other}").is_valid(record)
