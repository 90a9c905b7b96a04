"""Kafka messages as stats keep them: a match record with its offset, or the dead letter of what is Unreadable."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.conf import settings

from scoreboard.wire import kafka_messages
from scoreboard.wire.kafka_messages import KafkaMessage, format_record_key, parse_record_key
from stats.models import ID, DeadLetter
from stats.storage.stored_record import StoredRecord

REASON_CHARS = 500  # of the reason of a dead letter


@dataclass(frozen=True, slots=True)
class MessageCopy:
    """A KafkaMessage made of what is stored of it."""

    _topic: str
    _partition: int
    _offset: int
    _key: bytes | None
    _value: bytes | None

    @classmethod
    def of_record(cls, stored: StoredRecord) -> Self:
        """The message of a stored record, with the match as its key, as the relay sends it."""
        topic, key = str(settings.KAFKA_TOPIC_EVENTS), format_record_key(stored.match)
        return cls(topic, stored.partition, stored.offset, key, stored.payload.encode())

    @classmethod
    def of_dead_letter(cls, letter: DeadLetter) -> Self:
        """The message that became this dead letter."""
        key, value = (None if data is None else bytes(data) for data in (letter.key, letter.value))
        return cls(letter.topic, letter.partition, letter.offset, key, value)

    def topic(self) -> str:
        return self._topic

    def partition(self) -> int:
        return self._partition

    def offset(self) -> int:
        return self._offset

    def key(self) -> bytes | None:
        return self._key

    def value(self) -> bytes | None:
        return self._value


def parse_record(message: KafkaMessage) -> StoredRecord:
    """Parse which match record a message holds; the rest of it is parsed when it is applied. Raises Unreadable."""
    record, payload = kafka_messages.parse_record(message)
    partition, offset = message.partition() or 0, message.offset() or 0
    return StoredRecord(record.match, record.epoch, record.seq, payload, partition, offset)


def build_dead_letter(message: KafkaMessage, error: Exception, now: datetime) -> DeadLetter:
    """Build the dead letter of an unreadable message; its key, if it is a text, is taken for the match."""
    key = message.key()
    return DeadLetter(
        topic=message.topic() or "",
        partition=message.partition() or 0,
        offset=message.offset() or 0,
        key=key,
        value=message.value(),
        match=escape(parse_record_key(key))[:ID],
        reason=escape(str(error))[:REASON_CHARS],
        at=now,
    )


def escape(text: str) -> str:
    """Escape control characters and lone surrogates, which some databases cannot store and terminals cannot show.

    Longer texts are cut after twice REASON_CHARS.
    """
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text[: 2 * REASON_CHARS]
    )
