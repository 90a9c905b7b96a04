"""`manage.py unlock`: forgets failed logins, so that nobody has to wait."""

from typing import Any

import redis
from django.core.management.base import BaseCommand, CommandError

from scoreboard.accounts.counters import get_counters
from scoreboard.audit import note


class Command(BaseCommand):
    help = "Forget all failed logins: whoever is locked out for them may try again at once."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            get_counters().clear()
        except (redis.RedisError, OSError) as error:
            raise CommandError(f"Redis does not answer, so each web counts for itself: {error}") from error
        note(kind="login_failed", what="failed logins forgotten, nobody is locked out")
        self.stdout.write("Nobody is locked out.")
