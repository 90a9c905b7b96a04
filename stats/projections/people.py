"""Match × person × statistic: goals, assists, cards. Scorers and totals are sums over these."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from scoreboard.sports.base import Incident, Side, other
from scoreboard.sports.match import MatchState, status_of
from stats.models import PersonFact
from stats.projections.place import Place

MODEL = PersonFact


class Credit(NamedTuple):
    """One of `stat` for a person of `side`; `person` is their id, or their name where the log knows no id."""

    side: Side
    person: str
    name: str
    stat: str


def credit_football(incident: Incident) -> Iterator[Credit]:
    """What an incident counts for whom in football. An own goal is its scorer's own, and no goal of theirs."""
    side, name = incident.side, incident.player
    if side is None or name is None:
        return
    person = incident.player_id or name
    if incident.kind == "goal" and incident.detail == "own_goal":
        yield Credit(other(side), person, name, "own_goals")
    elif incident.kind == "goal":
        yield Credit(side, person, name, "goals")
        if incident.detail == "penalty":
            yield Credit(side, person, name, "penalties")
        if incident.related:
            yield Credit(side, incident.related_id or incident.related, incident.related, "assists")
    elif incident.kind == "card":
        yield Credit(side, person, name, "red_cards" if incident.detail == "red" else f"{incident.detail}_cards")


CREDITS: dict[str, Callable[[Incident], Iterator[Credit]]] = {"football": credit_football}


def project(state: MatchState, place: Place) -> list[PersonFact]:
    """Everybody's counts in a match, of what stands; a match that was called off counts for nobody."""
    fixture = state.fixture
    credit = CREDITS.get(fixture.sport)
    if credit is None or status_of(state) == "cancelled":
        return []
    sides = {"home": fixture.home, "away": fixture.away}
    counts: Counter[tuple[str, str, str]] = Counter()
    names: dict[str, str] = {}
    for incident in state.incidents:
        if incident.confirmation == "cancelled":
            continue
        for side, person, name, stat in credit(incident):
            ref = sides[side]
            counts[ref.id if ref else "", person, stat] += 1
            names[person] = name
    competitors = {ref.id: ref.name for ref in sides.values() if ref}
    return [
        PersonFact(
            match=place.match,
            sport=fixture.sport,
            season=fixture.season.id,
            replay=fixture.replay_of is not None,
            competitor=competitor,
            competitor_name=competitors.get(competitor, ""),
            person=person,
            name=names[person],
            stat=stat,
            value=value,
        )
        for (competitor, person, stat), value in counts.items()
    ]
