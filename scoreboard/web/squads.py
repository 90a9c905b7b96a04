"""Squads as pages and API show them: who is in one, with which number, how old, and what is counted of them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from scoreboard.entrances.values import is_id
from scoreboard.models import Competitor, Match, Person, Season, SquadEntry
from scoreboard.sports import get_sport
from scoreboard.sports.eligibility import find_age
from scoreboard.sports.sport import Column
from scoreboard.web.statistics import ask
from stats import queries as stats


class Squad(NamedTuple):
    """A competitor's squad of a season, `rows` by number, with what `columns` of the sport's are counted of each.

    A row is `{"person", "number", "position", "birth_date", "age", "since", "until", …}`; `age` is that at the
    season's first match. `seasons` are all of which squads are known, the newest first.
    """

    season: Season
    seasons: Sequence[Season]
    columns: Sequence[Column]
    rows: list[dict[str, Any]]


def load_squad(competitor: Competitor, season_id: UUID | None = None) -> Squad | None:
    """The squad of a competitor in a season, by default the newest; None where none is known.

    Two queries, and two of stats.
    """
    entries = list_entries(SquadEntry.objects.filter(competitor=competitor))
    seasons = sorted({entry.season for entry in entries}, key=lambda season: (season.name, season.pk), reverse=True)
    season = next((one for one in seasons if season_id in (None, one.pk)), None)
    if season is None:
        return None
    columns = list_columns(competitor.sport)
    rows = make_rows([entry for entry in entries if entry.season_id == season.pk], find_first_day(season), columns)
    return Squad(season, seasons, columns, rows)


def list_squads(season: Season) -> list[dict[str, Any]]:
    """All squads of a season: the rows of Squad, each with its `competitor`, by that one's name.

    Two queries, and two of stats.
    """
    entries = list_entries(SquadEntry.objects.filter(season=season))
    return make_rows(entries, find_first_day(season), list_columns(season.competition.sport))


def list_squads_of(person: Person) -> list[dict[str, Any]]:
    """The squads that a person was in, the newest season first. One query.

    `{"season", "competition", "competitor", "number", "position", "since", "until"}`.
    """
    theirs = SquadEntry.objects.filter(Q(person=person) | Q(person__main=person))
    found = theirs.select_related("season__competition", "competitor").order_by("-season__name", "season", "since")
    return [
        {
            "season": {"id": str(entry.season_id), "name": entry.season.name},
            "competition": {"id": str(entry.season.competition_id), "name": entry.season.competition.name},
            "competitor": {"id": str(entry.competitor_id), "name": entry.competitor.name},
            **{name: getattr(entry, name) for name in ("number", "position", "since", "until")},
        }
        for entry in found
    ]


def list_entries(found: QuerySet[SquadEntry]) -> list[SquadEntry]:
    """Places in squads with all that a row says."""
    return list(found.select_related("season__competition", "competitor", "person__main"))


def list_columns(sport: str) -> tuple[Column, ...]:
    """The statistics that a squad shows: those of the sport's foremost list."""
    lists = get_sport(sport).lists
    return next((one.columns for one in lists if one.leading), lists[0].columns if lists else ())


def find_first_day(season: Season) -> date | None:
    """The day of a season's first match."""
    found: date | None = Match.objects.filter(season=season).aggregate(first=Min("scheduled_on"))["first"]
    return found


def make_rows(entries: Iterable[SquadEntry], first_day: date | None, columns: Sequence[Column]) -> list[dict[str, Any]]:
    """The rows of places in squads of one season; two places of one person at one time are one."""
    rows: dict[tuple[UUID, UUID, date | None], dict[str, Any]] = {}
    season = ""
    for entry in entries:
        person, season = entry.person.main or entry.person, str(entry.season_id)
        covered = person.covered or entry.person.covered
        born = None if covered else person.birth_date or entry.person.birth_date
        row = {
            "competitor": {"id": str(entry.competitor_id), "name": entry.competitor.name},
            "person": {"id": str(person.pk), "name": person.public_name},
            "number": entry.number,
            "position": entry.position,
            "birth_date": born,
            "age": find_age(born, first_day),
            "since": entry.since,
            "until": entry.until,
        }
        there = rows.setdefault((entry.competitor_id, person.pk, entry.since), row)
        there |= {name: value for name, value in row.items() if there[name] in (None, "")}
    counted = load_sums(season, columns) if rows else {}
    nothing = {column.key: None if counted is None else 0 for column in columns}
    found = [{**row, **nothing, **(counted or {}).get(key[:2], {})} for key, row in rows.items()]
    return sorted(found, key=order)


def order(row: dict[str, Any]) -> tuple[Any, ...]:
    """By team, then by number, those without one last."""
    team, person, number = row["competitor"], row["person"], row["number"]
    return team["name"], team["id"], number is None, number or 0, person["name"], person["id"]


def load_sums(season: str, columns: Sequence[Column]) -> dict[tuple[UUID, UUID], dict[str, int]] | None:
    """What is counted of everybody in a season, by competitor and person; None where stats are away."""
    names = [column.key for column in columns]
    found = ask(lambda: stats.load_sums(season, names))
    if found is None:
        return None
    counted: dict[tuple[UUID, UUID], dict[str, int]] = {}
    for row in found:
        if is_id(row.person) and is_id(row.competitor):
            counted.setdefault((UUID(row.competitor), UUID(row.person)), {})[row.stat] = row.value
    return counted
