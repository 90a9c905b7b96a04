"""What would change if two people were one, or one were two: for the page on which somebody decides it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from scoreboard.catalogue import identity
from scoreboard.models import Match, Person
from scoreboard.sports import get_sport
from scoreboard.web.statistics import ask
from stats import queries as stats

MATCHES = 20  # that are named


class Preview(NamedTuple):
    """Two people side by side, what both have been in, and the lists that say something else when they are one.

    Where stats are away, `lists` is None and `counted` of both is empty.
    """

    one: dict[str, Any]
    two: dict[str, Any]
    shared: list[Match]
    lists: list[dict[str, Any]] | None


def preview_merge(one: Person, into: Person) -> Preview:
    """What `identity.merge` would change."""
    main = into.main or into
    doings = (stats.Doings(identity.list_ids(person), person.name) for person in (one, main))
    return compare(one, main, *doings)


def preview_take_back(person: Person, main: Person) -> Preview:
    """What `identity.take_back` would change."""
    own = identity.list_ids(person)
    rest = identity.list_ids(main) - own
    return compare(person, main, stats.Doings(own, person.name), stats.Doings(rest, main.name))


def preview_split(person: Person, matches: Iterable[Match]) -> Preview:
    """What `identity.split` would change; the first of the two is the one who is new."""
    theirs = frozenset(str(match.pk) for match in matches)
    own, ids = frozenset({str(person.pk)}), identity.list_ids(person)
    first = stats.Doings(own, f"{person.name}, the other", matches=theirs)
    return compare(person, person, first, stats.Doings(ids, person.name, without=theirs))


def compare(one: Person, two: Person, first: stats.Doings, second: stats.Doings) -> Preview:
    """Compare two by what they have done."""
    sport = one.competitor.sport
    lists = ask(lambda: stats.compare_lists(first, second, sport=sport))
    shared = ask(lambda: stats.list_shared_matches(first, second)) or []
    found = Match.objects.filter(pk__in=shared[:MATCHES]).select_related("home", "away")
    return Preview(describe(one, first), describe(two, second), list(found.order_by("scheduled_on", "pk")), lists)


def describe(person: Person, doings: stats.Doings) -> dict[str, Any]:
    """What is known of a person, and counted."""
    sport = get_sport(person.competitor.sport)
    counted = ask(lambda: stats.summarise(doings, sport=person.competitor.sport)) or {}
    labels = {column.key: column.title for column in sport.stats}
    totals = counted.get("totals", {})
    return {
        "person": person,
        "name": doings.name,
        "names": sorted({alias.name for alias in person.aliases.all()}),
        "sources": [str(row) for row in person.sources.all()],
        "squads": list(person.squads.select_related("season__competition").order_by("-season__name")),
        "counted": counted,
        "totals": [(labels[key], value) for key, value in totals.items() if key in labels],
    }
