"""`manage.py load_demo`: the demo's history and its admin."""

import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction

from scoreboard.accounts.local_admin import ADMIN
from scoreboard.devserver.runtime import read_or_create
from scoreboard.importers.competitions import find_ranking
from scoreboard.importers.formats import native
from scoreboard.importers.load import load_season
from scoreboard.models import Match

DEMO = Path(__file__).resolve().parents[2] / "demo"


class Command(BaseCommand):
    help = "Load the demo's matches, once, and with DEMO=1 its admin, whose password a terminal shows."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Match.objects.exists():
            for file in sorted(DEMO.glob("*.json")):
                season = native.parse(file.read_bytes())
                season.ranking = find_ranking(season.competition, season.season, zones=True) | season.ranking
                report = load_season(season, actor="import:demo")
                self.stdout.write(f"{file.stem}: {report.created} matches, {report.events} events")
        if settings.DEMO:
            file = settings.DATA_DIR / "demo-password"
            password = make_admin(file)
            # A log keeps what a terminal only shows.
            shown = password if self.stdout.isatty() else f"kept in {file}"
            self.stdout.write(f"Demo admin: {ADMIN}, password: {shown}")


def make_admin(file: Path) -> str:
    """Make the demo's admin, or give it its password again; returns that. It is kept in `file`, for its owner only."""
    password = read_or_create(file, lambda: secrets.token_urlsafe(9))
    with transaction.atomic():
        user, made = get_user_model().objects.get_or_create(
            username=ADMIN, defaults={"is_staff": True, "is_superuser": True}
        )
        if made or not user.check_password(password):
            user.set_password(password)
            user.save()
    return password
