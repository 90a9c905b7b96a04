"""Match × person × statistic: goals, assists, cards. Scorers and totals are sums over these."""

from collections import Counter
from itertools import chain

from scoreboard.sports import get_sport
from scoreboard.sports.match import MatchState
from stats.models import PersonFact
from stats.projections.place import Place, Row

MODEL = PersonFact


def project(state: MatchState, place: Place) -> list[Row]:
    """Everybody's counts in a match, of what stands; a match that was called off counts for nobody."""
    fixture = state.fixture
    if state.declared is not None and state.declared.status == "cancelled":
        return []
    sport = get_sport(fixture.sport)
    sides = {"home": fixture.home, "away": fixture.away}
    counts: Counter[tuple[str, str, str]] = Counter()
    names: dict[str, str] = {}
    standing = (incident for incident in state.incidents if incident.confirmation != "cancelled")
    for one in chain(chain.from_iterable(map(sport.credit, standing)), sport.tally(state.play)):
        ref = sides[one.side]
        counts[ref.id if ref else "", one.person, one.stat] += one.value
        names[one.person] = one.name
    competitors = {ref.id: ref.name for ref in sides.values() if ref}
    return [
        {
            "match": place.match,
            "sport": fixture.sport,
            "season": fixture.season.id,
            "replay": fixture.replay_of is not None,
            "competitor": competitor,
            "competitor_name": competitors.get(competitor, ""),
            "person": person,
            "name": names[person],
            "stat": stat,
            "value": value,
        }
        for (competitor, person, stat), value in counts.items()
    ]
