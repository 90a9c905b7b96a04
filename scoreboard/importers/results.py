"""What a match of a file says of its outcome, and whether that contradicts another account of it."""

from typing import Any

import msgspec

from scoreboard.importers.base import ImportedMatch, ImportedSeason
from scoreboard.importers.turning import turn
from scoreboard.sports import get_sport
from scoreboard.sports.base import Score, Side, View
from scoreboard.sports.common import StatusChanged
from scoreboard.sports.decoding import convert_event
from scoreboard.sports.statuses import OVER

CANCELLED = "cancelled"
ABANDONED = "abandoned"
UNDONE = frozenset({CANCELLED, ABANDONED})
ANNULLED = "annulled"
DONE = OVER | UNDONE  # of which an account can be compared


class Outcome(msgspec.Struct, frozen=True):
    """How a match came out: `status` is ended, awarded, annulled, cancelled or abandoned."""

    status: str
    view: View

    def contradicts(self, there: "Outcome") -> bool:
        """Whether another account of the match cannot be true beside this one.

        An award of the score and winner that were known as the result contradicts nothing, nor does one of a match
        that was called off.
        """
        if {self.status, there.status} == {CANCELLED, "awarded"}:
            return False
        if UNDONE & {self.status, there.status}:
            return self.status != there.status
        if self.view.score != there.view.score or not agree_on_shootout(there.view, self.view):
            return True
        return self.status != there.status and self.status == "awarded" and self.view.winner != there.view.winner

    def __str__(self) -> str:
        return self.status if self.status in UNDONE | {ANNULLED} else format_result(self.view)


def find_outcome(season: ImportedSeason, match: ImportedMatch, *, turned: bool = False) -> Outcome:
    """What a file's events come to, by its own rules, or from the other side with `turned`; raises Refused."""
    sport = get_sport(season.sport)
    ruleset = {**season.ruleset, **season.stages.get(match.stage or "", {}), **match.ruleset}
    play = sport.start(sport.read_ruleset(ruleset))
    status, awarded, winner = "ended", None, None
    for body in match.events:
        event = convert_event(season.sport, turn(body) if turned else body)
        if isinstance(event, StatusChanged):
            status = event.data.status
            awarded, winner = event.data.score or awarded, event.data.winner or winner
        else:
            play = sport.apply(play, event)
    view = sport.view(play)
    if status == "awarded":
        score: Score = awarded or view.score
        view = msgspec.structs.replace(
            view, score=score, shootout=None, winner=winner or score.leader(), decided_by="awarded"
        )
    return Outcome(status, view)


def has_result(match: ImportedMatch) -> bool:
    """Whether a file says how a match ended, and not only that it is to be played."""
    return bool(match.events) and not is_postponed(match.events)


def is_postponed(events: list[dict[str, Any]]) -> bool:
    """Whether events say that a match is put off, and nothing more."""
    return [event["data"].get("status") for event in events if event["type"] == "status"] == ["postponed"]


def is_decision(match: ImportedMatch) -> bool:
    """Whether a file tells only what was decided of a match, its play apart: awarded, annulled."""
    return bool(match.events) and all(event["type"] == "status" for event in match.events)


def declares(match: ImportedMatch, status: str) -> bool:
    """Whether all that a file tells of a match is this status."""
    return [event["type"] for event in match.events] == ["status"] and match.events[0]["data"].get("status") == status


def is_replay(match: ImportedMatch, status: str, *, later: bool) -> bool:
    """Whether of two matches of one round on two days one was played anew: the file's match, and one in `status`.

    One that was broken off is; one that was struck, where the source that has the other is the later one: `later` says
    that it is not the file.
    """
    if (status == ABANDONED) != declares(match, ABANDONED):
        return True
    struck = any(event["type"] == "status" and event["data"].get("status") == ANNULLED for event in match.events)
    return not later if status == ANNULLED else struck and later


def agree_on_shootout(there: View, here: View) -> bool:
    """Whether two sources agree on a shootout; one of them may know its winner alone."""
    if there.shootout is not None and here.shootout is not None:
        return there.shootout == here.shootout
    return find_shootout_winner(there) == find_shootout_winner(here)


def find_shootout_winner(view: View) -> Side | None:
    """Who won the shootout; None where there was none."""
    return (view.advances or view.winner) if view.decided_by == "shootout" else None


def format_result(view: View) -> str:
    """A result in words: 3–3 (4–2 pen.)."""
    text = f"{view.score.home}–{view.score.away}"
    if view.shootout:
        return f"{text} ({view.shootout.home}–{view.shootout.away} pen.)"
    winner = find_shootout_winner(view)
    return f"{text} ({winner} on pen.)" if winner else text
