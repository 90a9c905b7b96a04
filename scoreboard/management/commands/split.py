"""`manage.py split PERSON`: a person who was merged is themselves again; with `--matches`, two of one name are two."""

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from scoreboard.catalogue import identity
from scoreboard.management.arguments import text
from scoreboard.models import Match

ACTOR = "command:split"


class Command(BaseCommand):
    help = (
        "Take back that a person was merged into another. With --matches, give what the person did in these to another "
        "one of the same name: their records are amended; `manage.py merge --people NEW PERSON` takes that back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--person", type=text, required=True, help="id of the person")
        parser.add_argument("--matches", type=UUID, nargs="+", default=[], help="ids of the matches of somebody else")
        parser.add_argument("--reason", type=text, default="")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = identity.find(options["person"])
            if options["matches"]:
                found = list(Match.objects.filter(pk__in=options["matches"]))
                if missing := {*options["matches"]} - {match.pk for match in found}:
                    raise CommandError(f"There is no match {min(map(str, missing))}.")
                other = identity.split(person, found, actor=ACTOR, reason=options["reason"])
            else:
                identity.take_back(person, reason=options["reason"])
                other = person
        except identity.NotOne as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps({"person": {"id": str(other.pk), "name": other.name}}, ensure_ascii=False))
