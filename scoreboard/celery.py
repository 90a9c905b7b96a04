"""The Celery application, and its schedule: the stats consumer every second, purges every ten minutes.

No message expires: that is found by comparing two machines' clocks, and if one was set back every message would be
thrown away. Instead none is sent while ENOUGH of them wait, so that a queue without workers does not grow.
"""

import os
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from celery import Celery
from celery.beat import ScheduleEntry, Scheduler
from celery.schedules import schedule
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoreboard.settings")
CONSUME, CONSUME_EVERY_S = "stats.drain", 1.0  # the name that messages in the queue have
PURGE, PURGE_EVERY_S = "accounts.purge", 600.0
ENOUGH = 8  # messages that wait: more than there are workers to take them at once
STARTED_AT, STARTED = datetime.now(UTC), time.monotonic()


def read_config() -> dict[str, Any]:
    """What of the settings is Celery's: of all that it is given, `celery report` and `inspect conf` show the values."""
    return {
        name.removeprefix("CELERY_").lower(): getattr(settings, name)
        for name in dir(settings)
        if name.startswith("CELERY_")
    }


app = Celery("scoreboard")
app.add_defaults(read_config)
app.autodiscover_tasks(["stats", "scoreboard.accounts"])


def read_steady_clock() -> datetime:
    """The time as it was at the start, and what has passed since: goes on whatever becomes of the machine's clock."""
    return STARTED_AT + timedelta(seconds=time.monotonic() - STARTED)


app.conf.beat_schedule = {
    task: {"task": task, "schedule": schedule(seconds, nowfun=read_steady_clock)}
    for task, seconds in ((CONSUME, CONSUME_EVERY_S), (PURGE, PURGE_EVERY_S))
}


def has_enough() -> bool:
    """Whether enough messages wait in the queue. Raises what the broker's client raises where it does not answer."""
    with app.connection_or_acquire() as connection:
        waiting: Any = connection.default_channel.queue_declare(app.conf.task_default_queue)
        return bool(waiting.message_count >= ENOUGH)


def send_consume() -> bool:
    """Have the stats consumer run; False if enough messages wait. Raises the broker client's errors."""
    return send(CONSUME)


def send(task: str) -> bool:
    """Send a task; False if enough messages wait. Raises the broker client's errors."""
    if has_enough():
        return False
    app.send_task(task, retry=False, ignore_result=True)
    return True


class BoundedScheduler(Scheduler):
    """Beat's scheduler: keeps nothing on disk, where a time from before a clock was set back would hold it up."""

    def apply_async(self, entry: ScheduleEntry, producer: Any = None, advance: bool = True, **_: Any) -> None:
        """Send what is due. Beat logs what is raised, and goes on."""
        send(str(entry.task))
