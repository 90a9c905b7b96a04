"""Match × person × statistic: goals, assists, cards. Scorers and totals are sums over these."""

from collections import Counter

from scoreboard.sports import get_sport
from scoreboard.sports.match import MatchState, status_of
from stats.models import PersonFact
from stats.projections.place import Place, Row

MODEL = PersonFact


def project(state: MatchState, place: Place) -> list[Row]:
    """Everybody's counts in a match, of what stands; a match that was called off counts for nobody."""
    fixture = state.fixture
    if status_of(state) == "cancelled":
        return []
    credit = get_sport(fixture.sport).credit
    sides = {"home": fixture.home, "away": fixture.away}
    counts: Counter[tuple[str, str, str]] = Counter()
    names: dict[str, str] = {}
    for incident in state.incidents:
        if incident.confirmation == "cancelled":
            continue
        for one in credit(incident):
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
