"""What the write path answers: the records as entered (Recorded), or why there are none (StaleSeq, KeyReused…)."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoreboard.models import Match
from scoreboard.sports.base import Event, Refused, Sentence
from scoreboard.sports.state import MatchState


@dataclass(frozen=True)
class Recorded:
    """What became of a request: the records as stored, the match as it is now.

    `repeated`: it had been accepted before, under the same idempotency key.
    """

    records: tuple[Event, ...]
    match: Match
    state: MatchState
    repeated: bool = False


class UnknownMatch(LookupError):
    """No match has that id."""


class StaleSeq(Exception):
    """The match has moved on since the scorer looked; `current` is its seq now."""

    def __init__(self, current: int) -> None:
        super().__init__(f"The match is at seq {current} by now: look again before entering.")
        self.current = current


class KeyReused(Exception):
    """The idempotency key was used for another request."""

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used for another request: use a new key for a new request.")


class Unconfirmed(Refused):
    """What is unlikely, though no rule forbids it: entered once the codes of all `warnings` are confirmed."""

    def __init__(self, warnings: Sequence[Sentence]) -> None:
        super().__init__(warnings[0].code, **warnings[0].params)
        self.warnings = tuple(warnings)

    @property
    def codes(self) -> list[str]:
        """What is to be sent as `confirm`, once each."""
        return list(dict.fromkeys(one.code for one in self.warnings))
