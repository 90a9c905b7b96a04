"""`manage.py adjust`: points given or taken by a decision."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone

from scoreboard.management.arguments import day, text
from scoreboard.models import Season, StandingAdjustment
from scoreboard.queries import find_competitor


class Command(BaseCommand):
    help = "Give or take points in a season's table from a date on, through the catalogue topic."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--season", required=True, type=text, help='id, or "COMPETITION SEASON"')
        parser.add_argument("--competitor", required=True, type=text, help="id or name")
        parser.add_argument("--points", required=True, type=int, help="negative to deduct")
        parser.add_argument("--reason", required=True, type=text)
        parser.add_argument("--on", type=day, metavar="YYYY-MM-DD", help="counts from this day (today)")

    def handle(self, *args: Any, **options: Any) -> None:
        season = find_season(options["season"])
        competitor = find_competitor(options["competitor"], sport=season.competition.sport)
        if competitor is None or not season.matches.filter(Q(home=competitor) | Q(away=competitor)).exists():
            raise CommandError(f"--competitor: nobody called {options['competitor']!r} plays in {season}.")
        if not -1000 <= options["points"] <= 1000 or options["points"] == 0:
            raise CommandError(f"--points {options['points']}: expected -1000 to 1000, not 0.")
        if not options["reason"].strip():
            raise CommandError("--reason: expected why the points are given or taken.")
        adjustment = StandingAdjustment.objects.create(
            season=season,
            competitor=competitor,
            points=options["points"],
            reason=options["reason"].strip(),
            on=options["on"] or timezone.now().date(),
        )
        self.stdout.write(f"{adjustment} from {adjustment.on}")


def find_season(named: str) -> Season:
    """A season by its id, or by its competition's name and its own; raises CommandError."""
    seasons = {str(season.pk): season for season in Season.objects.select_related("competition")}
    found = seasons.get(named) or next((season for season in seasons.values() if str(season) == named), None)
    if found is None:
        raise CommandError(f"--season: there is no season {named!r}; give its id or COMPETITION SEASON.")
    return found
