"""What Celery starts: bounded drains, safe to lose, to run late, or to run twice."""

import logging
import threading

from celery import shared_task
from celery.worker import state
from confluent_kafka import KafkaException
from django.conf import settings
from django.db import Error

from stats import deadletters
from stats.consumer import Worker
from stats.matches import Overtaken

logger = logging.getLogger(__name__)
DRAIN_S = 5.0
lock = threading.Lock()


class Drain:
    """The one worker of this process, made when it is first needed: after the fork, and kept for its connections."""

    def __init__(self) -> None:
        self._worker: Worker | None = None
        self._failing = False

    def run(self) -> None:
        """Drain once; what is away is told once, and tried again the next time."""
        try:
            self._worker = self._worker or Worker()
            self._worker.drain(seconds=DRAIN_S, stop=is_ending)
            deadletters.publish()
        except (KafkaException, Error, Overtaken) as error:
            if not self._failing:  # once an outage
                logger.warning("tables fall behind: %s", error)
            self._failing = True
        else:
            if self._failing:
                logger.info("tables catch up again")
            self._failing = False


the_drain = Drain()


def is_ending() -> bool:
    """Whether the Celery worker has been told to end."""
    return state.should_stop is not None or state.should_terminate is not None


@shared_task(name="stats.drain", ignore_result=True)
def drain() -> None:
    """Bring the tables up to date with Kafka, for at most DRAIN_S seconds."""
    if settings.KAFKA_BOOTSTRAP and lock.acquire(blocking=False):
        try:
            the_drain.run()
        finally:
            lock.release()
