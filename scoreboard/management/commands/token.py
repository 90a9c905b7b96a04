"""`manage.py token USER`: an API token, printed once."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from scoreboard.management.arguments import text
from scoreboard.models import ApiToken, Competition
from scoreboard.queries import find_by_id_or_name, find_match


class Command(BaseCommand):
    help = "Make an API token of a user's rights or less. It is printed once and stored hashed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", type=text, help="the user's name")
        scope = parser.add_mutually_exclusive_group()
        scope.add_argument("--match", type=text, help="for this match only (id)")
        scope.add_argument("--competition", type=text, help="for this competition only (id or name)")
        parser.add_argument("--expires", type=int, metavar="DAYS", help="days until it expires (never)")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user {options['user']!r}.")
        match = competition = expires_at = None
        if options["match"] is not None and (match := find_match(options["match"])) is None:
            raise CommandError(f"--match: there is no match {options['match']!r}.")
        if options["competition"] is not None:
            competition = find_by_id_or_name(Competition.objects.all(), options["competition"])
            if competition is None:
                raise CommandError(f"--competition: there is no competition {options['competition']!r}.")
        if options["expires"] is not None:
            if not 1 <= options["expires"] <= 3650:
                raise CommandError(f"--expires {options['expires']}: expected 1 to 3650 days.")
            expires_at = timezone.now() + timedelta(days=options["expires"])
        self.stdout.write(ApiToken.issue(user=user, match=match, competition=competition, expires_at=expires_at))
