"""Facts of people: what a person did in a match, counted. Lists of people and totals are sums over these.

What people did stays theirs where the match is awarded otherwise than it was played, as is the custom of all sports. Of
a match that was annulled it is kept here, too, and counts by the season's rules (stats/queries/annulled.py).
"""

from scoreboard.sports.appearances import list_statistics
from scoreboard.sports.state import MatchState
from stats.facts.origin import FactOrigin, name_side
from stats.models import PersonFact
from stats.storage.bulk import Row

MODEL = PersonFact


def build_rows(state: MatchState, origin: FactOrigin) -> list[Row]:
    """Build a row for each person and statistic of a match, without cancelled incidents; none for a cancelled match."""
    fixture = state.fixture
    if state.declared is not None and state.declared.status == "cancelled":
        return []
    home, away = name_side(fixture.home), name_side(fixture.away)
    competitors, ids = dict((home, away)), {"home": home[0], "away": away[0]}
    values: dict[tuple[str, str, str], int] = {}
    names: dict[str, str] = {}
    for one in list_statistics(state):
        key = (ids[one.side], one.person, one.stat)
        values[key] = values.get(key, 0) + one.value
        names[one.person] = one.name
    of_match = (origin.match, fixture.sport, fixture.season.id, fixture.replay_of is not None)
    return [
        (*of_match, competitor, competitors[competitor], person, names[person], statistic, value)
        for (competitor, person, statistic), value in values.items()
    ]
