"""Check values from outside: texts without invisible characters, numbers that a column holds, years 1800 to 2199.

Every entrance asks here: API, console, admin, commands, importers. Decoders of what is stored stay as wide as whatever
was ever accepted (docs/decisions).
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from scoreboard import parsing
from scoreboard.sports.common import DETAILS, Feeder, Fixture, FixtureChanges, extended, list_fields
from scoreboard.wire.instants import EARLIEST, LATEST, BadInstant, check_instant

FixtureData = TypeVar("FixtureData", Fixture, FixtureChanges)
LONGEST = 500  # characters of a text: those of a reason
DEPTH = 32  # of lists and objects within each other; what can be entered needs seven
LARGEST = 2**31 - 1  # of whole numbers: what the databases' columns hold
ROUNDS = 32_767
FASTEST = 10_000.0  # clock of a replay, times real time
LINED = frozenset({"reason"})  # fields whose text may have several lines
# First and last of the characters that no text may have: C0, DEL and C1 controls; line and paragraph separators, with
# the marks that turn the direction of what follows (one name looks like another by them); lone surrogates.
UNSEEN = ((0x00, 0x1F), (0x7F, 0x9F), (0x2028, 0x202E), (0x2066, 0x2069), (0xD800, 0xDFFF))
UNSEEN_SET = "".join(rf"\u{first:04x}-\u{last:04x}" for first, last in UNSEEN)
IN_A_LINE = re.compile(f"[{UNSEEN_SET}]")
IN_LINES = re.compile(rf"(?![\n\r])[{UNSEEN_SET}]")
DIGITS = bytes(ord("9") if chr(byte).isdigit() and byte < 128 else ord(" ") for byte in range(256))
ZONE = re.compile(r"[A-Z][A-Za-z0-9+_-]*(/[A-Z][A-Za-z0-9+_-]*)*")  # no file beside the zones, as posixrules
TIME_OF_DAY = r"^([01][0-9]|2[0-3]):[0-5][0-9](?![\s\S])"

# For bodies of the API, where a schema says it; `(?![\s\S])` is the end, before which `$` allows a line break.
SEEN = r"^(?=\s*\S)[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*(?![\s\S])"
SEEN_IN_LINES = r"^(?=\s*\S)[^\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*(?![\s\S])"
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=SEEN)]
Lines = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST, pattern=SEEN_IN_LINES)]
TimeOfDay = Annotated[str, msgspec.Meta(pattern=TIME_OF_DAY)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
RoundNumber = Annotated[int, msgspec.Meta(ge=0, le=ROUNDS)]
Top = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]


# What msgspec says of a type's pattern or zone, and what a reader is told instead.
WORDS = (
    (re.compile(r"`str` matching regex '\^\(\[01\].*'(?=$| - at )"), "a time of the day as 19:30"),
    (re.compile(r"`str` matching regex '.*'(?=$| - at )"), "a text that is not blank"),
    (re.compile("`datetime` with a timezone component"), "an instant with its offset, as 2022-12-18T15:00:00Z"),
)


class Unfit(ValueError):
    """What no entrance takes; says what was expected, and at which place of a body."""

    def within(self) -> str:
        """The message in lower case, for the middle of a sentence."""
        said = str(self)
        return said[0].lower() + said[1:]


def explain(error: Exception) -> str:
    """What is wrong with a value and where, in words instead of patterns."""
    said = str(error)
    for pattern, words in WORDS:
        said = pattern.sub(words, said)
    return said


def check_text(text: str, *, path: str = "", lines: bool = False, most: int = LONGEST) -> str:
    """A text that has nothing unseen, line breaks only where it may have `lines`; raises Unfit."""
    if len(text) > most:
        raise Unfit(f"Expected a text of at most {most} characters{format_path(path)}")
    if not text.isprintable() and (found := (IN_LINES if lines else IN_A_LINE).search(text)):
        raise Unfit(f"Expected a text without the character U+{ord(found[0]):04X}{format_path(path)}")
    return text


def is_id(text: str) -> bool:
    """Whether a text is a UUID, however it is written."""
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def check_value(value: Any, *, path: str = "$") -> None:
    """Look at the texts and whole numbers of plain values; raises Unfit with the place. A `reason` may have lines."""
    if not is_plain(value):
        check_at(value, path, DEPTH)


def is_plain(value: Any) -> bool:
    """Whether nothing in a value needs a closer look: the quick answer for nearly all there are, from its JSON.

    There control characters are escaped, other unseen ones are not printable, and large numbers have ten digits.
    """
    try:
        encoded = msgspec.json.encode(value)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return False
    return (
        len(encoded) <= LONGEST
        and b"\\" not in encoded
        and b"9999999999" not in encoded.translate(DIGITS)
        and encoded.decode().isprintable()
    )


def check_at(value: Any, path: str, depth: int) -> None:
    """Check a value and all within it, `path` being where it stands; raises Unfit."""
    if isinstance(value, str):
        check_text(value, path=path, lines=path.rpartition(".")[2] in LINED)
    elif isinstance(value, int):
        if abs(value) > LARGEST:
            raise Unfit(f"Expected `int` from -{LARGEST} to {LARGEST} - at `{path}`")
    elif isinstance(value, dict | list | tuple):
        if not depth:
            raise Unfit(f"Expected at most {DEPTH} lists and objects within each other - at `{path}`")
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for name, inner in inside:
            check_text(str(name), path=path)
            if not (isinstance(inner, dict) and is_plain(inner)):
                check_at(inner, f"{path}.{name}" if isinstance(value, dict) else f"{path}[{name}]", depth - 1)


def check_time(instant: datetime, *, path: str = "") -> datetime:
    """An instant in UTC; raises Unfit without an offset, and outside 1800 to 2200."""
    try:
        return check_instant(instant)
    except BadInstant as error:
        raise Unfit(f"E{str(error)[1:]}{format_path(path)}") from error


def check_day(day: date, *, path: str = "") -> date:
    """A day of the years 1800 to 2199; raises Unfit."""
    if not EARLIEST.date() <= day < LATEST.date():
        raise Unfit(f"Expected a day between the years 1800 and 2200{format_path(path)}")
    return day


def check_time_zone(name: str, *, path: str = "") -> str:
    """The name of a time zone in the IANA's database; raises Unfit."""
    try:
        if ZONE.fullmatch(name):
            ZoneInfo(name)
            return name
    except (LookupError, ValueError, OSError):  # OSError: a folder of zones, as America
        pass
    raise Unfit(f"Expected a time zone of the IANA's database, as Europe/Madrid{format_path(path)}")


