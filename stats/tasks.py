"""What Celery starts: bounded drains, safe to lose, to run late, or to run twice."""

import logging
import threading

from celery import shared_task
from celery.worker import state
from confluent_kafka import KafkaException
from django.conf import settings
from django.db import Error

from stats.ingest import dead_letters
from stats.ingest.plan import Overtaken
from stats.ingest.worker import Worker

logger = logging.getLogger(__name__)
DRAIN_S = 5.0
lock = threading.Lock()


class Drain:
    """The one worker of this process, made when it is first needed: after the fork, and kept for its connections."""

    def __init__(self) -> None:
        self._worker: Worker | None = None
        self._failing: set[type[Exception]] = set()  # in what ways, since it last went well

    def run(self) -> None:
        """Drain once; what is away or goes wrong is told once, and tried again the next time."""
        try:
            self._worker = self._worker or Worker()
            self._worker.drain(seconds=DRAIN_S, stop=is_ending)
            dead_letters.publish()
        except Exception as error:  # whatever it is: once, not with every drain
            if type(error) not in self._failing:
                is_known = isinstance(error, (KafkaException, Error, Overtaken))
                logger.warning("tables fall behind: %s", error, exc_info=None if is_known else error)
            self._failing.add(type(error))
        else:
            if self._failing:
                logger.info("tables catch up again")
            self._failing.clear()


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
