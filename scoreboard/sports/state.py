"""A match's state, as a fold gives it and a row stores it, and what follows from it: the status, the view."""

import functools
from typing import Generic, TypeVar

import msgspec
from msgspec.structs import replace

from scoreboard import parsing
from scoreboard.sports import get_sport
from scoreboard.sports.awards import show_award, stop
from scoreboard.sports.base import Incident, Side, View
from scoreboard.sports.common import Fixture, Status, StatusData
from scoreboard.sports.lineups import LineupData
from scoreboard.sports.on_field import Lineups, OnField
from scoreboard.sports.statuses import OVER

Play = TypeVar("Play")


class MatchState(msgspec.Struct, Generic[Play], frozen=True, kw_only=True, omit_defaults=True):
    """A match after its records so far.

    `play` is the sport's own state, `declared` a status that play did not cause; `halted`: its clock stands still until
    the match is live again. `home_lineup` and `away_lineup` are as each side named them last.
    """

    fixture: Fixture
    play: Play
    seq: int = 0
    declared: StatusData | None = None
    incidents: tuple[Incident, ...] = ()
    halted: bool = False
    home_lineup: LineupData | None = None
    away_lineup: LineupData | None = None


def lineups_of(state: MatchState) -> Lineups:
    """Both sides' line-ups; None where a side has named none."""
    return {"home": state.home_lineup, "away": state.away_lineup}


def list_on_field(state: MatchState, side: Side, *, clock_ms: int | None = None) -> OnField:
    """Where those of a side are now; `clock_ms` is what the match clock shows, by which who sits out time is back."""
    return get_sport(state.fixture.sport).list_on_field(state.play, lineups_of(state)[side], side, clock_ms)


@functools.cache
def state_decoder_of(sport: str) -> parsing.Decoder:
    """The decoder of a stored match state."""
    return parsing.make_decoder(MatchState[get_sport(sport).state])  # type: ignore[misc]  # known at run time only


def status_of(state: MatchState, view: View | None = None) -> Status:
    """The match's status: what was declared, else what follows from play; its `view` need not be made where it is."""
    if state.declared is not None and state.declared.status not in ("live", "scheduled"):
        return state.declared.status
    view = view or get_sport(state.fixture.sport).view(state.play)
    if view.finished:
        return "ended"
    return "live" if view.started else "scheduled"


def award_of(state: MatchState) -> StatusData | None:
    """The award that stands, official or not; None where the play decides."""
    declared = state.declared
    if declared is None or declared.status not in ("awarded", "official"):
        return None
    is_award = declared.winner or declared.score or declared.both_lose or declared.status == "awarded"
    return declared if is_award else None


def view_of(state: MatchState) -> View:
    """The sport's view, with what an official has declared on top: an award, an annulment, a result that stands."""
    sport = get_sport(state.fixture.sport)
    view = sport.view(state.play)
    if state.declared is None:
        return view
    if state.declared.status == "annulled":
        return replace(stop(view), winner=None, decided_by=None, advances=None)
    if (award := award_of(state)) is not None:
        return show_award(stop(view), award)
    if state.declared.status in OVER and not view.finished:  # broken off, and its result stands
        return replace(stop(view), winner=view.score.leader() if sport.score_decides else None)
    return view
