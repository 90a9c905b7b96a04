"""`manage.py purge`: deletes what is kept for some time only."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from scoreboard.accounts.purging import purge


class Command(BaseCommand):
    help = "Delete what is kept for some time only, as Celery's beat has done every ten minutes; prints how many rows."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(purge(now=timezone.now())))
