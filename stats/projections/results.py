"""Match × side: who played whom in what, and what came of it. Standings and form are read from these."""

from collections.abc import Sequence

from scoreboard.sports import get_sport
from scoreboard.sports.base import PeriodScore, Side, View, other
from scoreboard.sports.match import OVER, MatchState, status_of, view_of
from stats.models import SideFact
from stats.projections.place import Place, Row

MODEL = SideFact
LIVE = frozenset({"live", "interrupted", "suspended"})


def project(state: MatchState, place: Place) -> list[Row]:
    """The two sides of a match, home first."""
    view, status = view_of(state), status_of(state)
    return [_project_side(state, view, status, side, place) for side in ("home", "away")]


def _project_side(state: MatchState, view: View, status: str, side: Side, place: Place) -> Row:
    fixture, sport = state.fixture, get_sport(state.fixture.sport)
    own, opponent = getattr(fixture, side), getattr(fixture, other(side))
    over, live = status in OVER, status in LIVE
    return {
        "match": place.match,
        "side": side,
        "sport": fixture.sport,
        "competition": fixture.competition.id,
        "season": fixture.season.id,
        "stage": fixture.stage.id if fixture.stage else "",
        "group": fixture.group or "",
        "round": fixture.round or "",
        "round_number": fixture.round_number,
        "competitor": own.id if own else "",
        "competitor_name": own.name if own else "",
        "opponent": opponent.id if opponent else "",
        "opponent_name": opponent.name if opponent else "",
        "neutral": fixture.neutral,
        "replay": fixture.replay_of is not None,
        "on": fixture.scheduled_on or (fixture.scheduled_at.date() if fixture.scheduled_at else None),
        "scheduled_at": fixture.scheduled_at,
        "status": status,
        "over": over,
        "live": live,
        "scored": getattr(view.score, side),
        "conceded": getattr(view.score, other(side)),
        "periods": _turn(view.periods, side),
        "result": _read_result(view, side, over=over) if over or live else "",
        "won": view.winner == side if over and view.winner else None,
        "outcome": sport.outcome(state.play, side) if over and status != "awarded" else "",
        "measures": dict(sport.measure(state.play, side)) if over or live else {},
        "decided_by": view.decided_by or "",
        "epoch": place.epoch,
        "seq": place.seq,
        "recorded_at": place.recorded_at,
    }


def _turn(periods: Sequence[PeriodScore], side: Side) -> list[list[str | int]]:
    """Each period as [name, for, against]."""
    return [[period.name, getattr(period, side), getattr(period, other(side))] for period in periods]


def _read_result(view: View, side: Side, *, over: bool) -> str:
    """W, D or L. A shootout says who goes through, and leaves the match drawn, as having no winner does."""
    winner = view.winner if over and view.decided_by != "shootout" else view.score.leader()
    if winner is None:
        return "D"
    return "W" if winner == side else "L"
