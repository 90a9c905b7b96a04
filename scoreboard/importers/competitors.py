"""Who the names in a file are: competitors that are there already under any of their names, or new ones."""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from scoreboard.importers.base import ImportedSeason, Note
from scoreboard.importers.competitions import parse_year
from scoreboard.importers.names import find_team, may_be_one, name_clearly, split_forms
from scoreboard.known_names import KnownNames
from scoreboard.models import Competitor, CompetitorAlias, Match, Season
from scoreboard.models.names import normalise
from scoreboard.models.rows import insert_new

# openfootball's international club cups tell clubs of one name apart by their country: "Everton (CHI)".
WITH_COUNTRY = re.compile(r"^(?P<name>.+) \((?P<country>[A-Z]{3})\)$")


class Names(KnownNames):
    """The competitors of a sport by their names: those that are there, in few queries for all of a file, and new ones.

    New ones and their further names are kept until `save` enters those that are used.
    """

    def __init__(self, sport: str, names: Iterable[str]) -> None:
        super().__init__(sport, names)
        self.new: dict[UUID, Competitor] = {}
        self.aliases: dict[str, CompetitorAlias] = {}

    def make(self, name: str) -> Competitor:
        """A new competitor."""
        made = Competitor(sport=self.sport, name=name)
        made.key = normalise(name)
        self.new[made.pk] = made
        self.by_key[made.key].append(made)
        return made

    def add_alias(self, name: str, row: Competitor) -> None:
        """Remember a name that is another than the competitor's own."""
        key = normalise(name)
        if key != normalise(row.name) and key not in self.by_alias:
            alias = CompetitorAlias(competitor=row, sport=row.sport, name=name, key=key)
            self.by_alias[key] = self.aliases[key] = alias

    def save(self, used: set[UUID]) -> None:
        """Enter the new competitors among those that are used, and their further names."""
        made = [row for pk, row in self.new.items() if pk in used]
        if made:
            insert_new(made)
            self.new = {pk: row for pk, row in self.new.items() if pk not in used}
        # In one order in every importer: two that insert at once would otherwise wait for each other (a deadlock).
        aliases = [self.aliases[key] for key in sorted(self.aliases) if self.aliases[key].competitor_id in used]
        if aliases:
            CompetitorAlias.objects.bulk_create(aliases, ignore_conflicts=True)
            Competitor.renew({row.competitor_id for row in aliases}.difference(row.pk for row in made))
            self.aliases = {key: row for key, row in self.aliases.items() if row.competitor_id not in used}


def list_all_names(seasons: Iterable[ImportedSeason]) -> set[str]:
    """Every name of a competitor in some seasons, and the other names that they may be known by."""
    written = {(season.sport, name) for season in seasons for name in list_names(season)}
    former = {known.name for sport, name in written for known in find_team(name, sport=sport, year=None)}
    return {name for _, name in written} | former


def list_names(season: ImportedSeason) -> list[str]:
    """The competitors that a season names, in the order in which it does."""
    playing = (name for match in season.matches for name in (match.home, match.away) if name)
    return list(dict.fromkeys([*playing, *(player.team for player in season.squads)]))


def find_competitors(season: ImportedSeason, names: Names, *, there: Season | None) -> dict[str, Competitor]:
    """Every competitor that a season names, by that name. One that is found keeps the name first seen of it.

    `there` is the season where it is in the database already. What is not certain is told as a warning of the season.
    """
    wanted = list_names(season)
    year = find_year(season)
    clear = {name: name_clearly(name, sport=season.sport, year=year) for name in wanted}
    names.load(clear.values())
    found = {name: row for name in wanted if (row := names.find(clear[name], year))}
    if unknown := [name for name in wanted if name not in found]:
        found |= find_compatriots(unknown, season, names, year)
    found |= find_former([name for name in unknown if name not in found], names, year)
    unknown = [name for name in wanted if name not in found]
    found |= find_other_forms(unknown, season, names, there=there)
    for name in (name for name in unknown if name not in found):
        again = find_former([name], names, year)  # under another name it may have been made just now
        found[name] = again.get(name) or names.find(clear[name], year) or names.make(clear[name])
    for name, row in join_forms(season, found).items():
        found[name] = row
    for name, row in found.items():
        if name == clear[name]:
            names.add_alias(name, row)
    return found


def find_former(wanted: Sequence[str], names: Names, year: int | None) -> dict[str, Competitor]:
    """The teams that go by another of the names that they have had."""
    found = {}
    for name in wanted:
        known = find_team(name, sport=names.sport, year=year)
        others = (name_clearly(other.name, sport=names.sport, year=year) for other in known if other.name != name)
        if (row := next((row for other in others if (row := names.find(other, year))), None)) is not None:
            found[name] = row
    return found


