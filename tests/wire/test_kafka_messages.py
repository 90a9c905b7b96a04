"""How records, catalogue rows and dead letters look in Kafka, and how they are read."""

import json
from datetime import UTC, datetime

import pytest

from scoreboard import parsing
from scoreboard.wire.kafka_messages import (
    DeadLetterHeaders,
    EntryHeaders,
    RecordHeaders,
    Unreadable,
    build_dead_letter_message,
    build_entry_message,
    build_record_message,
    measure_depth,
    parse_entry,
    parse_record,
    parse_record_key,
)
from stats.ingest.messages import MessageCopy
from tests.factories import enter
from tests.stats import poison


def read(headers, type_):
    """Headers as their type reads them, which must know each."""
    plain = {name: value if isinstance(value, str) else value.decode() for name, value in headers}
    found = parsing.convert(plain, type_, strict=False)
    assert len(plain) == len(headers)
    return found


def make(value):
    """A message with that value."""
    return MessageCopy("t", 3, 41, b"k", value)


# --- written ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_record_is_a_cloud_event_in_binary_mode(live_match):
    enter(live_match, {"type": "goal", "side": "home", "player": "Ann"}, key="k1")
    row = live_match.events.get(seq=3)
    message = build_record_message(row.record, epoch=1)
    assert message.topic == "match-events"
    assert message.key == str(live_match.pk).encode()
    assert message.value == row.record.encode()
    assert read(message.headers, RecordHeaders).ce_time == row.recorded_at
    assert [name for name, _ in message.headers[:2]] == ["ce_id", "ce_time"]
    headers = dict(message.headers)
    assert headers.pop("ce_time").startswith(row.recorded_at.strftime("%Y-%m-%dT%H:%M:%S"))
    assert headers == {
        "ce_id": f"{live_match.pk}/1/3",
        "ce_specversion": b"1.0",
        "ce_source": b"/scoreboard",
        "ce_type": b"scoreboard.match.goal",
        "ce_dataschema": b"urn:scoreboard:match-event:football:goal:1",
        "content-type": b"application/json",
    }


@pytest.mark.django_db
def test_a_record_goes_out_under_its_matchs_present_epoch(live_match):
    message = build_record_message(live_match.events.get(seq=2).record, epoch=3)
    assert json.loads(message.value)["epoch"] == 3
    assert dict(message.headers)["ce_id"] == f"{live_match.pk}/3/2"


@pytest.mark.django_db
def test_a_catalogue_row_is_keyed_by_kind_and_id(live_match):
    message = build_entry_message(live_match.home.as_entry())
    assert message.topic == "catalogue"
    assert message.key == f"competitor:{live_match.home_id}".encode()
    headers = read(message.headers, EntryHeaders)
    assert (headers.ce_id, headers.ce_type) == (
        f"competitor/{live_match.home_id}/1",
        "scoreboard.catalogue.competitor",
    )
    assert headers.ce_dataschema == "urn:scoreboard:catalogue:competitor:1"
    value = json.loads(message.value)
    assert value["version"] == 1
    assert (value["kind"], value["id"], value["data"]["name"]) == (
        "competitor",
        str(live_match.home_id),
        live_match.home.name,
    )


def test_a_dead_letter_says_why_and_where_it_was():
    at = datetime(2026, 11, 24, 15, tzinfo=UTC)
    headers = DeadLetterHeaders(reason="no record", topic="match-events", partition=3, offset=41, at=at)
    message = build_dead_letter_message(None, b"?", headers)
    assert message[:3] == ("match-events-dead", None, b"?")
    assert message.headers == [
        ("reason", b"no record"),
        ("topic", b"match-events"),
        ("partition", b"3"),
        ("offset", b"41"),
        ("at", b"2026-11-24T15:00:00+00:00"),
    ]
    assert read(message.headers, DeadLetterHeaders) == headers


# --- read ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_written_is_read(live_match):
    row = live_match.events.get(seq=2)
    message = build_record_message(row.record, epoch=3)
    record, payload = parse_record(make(message.value))
    assert (record.match, record.epoch, record.seq, payload.encode()) == (str(live_match.pk), 3, 2, message.value)
    assert parse_record_key(message.key) == record.match
    assert parse_entry(make(build_entry_message(live_match.home.as_entry()).value)) == live_match.home.as_entry()


@pytest.mark.parametrize("key", [None, b"", b"\xff\xfe"])
def test_a_key_that_is_no_text_names_no_match(key):
    assert parse_record_key(key) == ""


def test_an_entry_is_parsed():
    entry = parse_entry(make(poison.entry("season", "s1", 4, name="2026")))
    assert (entry.kind, entry.id, entry.version, entry.data) == ("season", "s1", 4, {"name": "2026"})


@pytest.mark.parametrize("name", ["null", "garbage", "half a record", "seq 0", "no match", "lists 501 deep"])
def test_what_is_no_record_is_unreadable(name):
    with pytest.raises(Unreadable):
        parse_record(make(poison.LETTERS[name]))


@pytest.mark.parametrize("name", ["null", "half", "no kind", "version 0", "NUL in the id"])
def test_what_is_no_entry_is_unreadable(name):
    with pytest.raises(Unreadable):
        parse_entry(make(poison.ENTRIES[name]))


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("[" * 600 + "]" * 600, 600),
        ("[]" * 600, 1),
        ('"' + "[" * 600 + '"', 0),
        ('{"a": "' + "[{" * 300 + '\\"}"}' + "[" * 600, 600),
        ("[" * 10, 0),
    ],
)
def test_nesting_is_measured_outside_of_texts(text, depth):
    assert measure_depth(text) == depth
