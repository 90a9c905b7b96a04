"""The Celery task that brings the stats tables up to date: bounded in time, and harmless if lost, late or doubled."""

import logging
import threading

from celery import shared_task
from celery.worker import state
from confluent_kafka import KafkaException
from django.conf import settings
from django.db import Error

from scoreboard.outages import Outage
from stats.ingest import dead_letters
from stats.ingest.save import Overtaken
from stats.ingest.worker import Worker

logger = logging.getLogger(__name__)
CONSUME_S = 5.0
lock = threading.Lock()


class Consumer:
    """The one Worker of this process, made at the first task, after the fork, and kept for its connections."""

    def __init__(self) -> None:
        self._worker: Worker | None = None
        self._outage = Outage(logger, away="tables fall behind", back="tables catch up again")

    def run(self) -> None:
        """Consume once, and publish dead letters. An error is logged once, until it has gone well again."""
        try:
            self._worker = self._worker or Worker()
            self._worker.consume(seconds=CONSUME_S, stop=is_ending)
            dead_letters.publish()
        except Exception as error:  # noqa: BLE001  # whatever it is: the next call tries again
            is_known = isinstance(error, (KafkaException, Error, Overtaken))
            self._outage.began(error, kind=type(error), traceback=not is_known)
        else:
            self._outage.ended()


consumer = Consumer()


def is_ending() -> bool:
    """Whether the Celery worker has been told to end."""
    return state.should_stop is not None or state.should_terminate is not None


@shared_task(name="stats.drain", ignore_result=True)
def consume() -> None:
    """Bring the tables up to date with Kafka, for at most CONSUME_S."""
    if settings.KAFKA_BOOTSTRAP and lock.acquire(blocking=False):
        try:
            consumer.run()
        finally:
            lock.release()
