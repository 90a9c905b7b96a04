"""`manage.py adjust`: points given or taken by a decision, and lots as they were drawn."""

import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from scoreboard.management.arguments import day, text
from scoreboard.models import Competitor, Season, StandingAdjustment
from scoreboard.models.names import normalise
from scoreboard.queries import find_competitor

YEARS = re.compile(r"\b(\d{4})\s*[/–-]\s*(?:\d{2})?(\d{2})\b")


class Command(BaseCommand):
    help = "Give or take points in a season's table from a date on, or enter lots that were drawn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--season", required=True, type=text, help='id, or "COMPETITION SEASON"')
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--competitor", type=text, help="id or name")
        what.add_argument(
            "--lots",
            nargs="+",
            type=text,
            metavar="COMPETITOR",
            help="ids or names as lots were drawn, the first above",
        )
        parser.add_argument("--points", type=int, help="negative to deduct")
        parser.add_argument("--reason", required=True, type=text)
        parser.add_argument("--on", type=day, metavar="YYYY-MM-DD", help="counts from this day (today)")

    def handle(self, *args: Any, **options: Any) -> None:
        season = find_season(options["season"])
        if not options["reason"].strip():
            raise CommandError("--reason: expected why the points are given or taken, or the lots were drawn.")
        shared = {
            "season": season,
            "reason": options["reason"].strip(),
            "on": options["on"] or timezone.now().date(),
        }
        if options["lots"] is None:
            made = [self.adjust(options["competitor"], options["points"], **shared)]
        else:
            made = self.draw(options["lots"], options["points"], **shared)
        for adjustment in made:
            self.stdout.write(f"{adjustment} from {adjustment.on}")

    def adjust(self, named: str, points: int | None, **shared: Any) -> StandingAdjustment:
        """Give or take points; raises CommandError."""
        if points is None:
            raise CommandError("--points: expected how many are given, or, negative, taken.")
        if not -1000 <= points <= 1000 or points == 0:
            raise CommandError(f"--points {points}: expected -1000 to 1000, not 0.")
        competitor = find_one("--competitor", named, shared["season"])
        return StandingAdjustment.objects.create(competitor=competitor, points=points, **shared)

    @transaction.atomic
    def draw(self, names: list[str], points: int | None, **shared: Any) -> list[StandingAdjustment]:
        """Enter lots in the order in which they were drawn; raises CommandError."""
        if points is not None:
            raise CommandError("--points: lots give none.")
        drawn = [find_one("--lots", name, shared["season"]) for name in names]
        if len(set(drawn)) < max(2, len(drawn)):
            raise CommandError("--lots: expected two or more, each once.")
        return [
            StandingAdjustment.objects.create(competitor=competitor, points=0, lot=lot, **shared)
            for lot, competitor in enumerate(drawn, start=1)
        ]


def find_one(flag: str, named: str, season: Season) -> Competitor:
    """A competitor of a season by its id or name; raises CommandError."""
    competitor = find_competitor(named, sport=season.competition.sport)
    if competitor is None or not season.matches.filter(Q(home=competitor) | Q(away=competitor)).exists():
        raise CommandError(f"{flag}: nobody called {named!r} plays in {season}.")
    return competitor


def find_season(named: str) -> Season:
    """A season by its id, or by its whole name in any spelling of its years; raises CommandError."""
    seasons = list(Season.objects.select_related("competition"))
    found = (
        [season for season in seasons if named in (str(season.pk), str(season))]
        or [season for season in seasons if spell(str(season)) == spell(named)]  # 2018-2019 for 2018/19
    )
    if not found:
        raise CommandError(f"--season: there is no season {named!r}; give its id or COMPETITION SEASON.")
    if len(found) > 1:
        ids = ", ".join(f"{season.pk} ({season.competition.sport})" for season in found)
        raise CommandError(f"--season: {named!r} are several: give the id of one, {ids}.")
    return found[0]


def spell(season: str) -> str:
    """A season's whole name in the form in which its spellings are equal."""
    return normalise(YEARS.sub(r"\1 \2", season))
