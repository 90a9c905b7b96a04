"""`manage.py suspend`: a ban by an official's decision, or that the ban of a dismissal is taken back."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from scoreboard import queries
from scoreboard.catalogue import identity
from scoreboard.management.arguments import day, text
from scoreboard.management.commands.adjust import find_season
from scoreboard.models import Match, Person, Suspension


class Command(BaseCommand):
    help = (
        "Suspend a person for matches of a season, or until a day. With --match the ban takes the place of the one "
        "that a dismissal in that match brought by rule; --matches 0 takes that one back. Without, it stands beside "
        "others, as does a ban carried over from another season."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--person", required=True, type=text, help="id")
        parser.add_argument("--match", type=text, help="id of the match in which it was")
        parser.add_argument("--season", type=text, help='id, or "COMPETITION SEASON"; the match says it')
        length = parser.add_mutually_exclusive_group(required=True)
        length.add_argument("--matches", type=int, help="how many, 0 to 100")
        length.add_argument("--until", type=day, metavar="YYYY-MM-DD", help="the last day of the ban")
        parser.add_argument("--reason", required=True, type=text)
        parser.add_argument("--on", type=day, metavar="YYYY-MM-DD", help="counts from this day (today)")

    def handle(self, *args: Any, **options: Any) -> None:
        match = find_match(options["match"])
        if match is None and options["season"] is None:
            raise CommandError("--season: expected the season, or with --match the match.")
        season = match.season if match and options["season"] is None else find_season(options["season"])
        ban = Suspension(
            season=season,
            person=find_person(options["person"]),
            match=match,
            matches=options["matches"] or 0,
            until=options["until"],
            on=options["on"] or timezone.now().date(),
            reason=options["reason"].strip(),
        )
        try:
            ban.full_clean()
        except ValidationError as error:
            name, why = next(iter(error.message_dict.items()))
            raise CommandError(f"--{name}: {why[0]}") from error
        ban.save()
        self.stdout.write(f"{ban} from {ban.on}")


def find_person(named: str) -> Person:
    """A person by id; raises CommandError."""
    try:
        return identity.find(named)
    except identity.NotOne as error:
        raise CommandError(f"--person: {error}") from error


def find_match(named: str | None) -> Match | None:
    """A match by id, where one is named; raises CommandError."""
    found = queries.find_match(named) if named else None
    if named and found is None:
        raise CommandError(f"--match: there is no match {named!r}.")
    return found
