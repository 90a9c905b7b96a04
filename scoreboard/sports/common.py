"""The events that a match of any sport can have: its fixture, its status, and corrections of earlier records."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar, get_args

import msgspec
from msgspec import UNSET, UnsetType

from scoreboard.sports.base import Event, Name, Reason, Score, Side
from scoreboard.sports.lineups import Lineup
from scoreboard.sports.sport import EventWords

AnyStruct = TypeVar("AnyStruct", bound=msgspec.Struct)
Field = tuple[str, Any, Any]  # of a struct: name, type, default
Attendance = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
LocalTime = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Status = Literal[
    "scheduled",
    "delayed",
    "live",
    "interrupted",
    "suspended",
    "ended",
    "official",
    "postponed",
    "cancelled",
    "abandoned",
    "awarded",
    "annulled",
]
# What version 1 of the schema of `status` has: a record that says another, or `both_lose`, is of version 2.
FIRST_STATUSES = frozenset(get_args(Status)) - {"annulled"}


class Ref(msgspec.Struct, frozen=True):
    """A catalogue entry by its id, with the name it had then, so that a match log explains itself."""

    id: str
    name: str


class Official(msgspec.Struct, frozen=True):
    """Who officiates, and as what: "Referee", "Assistant referee", "Umpire", as the competition says it."""

    role: Name
    name: Name


class Feeder(msgspec.Struct, frozen=True):
    """The match, by its id, whose winner or loser takes a side; of a tie of several, the one that decides it."""

    match: Name
    outcome: Literal["winner", "loser"]


# The one place where a fixture's fields are declared: what else has them takes them from here (docs/extending.md).
class Fixture(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who plays, when and in what. A side is None while unknown.

    `scheduled_at` is a UTC instant. Where the zone is not known there is only the local date, `scheduled_on`, and maybe
    the local time, "19:30". `time_zone` is the ground's, by its name in the IANA's database ("Europe/Madrid").
    `attendance` is how many came: 0 where nobody was let in. `officials` are those who officiate, in the order given.
    `home_from` and `away_from` say which match's winner or loser a side is.

    `ruleset` is the resolved ruleset of play. `replay_of` names the match that this one plays again.
    """

    sport: str
    competition: Ref
    season: Ref
    stage: Ref | None = None
    group: Name | None = None
    round: Name | None = None
    round_number: int | None = None
    home: Ref | None = None
    away: Ref | None = None
    scheduled_at: datetime | None = None
    scheduled_on: date | None = None
    local_time: LocalTime | None = None
    venue: Name | None = None
    time_zone: Name | None = None
    neutral: bool = False
    attendance: Attendance | None = None
    officials: Annotated[tuple[Official, ...], msgspec.Meta(max_length=30)] = ()
    home_from: Feeder | None = None
    away_from: Feeder | None = None
    coverage: Literal["live", "events", "result"] = "live"
    ruleset: dict[str, Any] = {}
    replay_of: str | None = None
    clock_rate: float = 1.0


# Fields that refer to the catalogue, and those by which a match is played. Every other one is a detail: it says
# something by itself, and API, admin, importers and snapshot take and show it as they do any other detail.
REFERENCES = ("competition", "season", "stage", "home", "away")
OF_PLAY = ("sport", "coverage", "ruleset", "replay_of", "clock_rate")
DETAILS = tuple(name for name in Fixture.__struct_fields__ if name not in (*REFERENCES, *OF_PLAY))
UNCHANGEABLE = ("sport", "coverage", "replay_of", "clock_rate")
KNOWN_LATE = ("attendance", "officials")  # details that may be known only once the match has been played
CHANGEABLE = tuple(name for name in Fixture.__struct_fields__ if name not in UNCHANGEABLE)


def list_fields(names: Collection[str], *, types: Mapping[str, Any] = MappingProxyType({})) -> list[Field]:
    """Fields of a fixture, in their order, for another struct that has them; `types` are those that differ there."""
    fields = msgspec.structs.fields(Fixture)
    return [(field.name, types.get(field.name, field.type), field.default) for field in fields if field.name in names]


