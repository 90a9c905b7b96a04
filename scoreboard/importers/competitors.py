"""Who the names in a file are: competitors that are there already under any of their names, or new ones."""

import re
from collections.abc import Iterable

from scoreboard.importers.base import ImportedSeason
from scoreboard.importers.competitions import list_team_names
from scoreboard.models import Competitor, CompetitorAlias, Match
from scoreboard.models.names import list_keys, normalise
from scoreboard.queries import find_competitors

# openfootball's international club cups tell clubs of one name apart by their country: "Everton (CHI)".
WITH_COUNTRY = re.compile(r"^(?P<name>.+) \((?P<country>[A-Z]{3})\)$")


def find_or_make_competitors(season: ImportedSeason) -> dict[str, Competitor]:
    """Every competitor that a season names, by that name. One that is found keeps the name first seen of it."""
    names = list(dict.fromkeys(name for match in season.matches for name in (match.home, match.away) if name))
    found = find_competitors(names, sport=season.sport)
    found |= find_compatriots([name for name in names if name not in found], season)
    former = {other: name for name in names if name not in found for other in list_team_names(name, sport=season.sport)}
    found |= {former[other]: row for other, row in find_competitors(former, sport=season.sport).items()}
    made: dict[str, Competitor] = {}
    for name in names:
        if name in found:
            continue
        keys = (*list_keys(name), *map(normalise, list_team_names(name, sport=season.sport)))
        known = next((made[key] for key in keys if key in made), None)
        found[name] = known or made.setdefault(keys[0], Competitor(sport=season.sport, name=name))
    Competitor.objects.bulk_create(made.values())
    add_aliases(found)
    return found


def find_compatriots(names: Iterable[str], season: ImportedSeason) -> dict[str, Competitor]:
    """The clubs that a league calls by their name alone and a cup with their country, or the other way round.

    "Borussia Dortmund (GER)" is the Borussia Dortmund of a German league; another country's is another club.
    """
    if season.country:
        written = {name: f"{name} ({season.country})" for name in names}
        clubs = find_competitors(written.values(), sport=season.sport)
        return {name: clubs[text] for name, text in written.items() if text in clubs}
    parts = {name: found for name in names if (found := WITH_COUNTRY.match(name))}
    clubs = find_competitors({found["name"] for found in parts.values()}, sport=season.sport)
    at_home = {
        (club, country)
        for side in ("home", "away")
        for club, country in Match.objects.filter(**{f"{side}__in": clubs.values()})
        .exclude(season__competition__country="")
        .values_list(side, "season__competition__country")
        .distinct()
    }
    return {
        name: clubs[found["name"]]
        for name, found in parts.items()
        if found["name"] in clubs and (clubs[found["name"]].pk, found["country"]) in at_home
    }


def add_aliases(found: dict[str, Competitor]) -> None:
    """Remember the names that are another's than the competitor's own."""
    aliases = {
        normalise(name): CompetitorAlias(competitor=row, sport=row.sport, name=name)
        for name, row in found.items()
        if normalise(name) != normalise(row.name)
    }
    # In one order in every importer: two that insert at once would otherwise wait for each other (a deadlock).
    CompetitorAlias.objects.bulk_create([aliases[key] for key in sorted(aliases)], ignore_conflicts=True)
