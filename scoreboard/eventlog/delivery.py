"""Sends a batch of messages to Kafka, and waits for the acknowledgement of each."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from scoreboard.eventlog import metrics
from scoreboard.wire.kafka_messages import Message as Outgoing

POLL_S = 0.05
POLL_EVERY = 64  # messages between two looks at the acknowledgements that came back
T = TypeVar("T")
FULL_WAIT_S = 0.1
# Kafka's errors for a message that it will never take, however often it is sent.
MESSAGE_ERRORS = frozenset({KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.INVALID_RECORD, KafkaError.INVALID_MSG_SIZE})


class DeliveryBatch:
    """Messages of one round of the relay: hands each to the producer, and reports what became of it.

    `error` is the first failure that is Kafka's own (an outage, a full queue): the round is then sent again. A message
    that Kafka will never take is reported to its sender (`refused`), and the others go on. Waiting, be it for room in
    the producer's queue or for acknowledgements, ends as soon as `is_enough()` is true, asked at least every
    FULL_WAIT_S.
    """

    def __init__(self, producer: Producer, *, is_enough: Callable[[], bool]) -> None:
        self.waiting = self.delivered = 0
        self._unpolled = 0
        self.error: KafkaError | None = None
        self._producer = producer
        self._is_enough = is_enough

    def send(
        self,
        message: Outgoing,
        *,
        delivered: Callable[[T], object],
        refused: Callable[[T, str], object],
        what: T,
        partition: int = -1,
    ) -> None:
        """Hand a message to the producer: `delivered(what)` is called once Kafka has it, `refused(what, why)` if never.

        Both are called within this method or within `wait`.
        """
        report = partial(self._report, delivered, refused, what)
        while True:
            try:
                self._producer.produce(
                    message.topic,
                    value=message.value,
                    key=message.key,
                    partition=partition,
                    headers=message.headers,
                    on_delivery=report,
                )
            except BufferError:  # the producer's queue is full: wait for room
                if self._is_enough():
                    self._note(KafkaError(KafkaError._QUEUE_FULL))  # noqa: SLF001  # librdkafka's own codes begin so
                    return
                self._producer.poll(FULL_WAIT_S)
                continue
            except KafkaException as error:
                self._fail(error.args[0], refused, what)
                return
            break
        self.waiting += 1
        self._unpolled += 1
        if self._unpolled == POLL_EVERY:
            self._unpolled = 0
            self._producer.poll(0)

    def wait(self) -> None:
        """Wait until all messages are acknowledged, or `is_enough()`."""
        while self.waiting and not self._is_enough():
            metrics.IN_FLIGHT.set(self.waiting)
            self._producer.poll(POLL_S)
        metrics.IN_FLIGHT.set(self.waiting)
        metrics.SENT.inc(self.delivered)

    def _report(
        self,
        delivered: Callable[[T], object],
        refused: Callable[[T, str], object],
        what: T,
        error: KafkaError | None,
        _: Message,
    ) -> None:
        self.waiting -= 1
        if error is not None:
            self._fail(error, refused, what)
            return
        self.delivered += 1
        delivered(what)

    def _fail(self, error: KafkaError, refused: Callable[[T, str], object], what: T) -> None:
        if error.code() in MESSAGE_ERRORS:
            metrics.SEND_ERRORS.labels(error.name()).inc()
            refused(what, error.str())
        else:
            self._note(error)

    def _note(self, error: KafkaError) -> None:
        metrics.SEND_ERRORS.labels(error.name()).inc()
        self.error = self.error or error
