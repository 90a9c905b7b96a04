"""A batch of messages: each is acknowledged, refused for good, or makes the batch fail."""

import pytest
from confluent_kafka import KafkaError, KafkaException

from scoreboard.eventlog.delivery import POLL_EVERY, DeliveryBatch
from scoreboard.wire.kafka_messages import Message
from tests.memory_kafka import MemoryKafka, MemoryProducer


@pytest.fixture
def kafka(settings):
    return MemoryKafka(settings)


class Outcome:
    """What a batch has reported."""

    def __init__(self) -> None:
        self.delivered, self.refused = [], []

    def send(self, batch, name):
        message = Message("match-events", b"k", name.encode(), [])
        batch.send(
            message,
            delivered=self.delivered.append,
            refused=lambda what, why: self.refused.append((what, why)),
            what=name,
        )


@pytest.fixture
def outcome():
    return Outcome()


def make_batch(kafka, *, is_enough=lambda: False, **options):
    return DeliveryBatch(MemoryProducer(kafka, **options), is_enough=is_enough)


def test_acknowledged_messages_are_reported(kafka, outcome):
    batch = make_batch(kafka)
    for name in "ab":
        outcome.send(batch, name)
    batch.wait()
    assert (outcome.delivered, outcome.refused, batch.error) == (["a", "b"], [], None)
    assert (batch.waiting, batch.delivered) == (0, 2)


def test_acknowledgements_are_looked_at_while_sending(kafka, outcome):
    batch = make_batch(kafka)
    for number in range(POLL_EVERY):
        outcome.send(batch, str(number))
    assert len(outcome.delivered) == POLL_EVERY


def test_a_full_queue_is_waited_for(kafka, outcome):
    batch = make_batch(kafka, room=1)
    for name in "abc":
        outcome.send(batch, name)
    batch.wait()
    assert outcome.delivered == ["a", "b", "c"]


def test_a_full_queue_is_not_waited_for_any_longer_than_enough(kafka, outcome):
    kafka.is_away = True
    batch = make_batch(kafka, room=1, is_enough=lambda: True)
    for name in "ab":
        outcome.send(batch, name)
    assert batch.error.code() == KafkaError._QUEUE_FULL
    assert batch.waiting == 1


def test_acknowledgements_are_not_waited_for_any_longer_than_enough(kafka, outcome):
    kafka.is_away = True
    answers = iter([False, True])
    batch = make_batch(kafka, is_enough=lambda: next(answers))
    outcome.send(batch, "a")
    batch.wait()
    assert (outcome.delivered, batch.waiting) == ([], 1)


def test_a_message_that_is_too_large_is_refused_and_the_batch_goes_on(kafka, outcome):
    def fail(value):
        return KafkaError(KafkaError.MSG_SIZE_TOO_LARGE, "too large") if value == b"a" else None

    batch = make_batch(kafka, fail=fail)
    for name in "ab":
        outcome.send(batch, name)
    batch.wait()
    assert (outcome.delivered, outcome.refused, batch.error) == (["b"], [("a", "too large")], None)


def test_a_message_that_the_client_does_not_take_is_refused(kafka, outcome):
    batch = make_batch(kafka)

    def produce(*args, **kwargs):
        raise KafkaException(KafkaError(KafkaError.MSG_SIZE_TOO_LARGE, "too large"))

    batch._producer.produce = produce
    outcome.send(batch, "a")
    assert (outcome.refused, batch.waiting) == ([("a", "too large")], 0)


def test_kafka_s_own_trouble_is_the_batch_s_error_and_refuses_nothing(kafka, outcome):
    codes = iter([KafkaError._MSG_TIMED_OUT, KafkaError._TRANSPORT])
    batch = make_batch(kafka, fail=lambda value: KafkaError(next(codes)))
    for name in "ab":
        outcome.send(batch, name)
    batch.wait()
    assert (outcome.delivered, outcome.refused) == ([], [])
    assert batch.error.code() == KafkaError._MSG_TIMED_OUT
