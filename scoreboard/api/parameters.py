"""What parameters of an address are: each type says its bounds, which the OpenAPI document shows and 422 explains."""

import functools
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query
from pydantic import BeforeValidator, WithJsonSchema

from scoreboard import parsing
from scoreboard.api.problems import Problem
from scoreboard.entrances.days import LEAST, MOST
from scoreboard.wire.instants import EARLIEST, LATEST, BadInstant, check_instant

SEQ = 2_147_483_647  # what the database numbers records with


def parse_day(text: Any) -> date:
    """A day as RFC 3339 writes it, of the years that instants lie in; raises ValueError."""
    try:
        day = parsing.convert(text, date)
    except msgspec.ValidationError:
        raise ValueError("expected a day as 2022-12-18") from None
    if not EARLIEST.date() <= day < LATEST.date():
        raise ValueError("expected a day between the years 1800 and 2200")
    return day


def parse_instant(text: Any) -> datetime:
    """An instant as RFC 3339 writes it, in UTC; raises ValueError."""
    try:
        return check_instant(parsing.convert(text, datetime))
    except msgspec.ValidationError:
        raise ValueError("expected an instant as 2022-12-18T15:00:00Z (+ is written %2B)") from None
    except BadInstant as error:
        raise ValueError(str(error)) from None


Day = Annotated[date, BeforeValidator(parse_day), WithJsonSchema({"type": "string", "format": "date"})]
Instant = Annotated[datetime, BeforeValidator(parse_instant), WithJsonSchema({"type": "string", "format": "date-time"})]
Cursor = Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]+$", max_length=80)]
Word = Annotated[str, Query(pattern=r"^[a-z_]+$", max_length=40)]
Switch = Literal["0", "1", "false", "true"]
Round = Annotated[int, Query(ge=0, le=32_767)]
Offset = Annotated[int, Query(ge=LEAST, le=MOST)]
After = Annotated[int, Query(ge=0, le=SEQ)]
MatchId = Annotated[str, WithJsonSchema({"type": "string", "format": "uuid"})]
Seq = Annotated[int, Path(ge=1, le=SEQ)]
Number = Annotated[int, Path(ge=0, le=SEQ)]


def is_on(switch: Switch) -> bool:
    """Whether a switch is on."""
    return switch in {"1", "true"}


def refuse_unknown(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An operation that refuses parameters it does not know: one misspelt would be passed over without a word."""
    models = view._ninja_operation.models  # type: ignore[attr-defined]  # noqa: SLF001  # where ninja keeps them
    known = {
        name for model in models if model.__ninja_param_source__ == "query" for name in model.__ninja_flatten_map__
    }

    @functools.wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        unknown = request.META.get("QUERY_STRING") and sorted(request.GET.keys() - known)
        if unknown:
            expected = ", ".join(sorted(known)) or "none"
            errors = [{"where": f"query.{name[:60]}", "why": "there is no such parameter"} for name in unknown]
            raise Problem(422, f"There is no parameter {unknown[0][:60]!r} here; expected: {expected}.", errors=errors)
        return view(request, *args, **kwargs)

    return checked
