"""Ties the scheduler that a Celery worker runs within itself (`worker --beat`) to that worker's life.

It is a process of the worker's own, which a `kill -9` of the worker would leave behind. Loaded by `worker --include`.
"""

import os
import signal
from typing import Any

from celery.signals import beat_embedded_init

from scoreboard.devserver.process import end_with_parent


@beat_embedded_init.connect
def end_with_worker(**_: Any) -> None:
    """End when the worker ends."""
    end_with_parent(parent=os.getppid(), with_signal=signal.SIGKILL)
