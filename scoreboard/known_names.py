"""The competitors that names lead to: by their own names, aliases and spellings, many at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from scoreboard.models import Competitor, CompetitorAlias
from scoreboard.models.names import list_keys

NAMES_AT_ONCE = 5_000  # a query


class KnownNames:
    """The competitors of a sport by any names they go by, accents and case aside; names are looked up many at once.

    An alias counts before the own name of another competitor; of several with one key the exact name wins.
    """

    def __init__(self, sport: str, names: Iterable[str]) -> None:
        self.sport = sport
        self.by_alias: dict[str, CompetitorAlias] = {}
        self.by_key: dict[str, list[Competitor]] = defaultdict(list)
        self.looked_up: set[str] = set()
        self.load(names)

    def load(self, names: Iterable[str]) -> None:
        """Look names up that have not been looked up before; two queries for each NAMES_AT_ONCE of them."""
        keys = sorted({key for name in names for key in list_keys(name)} - self.looked_up)
        self.looked_up.update(keys)
        for some in batched(keys):
            aliases = CompetitorAlias.objects.filter(sport=self.sport, key__in=some).select_related("competitor")
            self.by_alias |= {alias.key: alias for alias in aliases}
            for row in Competitor.objects.filter(sport=self.sport, key__in=some).order_by("pk"):
                self.by_key[row.key].append(row)

    def find(self, name: str, year: int | None = None) -> Competitor | None:
        """The competitor that has a name, or had it in a `year`."""
        for key in list_keys(name):
            if (alias := self.by_alias.get(key)) is not None and alias.holds(year):
                return alias.competitor
            if rows := self.by_key.get(key):
                return next((row for row in rows if row.name == name), rows[0])
        return None


def batched(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    """Names in as many at once as a query takes."""
    return (keys[at : at + NAMES_AT_ONCE] for at in range(0, len(keys), NAMES_AT_ONCE))


def find_competitors(names: Iterable[str], *, sport: str) -> dict[str, Competitor]:
    """The competitors of a sport by any names they go by; a name of no competitor is left out."""
    wanted = list(names)
    known = KnownNames(sport, wanted)
    return {name: row for name in wanted if (row := known.find(name)) is not None}
