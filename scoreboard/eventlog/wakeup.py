"""Tells the stats consumer that there is something new, so that a table changes within moments.

Nothing depends on it: Celery's beat starts the consumer every second anyway. A thread of its own sends the nudge, since
a Redis that hangs would hold the relay up.
"""

import logging
import threading
import time

from scoreboard.celery import send_drain
from scoreboard.eventlog import metrics

logger = logging.getLogger(__name__)
INTERVAL_S = 0.1  # at most ten nudges a second


class Nudger:
    """Sends the task `stats.drain`, once however often it was asked to within INTERVAL_S."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._failing = False
        threading.Thread(target=self._run, name="nudge", daemon=True).start()

    def nudge(self) -> None:
        """Ask for a nudge; returns at once."""
        self._wanted.set()

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            self._send()
            time.sleep(INTERVAL_S)

    def _send(self) -> None:
        try:
            if send_drain():
                metrics.NUDGES.inc()
        except Exception as error:  # noqa: BLE001  # whatever Redis does, beat makes up for it
            metrics.NUDGE_ERRORS.inc()
            if not self._failing:  # once an outage, not ten times a second
                logger.warning("cannot nudge the stats consumer, it will look by itself: %s", error)
            self._failing = True
        else:
            self._failing = False
