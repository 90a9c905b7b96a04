"""`manage.py reset_totp USER`: takes a user's second factor away, whose device and recovery codes are lost."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from scoreboard.accounts.second_factor import remove


class Command(BaseCommand):
    help = "Take a user's second factor away, if it is lost, and end their sessions. A superuser must set up a new one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="the user's name")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['user']!r}.")
        if not remove(user, how="by a command"):
            raise CommandError(f"{user} has no second factor.")
        self.stdout.write(f"{user} logs in with name and password alone.")
