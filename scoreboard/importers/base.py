"""What importers of every format make of a file: seasons with their matches, and notes on what is wrong."""

from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from scoreboard.sports.base import ShirtNumber
from scoreboard.sports.common import DETAILS, extended, list_fields
from scoreboard.sports.days import find_day

KNOCK_OUT = "Knock-out stage"  # the stage of knock-out matches whose source names none


class BadFile(ValueError):
    """A file that is not of its format; says where in the file, and what was expected there."""


class Note(msgspec.Struct, frozen=True):
    """A warning or a rejection: where in the file, and why."""

    where: str
    why: str


class Who(NamedTuple):
    """A person as a file names them: by name and, where the source has one that is good beyond the file, its id.

    `person_id` is "retrosheet:judga001", as record/ takes it (record/known_people.py).
    """

    name: str
    person_id: str | None = None

    def mention(self, field: str = "player") -> dict[str, str]:
        """The fields of an event, or of its `data`, that name the person."""
        return {field: self.name, f"{field}_id": self.person_id} if self.person_id else {field: self.name}


class Notes(list[Note]):
    """What is rejected of a file; raises BadFile where that is so much that the file is hardly of its format."""

    MOST = 20_000

    def append(self, note: Note) -> None:
        """Add a note."""
        super().append(note)
        if len(self) > self.MOST:
            raise BadFile(f"{note.where}: {note.why} More than {self.MOST} places are wrong")

    def as_error(self, expected: str, *, path: Path) -> BadFile:
        """What to raise where nothing at all could be read: the first reason with its place, else what was expected."""
        if not self:
            return BadFile(expected)
        first = self[0]
        return BadFile(first.why if first.where == path.name else f"{first.where}: {first.why}")


@extended(list_fields(DETAILS))
class ImportedMatch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A match as a file has it: its fixture by names, and its line-ups and events as bodies for record/, in order.

    `where` is its place in the file, `ruleset` what differs from its stage's. A side is None while it is not known
    who will play ("winner of match 49"), `neutral` where that is not known of the ground. It has every detail of a
    fixture; those that a format's module sets are declared here.
    """

    where: str
    home: str | None
    away: str | None
    stage: str | None = None
    group: str | None = None
    round: str | None = None
    round_number: int | None = None
    scheduled_at: datetime | None = None
    scheduled_on: date | None = None
    local_time: str | None = None
    time_zone: str | None = None
    venue: str | None = None
    neutral: bool | None = None
    coverage: str = "result"
    ruleset: dict[str, Any] = {}
    lineups: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """The line-ups, and then the events."""
        return [*self.lineups, *self.events]

    @property
    def day(self) -> date | None:
        """The day of play, as the database will have it."""
        return find_day(self)


class ImportedPlayer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody in a team's squad as a file has it: `where` in the file, `person_id` a source's id as in `Who`."""

    where: str
    team: str
    name: str
    person_id: str | None = None
    number: ShirtNumber | None = None
    position: str = ""
    birth_date: date | None = None
    since: date | None = None
    until: date | None = None


class ImportedSeason(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One season of a competition as a file has it, with the rules of play and of ranking that its stages have.

    `names` is by which rule the competition's people are to be named, empty where that stays (wire/covers.py).
    `country` (FIFA's code) is where the competition's clubs are at home, empty where they come from several.
    `date_tolerance` is by how many days another source may date the same match otherwise. `several_a_day`: the same
    two may meet more than once a day, told apart by `round`. `by_year`: it is the year of its matches' days and no
    more, so that a match that is moved into another year is in another season.
    """

    sport: str
    competition: str
    season: str
    country: str = ""
    source: str = ""
    licence: str = ""
    ruleset: dict[str, Any] = {}
    ranking: dict[str, Any] = {}
    stages: dict[str, dict[str, Any]] = {}
    stage_rankings: dict[str, dict[str, Any]] = {}
    names: str = ""
    date_tolerance: int = 0
    several_a_day: bool = False
    by_year: bool = False
    matches: list[ImportedMatch] = []
    squads: list[ImportedPlayer] = []
    warnings: list[Note] = []
    rejected: list[Note] = []
