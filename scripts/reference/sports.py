"""A page for each sport: its phases, ruleset, events with their fields, keys, tables; and one for what all have."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping

from scoreboard.sports import MODULES, SPORTS
from scoreboard.sports.base import Event
from scoreboard.sports.common import COMMON_EVENTS
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.sport import Column, Sport
from scoreboard.wire.records import name_event_schema
from scripts.reference.fields import HEAD, describe_struct, find_field, find_struct, list_fields
from scripts.reference.markdown import MADE, clean_docstring, format_code, format_table, join_page

# What the write path adds to an event, and what every event may say of its time: told once, on the first page.
PLACE = frozenset({"match", "sport", "epoch", "seq", "recorded_at", "actor", "key"})
TIME = frozenset({"period", "clock_ms", "occurred_at"})
IN_FORMS = {
    "count": "",
    "signed": "with its sign",
    "rate": "1.25",
    "signed_rate": "+0.125",
    "share": ".625",
    "half": "2½",
    "average": "34.50",
    "thirds": "6.1, six innings and an out",
}
RANKING = ("win", "draw", "loss", "points", "ranking", "tiebreakers")


def make_pages() -> dict[str, str]:
    """The pages, by their path in docs/reference."""
    pages = {f"sports/{module.SPORT.name}.md": make_page(module.SPORT, module.__name__) for module in MODULES}
    return {"sports/index.md": make_first_page(), **pages}


def make_first_page() -> str:
    """The page that lists the sports, and has what every one of them shares."""
    rows = [
        (f"[{sport.label}]({name}.md)", f"`{name}`", str(len(sport.events)), str(len(sport.phases)))
        for name, sport in sorted(SPORTS.items())
    ]
    return join_page(
        [
            MADE.format("the sports' modules"),
            INTRODUCTION,
            *format_table(("sport", "name", "events of its own", "phases"), rows),
            *["## Fields of every event", "", clean_docstring(describe_struct(Event)), ""],
            *format_table(HEAD, (row.cells for row in list_fields(Event) if row.path != "type")),
            *["## Events of every sport", "", "Entered and corrected the same way, whatever is played.", ""],
            *(line for struct in COMMON_EVENTS for line in describe_event(struct)),
            *["## Ranking rules of a season", "", clean_docstring(describe_struct(Ranking)), ""],
            *format_table(HEAD, (row.cells for row in list_fields(Ranking))),
        ]
    )


INTRODUCTION = """\
# Sports

What can be entered in each sport, and by which rules it is played. A program finds the same at `/api/v1/sports/NAME`,
with a JSON Schema of each event. Fields with dots are within the field before the dot: `data.card` is sent as
`{"type": "card", "side": "home", "player": "…", "data": {"card": "yellow"}}`.
"""


def make_page(sport: Sport, module: str) -> str:
    """The page of a sport."""
    rules = sys.modules.get(f"{module}.events", sys.modules[module])
    return join_page(
        [
            MADE.format(module.replace(".", "/")),
            *[f"# {sport.label}", "", clean_docstring(rules.__doc__), ""],
            *[f"Its name is `{sport.name}`. [Fields and events of every sport](index.md) are not repeated here.", ""],
            *["## Phases", "", *format_table(("phase", "called"), list_phases(sport.phases))],
            *["## Ruleset", "", clean_docstring(describe_struct(sport.ruleset)), ""],
            *format_table(HEAD, (row.cells for row in list_fields(sport.ruleset))),
            *["## Events", "", *(line for struct in sport.events for line in describe_event(struct, sport))],
            *describe_tables(sport),
        ]
    )


def list_phases(phases: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Phases in their order; of numbered ones, as overtime_1 and so on, the first and the last."""
    alike: dict[str, list[str]] = {}
    for name in phases:
        alike.setdefault(re.sub(r"\d+", "N", name), []).append(name)
    for names in alike.values():
        shown = names if len(names) < 4 else [names[0], names[-1]]
        between = "; " if len(names) < 4 else " … "
        yield between.join(f"`{name}`" for name in shown), between.join(phases[name] for name in shown)


def as_code_rows(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Rows of a name as code and what it is called."""
    return [(f"`{name}`", words) for name, words in pairs]


def describe_event(struct: type[Event], sport: Sport | None = None) -> Iterator[str]:
    """An event: its name, what it means, its fields, the keys that enter it."""
    name = str(struct.__struct_config__.tag)
    words = sport.words.get(name) if sport else None
    yield from [f"### `{name}`{f': {words.label}' if words else ''}", "", clean_docstring(describe_struct(struct)), ""]
    data = find_struct(find_field(struct, "data"))[0]
    if data is not None and (told := clean_docstring(describe_struct(data))):
        yield from [f"`data`: {told if told[1:2].isupper() else told[0].lower() + told[1:]}", ""]
    usual = set(words.fields) if words else set()
    hidden = PLACE | (TIME - usual)
    yield from format_table(HEAD, (row.cells for row in list_fields(struct, without=hidden) if row.path != "data"))
    if sport is None:
        return
    keys = [action.label for action in sport.actions.values() if action.body.get("type") == name]
    entered = f" Keys of the console: {', '.join(f'“{label}”' for label in dict.fromkeys(keys))}." if keys else ""
    yield from [f"Schema: `{name_event_schema(sport.name, name)}`.{entered}", ""]


def describe_tables(sport: Sport) -> Iterator[str]:
    """What is made of a sport's events: incidents, ways of being decided, tables, statistics, lists of people."""
    if sport.incidents:
        rows = [
            (f"`{kind}`", words.label, "sending-off" if words.flag else "") for kind, words in sport.incidents.items()
        ]
        yield from ["## Incidents", "", "What fans are shown, by kind, or kind and detail.", ""]
        yield from format_table(("incident", "called", ""), rows)
    if sport.decided:
        yield from [
            "## How a match is decided",
            "",
            *format_table(("name", "called"), as_code_rows(sport.decided.items())),
        ]
    yield from [
        "## Standings",
        "",
        *format_table(("ranking rule", "unless a season says otherwise"), rank(sport.ranking)),
    ]
    yield from format_table(("column", "short", "says", "written"), map(describe_column, sport.columns))
    if sport.stats:
        yield from ["## Statistics of people", ""]
        yield from format_table(("statistic", "short", "says", "written"), map(describe_column, sport.stats))
    if sport.leaders:
        yield from ["## Lists of leaders", ""]
        yield from format_table(("list", "statistics"), [(one.title, format_code(*one.stats)) for one in sport.leaders])


def describe_column(column: Column) -> tuple[str, str, str, str]:
    """A column of a table."""
    return f"`{column.key}`", column.label, column.title, IN_FORMS[column.form]


def rank(ranking: Ranking) -> list[tuple[str, str]]:
    """A sport's ranking rules."""
    rows = []
    for name in RANKING:
        value = getattr(ranking, name)
        if value not in ({}, ()):
            words = format_code(*value) if isinstance(value, tuple) else format_code(value)
            rows.append(
                (
                    f"`{name}`",
                    format_code(*(f"{k}={v}" for k, v in value.items())) if isinstance(value, dict) else words,
                )
            )
    return rows
