"""`manage.py export_user USER`: everything that is kept of a user, as JSON."""

from argparse import ArgumentParser
from typing import Any

import msgspec
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from scoreboard.accounts.holders import export
from scoreboard.audit import note


class Command(BaseCommand):
    help = "Print everything that is kept of a user, as JSON: as they can at /account, but all of the audit log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="the user's name")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['user']!r}.")
        data = export(user)
        note(kind="user", what="data exported by a command", subject=str(user))
        self.stdout.write(msgspec.json.format(msgspec.json.encode(data)).decode())
