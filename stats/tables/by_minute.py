"""When incidents of a kind fell, by the minute and the quarter of an hour; which, says the sport (Sport.by_minute)."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from scoreboard.sports.by_minute import ByMinute
from stats.tables.season import Moment, SeasonFacts
from stats.tables.sides import ANNULLED

QUARTER = 15


class Minute(NamedTuple):
    """A minute of play; `stoppage` is 0 in the nominal time."""

    minute: int
    stoppage: int

    def __str__(self) -> str:
        return f"{self.minute}+{self.stoppage}" if self.stoppage else str(self.minute)


def list_by_minute(facts: SeasonFacts, described: ByMinute, *, each: bool = False) -> list[dict[str, Any]]:
    """When a season's incidents fell, by 15 minutes, or by `each` minute; those of matches struck off do not count."""
    struck = {side.match for side in facts.sides if side.status in ("cancelled", ANNULLED)}
    moments = [one for one in facts.moments if one.kind == described.kind and one.match not in struck]
    return count_by_minute(moments, described) if each else count_by_quarter(moments, described)


def parse_minute(text: str) -> Minute | None:
    """A minute as it is written, "23" or "45+2"; None for what is none."""
    minute, _, stoppage = text.partition("+")
    if not minute.isdigit() or not (stoppage.isdigit() or not stoppage):
        return None
    return Minute(int(minute), int(stoppage or 0))


def count_by_minute(moments: Iterable[Moment], described: ByMinute) -> list[dict[str, Any]]:
    """`{"minutes", …}` with the counts of each minute that has any; unknown ones last, as ""."""
    counts: dict[Minute | None, list[Moment]] = {}
    for moment in moments:
        counts.setdefault(parse_minute(moment.minute), []).append(moment)
    in_order = sorted(counts, key=lambda minute: (minute is None, minute or Minute(0, 0)))
    return [_count(str(minute or ""), counts[minute], described) for minute in in_order]


def count_by_quarter(moments: Iterable[Moment], described: ByMinute) -> list[dict[str, Any]]:
    """`{"minutes", …}` with the counts by 15 minutes: "1–15" … "76–90", none left out in between.

    Stoppage time stands apart ("45+", "90+"). Extra time is there where anything fell in it; unknown minutes come last,
    as "".
    """
    counts: dict[tuple[int, bool] | None, list[Moment]] = {}
    for moment in moments:
        minute = parse_minute(moment.minute)
        place = minute and ((minute.minute - 1) // QUARTER, minute.stoppage > 0)
        counts.setdefault(place, []).append(moment)
    if not counts:
        return []
    is_extended = any(place and place[0] >= described.regular // QUARTER for place in counts)
    places: list[tuple[int, bool] | None] = []
    for number in range((described.extended if is_extended else described.regular) // QUARTER):
        places.append((number, False))
        if (number + 1) * QUARTER in described.stops or (number, True) in counts:
            places.append((number, True))
    beyond = [place for place in counts if place is not None and place not in places]
    places += [*sorted(beyond), *([None] if None in counts else [])]
    return [_count(_label(place), counts.get(place, []), described) for place in places]


def _label(place: tuple[int, bool] | None) -> str:
    if place is None:
        return ""
    number, stoppage = place
    return f"{(number + 1) * QUARTER}+" if stoppage else f"{number * QUARTER + 1}–{(number + 1) * QUARTER}"


def _count(minutes: str, moments: Sequence[Moment], described: ByMinute) -> dict[str, Any]:
    details = [moment.detail for moment in moments]
    counts = {field: details.count(detail) for field, detail in described.details.items()}
    return {"minutes": minutes, described.count: len(moments), **counts}
