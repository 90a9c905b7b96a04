"""`manage.py refold`: matches and stats tables by the rules of now, and which published results that changed."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scoreboard.models import Match
from scoreboard.recovery.refold import Refolded, refold_matches
from stats.ops.refold import RefoldedFacts, refold_facts


class Command(BaseCommand):
    """A line for each match that changed; exit status 1 where one could not be folded."""

    help = (
        "After an upgrade whose rules count something otherwise: fold every match's log again, save the states and the "
        "facts of stats that are others now, and list which published results changed. May run while everything runs, "
        "and be ended and run again: what is right already is left alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--match", type=UUID, help="only this match (id)")
        parser.add_argument("--after", type=UUID, metavar="ID", help="only matches whose ids come after this one's")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")
        parser.add_argument("--json", action="store_true", help="a JSON object a line, the last one with the counts")

    def handle(self, *args: Any, **options: Any) -> None:
        match, after, dry_run = options["match"], options["after"], options["dry_run"]
        if match is not None and not Match.objects.filter(pk=match).exists():
            raise CommandError(f"--match: there is no match {match}.")
        counts = {"refolded": 0, "published": 0, "facts": 0, "failed": 0}
        for state in refold_matches(match=match, after=after, dry_run=dry_run):
            counts["failed" if state.why else "refolded"] += 1
            counts["published"] += bool(state.changed)
            self.say(state, options["json"])
        first, only = str(after or ""), str(match) if match else None
        for facts in refold_facts(match=only, after=first, dry_run=dry_run):
            counts["failed" if facts.why else "facts"] += 1
            self.say(facts, options["json"])
        if options["json"]:
            self.stdout.write(json.dumps({**counts, "dry_run": dry_run}))
        else:
            would = "would be " if dry_run else ""
            self.stdout.write(
                f"{counts['refolded']} states {would}refolded, {counts['published']} of them published otherwise; "
                f"facts of {counts['facts']} matches {would}replaced"
            )
        if counts["failed"]:
            raise CommandError(f"{counts['failed']} matches cannot be folded: `manage.py verify` says more")

    def say(self, found: Refolded | RefoldedFacts, as_json: bool) -> None:
        """A line about one match, written at once: what comes after it may be ended."""
        of_state = isinstance(found, Refolded)
        if as_json:
            self.stdout.write(json.dumps({"of": "state" if of_state else "stats", **found._asdict()}, default=str))
        else:
            if isinstance(found, Refolded):
                name, changed = " ".join(filter(None, (found.match, found.name, found.cursor))), found.changed
            else:
                name, changed = f"{found.match} stats", found.figures
            self.stdout.write(f"{name}: {found.why or list_changes(changed)}")
        self.stdout.flush()


def list_changes(changed: Mapping[str, tuple[Any, Any]]) -> str:
    """What changed, as text: "score 2–0 → 1–0"."""
    listed = [f"{name} {shorten(was)} → {shorten(now)}" for name, (was, now) in changed.items()]
    return "; ".join(listed) or "nothing that is published as a result or a figure"


def shorten(value: Any) -> str:
    """A plain value as text; a score by its two numbers."""
    if isinstance(value, Mapping) and {"home", "away"} <= value.keys():
        name = f"{value['name']} " if "name" in value else ""
        return f"{name}{value['home']}–{value['away']}"
    if isinstance(value, list | tuple):
        return ", ".join(map(shorten, value)) or "none"
    return "none" if value is None or value == "" else str(value)
