"""Template tags and filters of the pages."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scoreboard.sports import get_sport
from scoreboard.sports.sport import Column, Terms

register = template.Library()

# How an instant is written without JavaScript, in UTC; static/js/times.js writes it in the viewer's zone and language.
FORMATS = {"time": "H:i", "date": "j M Y", "datetime": "j M Y, H:i", "seconds": "H:i:s", "instant": "j M Y, H:i:s"}


@register.simple_tag
def local_time(instant: datetime | str | None, form: str = "time") -> SafeString | str:
    """An instant (or its ISO text) as a <time> in UTC, which a script turns into the viewer's own time."""
    if not instant:
        return ""
    at = (datetime.fromisoformat(instant) if isinstance(instant, str) else instant).astimezone(UTC)
    written = date_format(at, FORMATS[form])
    return format_html(
        '<time datetime="{}" data-local="{}">{}</time>', at.isoformat().replace("+00:00", "Z"), form, written
    )


@register.simple_tag
def match_day(on: date | None, at: datetime | None) -> SafeString | str:
    """A match's day: the viewer's where its instant `at` is known, else the ground's (docs/decisions/0017)."""
    return local_time(at, "date") if at else date_format(on, FORMATS["date"]) if on else ""


@register.simple_tag
def sport_icon(name: str) -> SafeString:
    """A sport's sign, with its name for those who do not see it."""
    sport = get_sport(name)
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" role="img" aria-label="{}"><path d="{}"/></svg>', sport.label, sport.icon
    )


@register.filter
def terms(sport: str) -> Terms:
    """What a sport calls what all sports have."""
    return get_sport(sport).terms


@register.filter
def day(value: date) -> str:
    """A date as 2022-12-18."""
    return value.isoformat()


@register.filter
def signed(value: int | None) -> str:
    """A difference with its sign: +3, 0, −2."""
    if value is None:
        return ""
    return f"+{value}" if value > 0 else f"−{-value}" if value < 0 else "0"


@register.filter
def at(mapping: dict[str, Any], key: str) -> Any:
    """The value of `key`; empty where there is none."""
    return mapping.get(key, "")


@register.simple_tag
def cell(row: dict[str, Any], column: Column) -> str:
    """A table's value as its column writes it."""
    value = row.get(column.key)
    if value is None:
        return "∞" if column.form == "rate" else "–"  # a ratio of something to nothing
    return FORMATTERS[column.form](value)


def format_half(value: float) -> str:
    """Games behind: 2½, 3, ½, and – for none."""
    whole, half = divmod(value, 1)
    return f"{int(whole) or ''}{'½' if half else ''}" or "–"


FORMATTERS: dict[str, Callable[[Any], str]] = {
    "count": str,
    "signed": signed,
    "rate": lambda value: f"{value:.2f}",
    "signed_rate": lambda value: f"{value:+.3f}".replace("-", "−"),
    "share": lambda value: f"{value:.3f}".removeprefix("0"),
    "half": format_half,
    "average": lambda value: f"{value:.2f}",
    "thirds": lambda value: f"{value // 3}.{value % 3}",
}
