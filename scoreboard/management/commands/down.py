"""`make stop` and `make reset`: ends a running `make run` from elsewhere, and forgets its data."""

import os
import shutil
import signal
import time
from typing import Any

from django.conf import settings
from django.core.management import CommandError, CommandParser
from django.core.management.base import BaseCommand

from scoreboard.devserver import runtime

PATIENCE = 60  # seconds: longer than all its programs together may take to end


class Command(BaseCommand):
    """Ends the `make run` on DATA_DIR."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--forget", action="store_true", help="forget what lies in DATA_DIR, too")

    def handle(self, *, forget: bool, **_: Any) -> None:
        """Stop it, and wait until it has stopped."""
        if stop_run():
            self.stdout.write("Scoreboard has stopped.")
        else:
            self.stdout.write("Scoreboard does not run.")
        if forget:
            for pattern in runtime.DATA:
                for path in settings.DATA_DIR.glob(pattern):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            self.stdout.write(f"Its data in {settings.DATA_DIR} is forgotten.")


def stop_run() -> bool:
    """Stop the run on DATA_DIR, whether there was one; raises CommandError where it does not stop."""
    pid = runtime.find_run(settings.DATA_DIR)
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while runtime.find_run(settings.DATA_DIR) is not None:
        if time.monotonic() > deadline:
            raise CommandError(f"Scoreboard (process {pid}) does not stop; `kill -9 {pid}` ends it and all it started.")
        time.sleep(0.05)
    return True
