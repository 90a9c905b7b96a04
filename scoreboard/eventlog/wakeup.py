"""Wakes the stats consumer when Kafka has new records, so that a table changes within moments.

Nothing depends on it: Celery's beat starts the consumer every second anyway. A thread of its own sends the wakeup,
since a Redis that hangs would otherwise hold up the relay.
"""

import logging
import threading
import time
from collections.abc import Callable

from scoreboard.celery import send_consume
from scoreboard.eventlog import metrics
from scoreboard.eventlog.limits import PRODUCTION, RelayLimits
from scoreboard.outages import Outage

logger = logging.getLogger(__name__)


class Wakeup:
    """Sends the Celery task that starts the consumer, once however often it is requested within `wakeup_interval_s`."""

    def __init__(self, *, limits: RelayLimits = PRODUCTION, send: Callable[[], bool] = send_consume) -> None:
        self._interval_s = limits.wakeup_interval_s
        self._send_task = send
        self._requested = threading.Event()
        away = "cannot wake the stats consumer, beat will start it"
        self._outage = Outage(logger, away=away, back="the stats consumer can be woken again")
        threading.Thread(target=self._run, name="wakeup", daemon=True).start()

    def request(self) -> None:
        """Have a wakeup sent; returns at once."""
        self._requested.set()

    def _run(self) -> None:
        while True:
            self._requested.wait()
            self._requested.clear()
            self._send()
            time.sleep(self._interval_s)

    def _send(self) -> None:
        try:
            if self._send_task():
                metrics.WAKEUPS.inc()
        except Exception as error:  # noqa: BLE001  # whatever Redis does, beat makes up for it
            metrics.WAKEUP_ERRORS.inc()
            self._outage.began(error)
        else:
            self._outage.ended()
