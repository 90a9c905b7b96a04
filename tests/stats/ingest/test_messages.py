"""Messages as stats keep them. tests/stats/poison.py has many that are none."""

from datetime import UTC, datetime

import pytest

from scoreboard.wire.kafka_messages import Unreadable
from stats.ingest import messages
from stats.ingest.messages import MessageCopy
from stats.models import DeadLetter
from stats.storage.stored_record import StoredRecord
from tests.stats import poison

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def make(value, *, key=b"k"):
    return MessageCopy("t", 3, 41, key, value)


def test_a_record_is_filed_by_what_it_says_and_where_it_was():
    value = poison.record("m", 7, epoch=2)
    assert messages.parse_record(make(value)) == StoredRecord("m", 2, 7, value.decode(), 3, 41)


def test_the_rest_of_a_record_is_not_looked_at():
    assert messages.parse_record(make(poison.record("m", 7, "nonsense", recorded_at="never"))).seq == 7


@pytest.mark.parametrize("name", ["null", "garbage", "half a record", "seq 0", "no match", "lists 501 deep"])
def test_what_is_no_record_is_unreadable(name):
    with pytest.raises(Unreadable):
        messages.parse_record(make(poison.LETTERS[name]))


def test_a_dead_letter_keeps_the_message_and_says_why():
    letter = messages.build_dead_letter(make(b"?", key=b"a match"), ValueError("it is broken"), NOW)
    assert (letter.topic, letter.partition, letter.offset, letter.key, letter.value) == ("t", 3, 41, b"a match", b"?")
    assert (letter.match, letter.reason, letter.at) == ("a match", "it is broken", NOW)


def test_a_key_or_reason_that_no_terminal_shows_is_escaped_and_cut():
    letter = messages.build_dead_letter(make(b"?", key=b"\x1b\xff" * 90), ValueError("\x1b" * 900), NOW)
    assert letter.match == ("\\x1b" * 36)[:36]
    assert letter.reason == ("\\x1b" * 900)[:500]


def test_a_stored_record_as_a_message_is_parsed_to_itself(settings):
    stored = StoredRecord("m", 2, 7, poison.record("m", 7, epoch=2).decode(), 3, 41)
    copy = MessageCopy.of_record(stored)
    assert messages.parse_record(copy) == stored
    assert (copy.topic(), copy.key()) == (settings.KAFKA_TOPIC_EVENTS, b"m")


@pytest.mark.parametrize("data", [None, b"?"])
def test_a_dead_letter_as_a_message_is_what_it_was(data):
    DeadLetter.objects.create(topic="t", partition=3, offset=41, key=data, value=data, reason="r", at=NOW)
    assert MessageCopy.of_dead_letter(DeadLetter.objects.get()) == make(data, key=data)
