"""What an import did: counted, and said row by row where that is not plain."""

from collections.abc import Iterable

import msgspec
from msgspec import UNSET, UnsetType

from scoreboard.importers.base import Note


class Report(msgspec.Struct):
    """What an import did, in numbers; the JSON line of `manage.py import`.

    `created` counts new matches and those that took something new, `unchanged` those that were there as they are;
    `changed` says what those took; `people` who was named by less than a full name, and is known by another.
    """

    matches: int = 0
    events: int = 0
    created: int = 0
    unchanged: int = 0
    warnings: list[Note] = []
    rejected: list[Note] = []
    changed: list[Note] | UnsetType = UNSET
    people: list[Note] | UnsetType = UNSET

    def add(self, other: "Report") -> None:
        """Count another file's report in."""
        for field in ("matches", "events", "created", "unchanged", "warnings", "rejected"):
            setattr(self, field, getattr(self, field) + getattr(other, field))
        for note in other.changed or ():
            self.add_change(note)
        self.add_people(other.people or ())

    def add_change(self, note: Note) -> None:
        """Add what was changed of a match that was there."""
        self.changed = [*(self.changed or []), note]

    def add_people(self, notes: Iterable[Note]) -> None:
        """Add who some are whom a file names by less than a full name."""
        if found := [*(self.people or ()), *notes]:
            self.people = found