def check_feeder(feeder: Feeder, *, path: str = "") -> Feeder:
    """The match, by its id, whose winner or loser a side is; raises Unfit."""
    try:
        return Feeder(str(UUID(feeder.match)), feeder.outcome)
    except ValueError:
        raise Unfit(f"Expected a match's id{format_path(path and f'{path}.match')}") from None


def format_path(path: str) -> str:
    """Where in a body something is, as errors end with it."""
    return f" - at `{path}`" if path else ""


def check_fixture(data: FixtureData) -> FixtureData:
    """A fixture, or changes of one, within an entrance's bounds, its instant in UTC; raises Unfit."""
    if isinstance(data, Fixture):
        given = {name: getattr(data, name) for name in DETAILS}
        if not 0 < data.clock_rate <= FASTEST:
            raise Unfit(f"Expected a number above 0, to {FASTEST:.0f} - at `$.clock_rate`")
    else:
        given = {name: value for name, value in data.list_given().items() if name in DETAILS}
        check_text(data.reason or "", path="$.reason", lines=True)
    return msgspec.structs.replace(data, **check_details(given))


def check_details(given: Mapping[str, Any]) -> dict[str, Any]:
    """Details of a fixture by name, as an entrance takes them, instants in UTC; raises Unfit."""
    known = {name: value for name, value in given.items() if value is not None}
    plain = msgspec.to_builtins(known)
    check_value(plain)
    try:
        entered = parsing.convert(plain, EnteredDetails)
    except msgspec.ValidationError as error:
        raise Unfit(explain(error)) from error
    found = {name: getattr(entered, name) for name in known}
    checked = {name: check(found[name], path=f"$.{name}") for name, check in CHECKS.items() if name in found}
    return {**given, **found, **checked}


# Details of a fixture whose type is narrower at an entrance than in the log, which keeps whatever was once accepted.
NARROWER: Mapping[str, Any] = {
    "group": Line | None,
    "round": Line | None,
    "round_number": RoundNumber | None,
    "scheduled_at": Instant | None,
    "local_time": TimeOfDay | None,
    "venue": Line | None,
}
# What no type says of a detail.
CHECKS: Mapping[str, Callable[..., Any]] = {
    "scheduled_at": check_time,
    "scheduled_on": check_day,
    "time_zone": check_time_zone,
    "home_from": check_feeder,
    "away_from": check_feeder,
}


@extended(list_fields(DETAILS, types=NARROWER))
class EnteredDetails(msgspec.Struct, frozen=True, kw_only=True):
    """The details of a fixture as every entrance takes them."""