def find_year(season: ImportedSeason) -> int | None:
    """The year in which a season begins, by its name, else by its first match."""
    days = (match.day for match in season.matches if match.day)
    return parse_year(season.season) or min((day.year for day in days), default=None)


def find_compatriots(
    wanted: Sequence[str], season: ImportedSeason, names: Names, year: int | None
) -> dict[str, Competitor]:
    """The clubs that a league calls by their name alone and a cup with their country, or the other way round.

    "Borussia Dortmund (GER)" is the Borussia Dortmund of a German league; another country's is another club.
    """
    if season.country:
        written = {name: f"{name} ({season.country})" for name in wanted}
        names.load(written.values())
        return {name: row for name, text in written.items() if (row := names.find(text, year))}
    parts = {name: found for name in wanted if (found := WITH_COUNTRY.match(name))}
    names.load(found["name"] for found in parts.values())
    clubs = {name: row for name, found in parts.items() if (row := names.find(found["name"], year))}
    if not clubs:
        return {}
    at_home = {
        (club, country)
        for side in ("home", "away")
        for club, country in Match.objects.filter(**{f"{side}__in": clubs.values()})
        .exclude(season__competition__country="")
        .values_list(side, "season__competition__country")
        .distinct()
    }
    return {name: club for name, club in clubs.items() if (club.pk, parts[name]["country"]) in at_home}


def find_other_forms(
    wanted: Sequence[str], season: ImportedSeason, names: Names, *, there: Season | None
) -> dict[str, Competitor]:
    """The clubs that the same season has already in a shorter or longer form: "Millwall" for "Millwall FC".

    One of another season of the competition may be another club of that town: both names are told.
    """
    if there is None or not wanted:
        return {}
    known: dict[str, dict[Competitor, bool]] = defaultdict(dict)
    for side in ("home", "away"):
        pairs = Match.objects.filter(season__competition=there.competition_id).exclude(**{side: None})
        ids: dict[UUID, bool] = {}
        for pk, season_id in pairs.values_list(side, "season_id").distinct():
            ids[pk] = ids.get(pk, False) or season_id == there.pk
        for row in Competitor.objects.filter(pk__in=ids):
            plain = split_forms(row.name)[0]
            known[plain][row] = known[plain].get(row, False) or ids[row.pk]
    found = {}
    taken = set(list_names(season))
    for name in wanted:
        rows = {row: now for row, now in known[split_forms(name)[0]].items() if may_be_one(name, row.name)}
        now = [row for row, present in rows.items() if present and row.name not in taken]
        if len(now) == 1:
            found[name] = now[0]
            tell(season, name, f"{name!r} is taken as {now[0].name!r}, which this season has already")
        elif rows and not now:
            other = next(iter(rows)).name
            tell(season, name, f"{name!r} is new beside {other!r}: one club? Then: manage.py merge {name!r} {other!r}")
    return found


def join_forms(season: ImportedSeason, found: dict[str, Competitor]) -> dict[str, Competitor]:
    """The names that one file has in a second form (Millwall, Millwall FC), each with the competitor of the first.

    Where they meet they are two, and nothing is said. Where both play on one day, or are FC and SC, both are told.
    """
    forms: dict[str, list[str]] = defaultdict(list)
    for name in found:
        forms[split_forms(name)[0]].append(name)
    joined: dict[str, Competitor] = {}
    days: dict[str, set[object]] | None = None
    for names in (names for names in forms.values() if len(names) > 1):
        days = days or list_days(season)
        for one, other in itertools.combinations(names, 2):
            if found[one] == found[other] or frozenset((one, other)) in days[one]:
                continue
            if len(names) == 2 and may_be_one(one, other) and not days[one] & days[other]:
                joined[other] = found[one]
                tell(season, other, f"{one!r} and {other!r} are taken as one, {found[one].name}")
            else:
                tell(season, other, f"{one!r} and {other!r} are two here: one club? Then: manage.py merge")
    return joined


def list_days(season: ImportedSeason) -> dict[str, set[object]]:
    """The days on which each name of a season plays, and whom it meets: two that have one in common are not one."""
    days: dict[str, set[object]] = defaultdict(set)
    for match in season.matches:
        if not (match.home and match.away):
            continue
        for name in (match.home, match.away):
            days[name] |= {match.day, frozenset((match.home, match.away))} - {None}
    return days


def tell(season: ImportedSeason, name: str, why: str) -> None:
    """Warn of a name at the first match, or in the squad, that has it."""
    matches = (match.where for match in season.matches if name in (match.home, match.away))
    players = (player.where for player in season.squads if player.team == name)
    season.warnings.append(Note(next(itertools.chain(matches, players)), why))
