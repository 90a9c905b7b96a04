"""`manage.py erase_user USER --yes`: ends an account and forgets whose it was."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from scoreboard.accounts.holders import LastSuperuser, erase


class Command(BaseCommand):
    help = "End an account for good and forget whose it was; what it entered stays (docs/explanation/privacy.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="the user's name")
        parser.add_argument("--yes", action="store_true", help="it cannot be undone")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['user']!r}.")
        if not options["yes"]:
            raise CommandError(f"This cannot be undone. To erase {user}, add --yes.")
        try:
            erase(user, how="by a command")
        except LastSuperuser as error:
            raise CommandError(f"{user} is the only superuser: make another one first.") from error
        self.stdout.write(f"The account is {user.get_username()} now, and nobody's.")
