"""Who imports, and as of when what is known of a match is so: of two dated sources the later one is right."""

from collections.abc import Mapping
from datetime import date

import msgspec

from scoreboard.importers.base import ImportedMatch
from scoreboard.importers.results import has_result
from scoreboard.sports.common import KNOWN_LATE

WHERE = ("venue", "time_zone", "neutral")
RESULT, LINEUPS = "result", "lineups"
Dates = Mapping[str, str]  # ISO dates, by field


class Source(msgspec.Struct, frozen=True):
    """Who imports: `actor`, and as of when what it has was so, where that is known."""

    actor: str
    as_of: date | None = None

    def beats(self, stored: str | None) -> bool:
        """Whether this source is later than what a field is of; one of a known date beats one of none."""
        return self.as_of is not None and self.as_of.isoformat() > (stored or "")

    def is_beaten_by(self, stored: str | None) -> bool:
        """Whether a field is of a later source."""
        return self.as_of is not None and self.as_of.isoformat() < (stored or "")


def date_new(match: ImportedMatch, source: Source) -> dict[str, str]:
    """Of when the fields of a new match are."""
    if source.as_of is None:
        return {}
    known = [name for name in (*WHERE, *KNOWN_LATE) if getattr(match, name) not in (None, ())]
    further = (RESULT,) if has_result(match) else ()
    fields = (*known, "day", "home", *further, *((LINEUPS,) if match.lineups else ()))
    return dict.fromkeys(fields, source.as_of.isoformat())
