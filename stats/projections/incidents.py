"""What fans saw, in order: the incidents behind every number."""

from scoreboard.sports.match import MatchState
from stats.models import IncidentFact
from stats.projections.place import Place, Row

MODEL = IncidentFact


def project(state: MatchState, place: Place) -> list[Row]:
    """A match's incidents; those taken back are there too, as cancelled."""
    fixture = state.fixture
    sides = {side: ref.id if ref else "" for side, ref in (("home", fixture.home), ("away", fixture.away))}
    return [
        {
            "match": place.match,
            "seq": incident.seq,
            "order": order,
            "sport": fixture.sport,
            "season": fixture.season.id,
            "replay": fixture.replay_of is not None,
            "kind": incident.kind,
            "side": incident.side or "",
            "competitor": sides[incident.side] if incident.side else "",
            "person": incident.player_id or incident.player or "",
            "name": incident.player or "",
            "related": incident.related_id or incident.related or "",
            "related_name": incident.related or "",
            "period": incident.period or "",
            "minute": incident.minute or "",
            "clock_ms": incident.clock_ms,
            "confirmation": incident.confirmation,
            "detail": incident.detail or "",
            "reason": incident.reason or "",
            "home_score": incident.score.home if incident.score else None,
            "away_score": incident.score.away if incident.score else None,
        }
        for order, incident in enumerate(state.incidents)
    ]
