"""Time travel of pages: standings and statistics as they stood, or as they were known."""

import functools
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from scoreboard.entrances.values import check_day
from scoreboard.models import Match
from scoreboard.wire.instants import BadInstant, check_instant, format_instant
from stats.queries import AsOf

FIELDS = ("round", "on", "recorded_at")


class BadTime(ValueError):
    """A time that cannot be read; says which field, and what was expected."""


def parse_as_of(fields: Mapping[str, str]) -> AsOf:
    """The time that an address asks for: `round`, `on` (a day) and `recorded_at` (UTC, unless it says another offset).

    Raises BadTime.
    """
    number, day, instant = (fields.get(name, "").strip() for name in FIELDS)
    if number and not (number.isascii() and number.isdigit() and len(number) < 5):
        raise BadTime(f"round={number[:20]!r}: expected a number.")
    try:
        on = check_day(date.fromisoformat(day)) if day else None
    except ValueError:
        raise BadTime(f"on={day[:40]!r}: expected a day as 2022-12-18.") from None
    try:
        at = datetime.fromisoformat(instant) if instant else None
        at = check_instant(at.replace(tzinfo=at.tzinfo or UTC)) if at else None
    except BadInstant as error:
        raise BadTime(f"recorded_at={instant[:40]!r}: {error}.") from error
    except ValueError:
        raise BadTime(f"recorded_at={instant[:40]!r}: expected an instant as 2022-12-18T15:00.") from None
    return AsOf(round=int(number) if number else None, on=on, recorded_at=at)


def travels(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that is told which time is meant, as `as_of`; one that cannot be read is answered with 400."""

    @functools.wraps(view)
    def travel(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            as_of = parse_as_of(request.GET.dict())
        except BadTime as error:
            return render(request, "error.html", {"title": "No such time", "detail": str(error)}, status=400)
        return view(request, *args, as_of=as_of, **kwargs)

    return travel


def make_time_context(as_of: AsOf, matches: Iterable[Match] = ()) -> dict[str, Any]:
    """What the page needs to show which time it is of, and to ask for another one."""
    rounds = {match.round_number: match.round for match in matches if match.round_number is not None}
    at = as_of.recorded_at
    values = {"round": as_of.round, "on": as_of.on, "recorded_at": format_instant(at)}
    given = {name: str(value) for name, value in values.items() if value is not None}
    return {
        "as_of": as_of,
        "rounds": sorted(rounds.items()),
        "round_name": rounds.get(as_of.round or 0, f"round {as_of.round}"),
        "known_at": at.strftime("%Y-%m-%dT%H:%M") if at else "",
        "query": f"?{urlencode(given)}" if given else "",
    }
