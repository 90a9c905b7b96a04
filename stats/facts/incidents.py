"""Facts of incidents: all that fans saw of a match, in order."""

from scoreboard.sports.state import MatchState
from stats.facts.origin import FactOrigin, name_side
from stats.models import IncidentFact
from stats.storage.bulk import Row

MODEL = IncidentFact


def build_rows(state: MatchState, origin: FactOrigin) -> list[Row]:
    """Build a row for each incident of a match; those taken back are there, too, as cancelled."""
    fixture = state.fixture
    match, sport, season, replay = origin.match, fixture.sport, fixture.season.id, fixture.replay_of is not None
    competitors = {None: "", "home": name_side(fixture.home)[0], "away": name_side(fixture.away)[0]}
    rows: list[Row] = []
    for order, incident in enumerate(state.incidents):
        side, name, related, score = incident.side, incident.player or "", incident.related or "", incident.score
        rows.append(
            (
                match,
                incident.seq,
                order,
                sport,
                season,
                replay,
                incident.kind,
                side or "",
                competitors[side],
                incident.player_id or name,
                name,
                incident.related_id or related,
                related,
                incident.period or "",
                incident.minute or "",
                incident.clock_ms,
                incident.confirmation,
                incident.detail or "",
                incident.reason or "",
                score.home if score else None,
                score.away if score else None,
            )
        )
    return rows
