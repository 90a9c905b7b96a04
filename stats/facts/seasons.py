"""Every season that a match has ever been in, so that a table can be read as it was once known."""

from scoreboard.sports.match import MatchState
from stats.facts.origin import Place
from stats.models import SeasonFact
from stats.storage.bulk import Row

MODEL = SeasonFact


def project(state: MatchState, place: Place) -> list[Row]:
    """One row a season."""
    return [(place.match, season) for season in sorted({*place.seasons, state.fixture.season.id})]
