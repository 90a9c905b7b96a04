"""Facts of seasons: every season that a match has ever been in, needed to compute a table as it was in the past."""

from scoreboard.sports.state import MatchState
from stats.facts.origin import FactOrigin
from stats.models import SeasonFact
from stats.storage.bulk import Row

MODEL = SeasonFact


def build_rows(state: MatchState, origin: FactOrigin) -> list[Row]:
    """Build a row for each season of a match."""
    return [(origin.match, season) for season in sorted({*origin.seasons, state.fixture.season.id})]