def list_changes(names: Collection[str], *, types: Mapping[str, Any] = MappingProxyType({})) -> list[Field]:
    """Fields as `list_fields` gives them, for a struct of changes: each is UNSET where it stays as it is."""
    return [(name, kind | UnsetType, UNSET) for name, kind, _ in list_fields(names, types=types)]


def extended(fields: Sequence[Field | tuple[str, Any]]) -> Callable[[type[AnyStruct]], type[AnyStruct]]:
    """Decorate a struct to have, after its own fields, those of `fields` that it does not declare itself.

    mypy knows a struct's own fields alone, so code takes the others by name.
    """

    def extend(struct: type[AnyStruct]) -> type[AnyStruct]:
        more = [field for field in fields if field[0] not in struct.__struct_fields__]
        made: Any = msgspec.defstruct(
            struct.__name__,
            more,
            bases=(struct,),
            kw_only=True,
            module=struct.__module__,
            namespace={"__doc__": struct.__doc__},
        )
        return made

    return extend


@extended(list_changes(CHANGEABLE))
class FixtureChanges(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The fields of a fixture that are different from now on, and why."""

    reason: Reason | None = None

    def list_given(self) -> dict[str, Any]:
        """The fields that are different, by name, each with what it is from now on."""
        return {name: value for name in CHANGEABLE if (value := getattr(self, name)) is not UNSET}


class StatusData(msgspec.Struct, frozen=True, omit_defaults=True):
    """A status as declared. `winner`, `both_lose`, `score` and `decided_by` belong to `awarded`.

    `both_lose` stands in a winner's place: neither side appeared, or both broke the rules. `annulled` strikes a match
    from every table and figure; its log stays.
    """

    status: Status
    reason: Reason | None = None
    winner: Side | None = None
    score: Score | None = None
    decided_by: Literal["awarded", "walkover", "forfeit"] = "awarded"
    both_lose: bool = False


class VoidData(msgspec.Struct, frozen=True):
    """The record to be read as if it had never been, and why."""

    seq: int
    reason: Reason


class AmendData(msgspec.Struct, frozen=True):
    """The record to be read as if it had been `event`, and why."""

    seq: int
    reason: Reason
    event: dict[str, Any]


class ReviewData(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the officials say of an earlier record: they look at it again, it stands, or it does not count."""

    seq: int
    decision: Literal["under_review", "confirmed", "cancelled"]
    reason: Reason | None = None


class Scheduled(Event, tag="scheduled", frozen=True, kw_only=True):
    """A match's first record."""

    data: Fixture


class FixtureChanged(Event, tag="fixture_changed", frozen=True, kw_only=True):
    """Another time, place, side, season."""

    data: FixtureChanges


class StatusChanged(Event, tag="status", frozen=True, kw_only=True):
    """A status declared by an official: postponed, abandoned, awarded."""

    data: StatusData


class Void(Event, tag="void", frozen=True, kw_only=True):
    """A correction: that record never was."""

    data: VoidData


class Amend(Event, tag="amend", frozen=True, kw_only=True):
    """A correction: that record was so."""

    data: AmendData


class Review(Event, tag="review", frozen=True, kw_only=True):
    """An official review (in football VAR, after the IFAB's VAR protocol): what it takes away never counted."""

    data: ReviewData


COMMON_EVENTS: tuple[type[Event], ...] = (Scheduled, FixtureChanged, StatusChanged, Lineup, Void, Amend, Review)
COMMON_WORDS = {
    "status": EventWords("Declare status"),
    "lineup": EventWords("Line-up", ("side",)),
    "review": EventWords("Review"),
    "void": EventWords("Undo"),
    "amend": EventWords("Correct"),
}
CORRECTIONS = (Void, Amend, Review)
CORRECTING: frozenset[type[Event]] = frozenset(CORRECTIONS)
FIXED = (Scheduled, FixtureChanged)  # corrected by a further change of the fixture, not in their place
