"""Facts of sides: whom a side played in which season, and the result. Standings and form are computed from these."""

from collections.abc import Sequence

from scoreboard.sports import get_sport
from scoreboard.sports.base import PeriodScore, Side, View
from scoreboard.sports.days import find_day
from scoreboard.sports.match import OVER, MatchState, status_of, view_of
from stats.facts.origin import FactOrigin, name_side
from stats.models import SideFact
from stats.storage.bulk import Row

MODEL = SideFact
SIDES: tuple[Side, Side] = ("home", "away")
LIVE = frozenset({"live", "interrupted", "suspended"})


def build_rows(state: MatchState, origin: FactOrigin) -> list[Row]:
    """Build the rows of a match's two sides, home first."""
    view = view_of(state)
    status = status_of(state, view)
    fixture, sport, play, score = state.fixture, get_sport(state.fixture.sport), state.play, view.score
    over, live = status in OVER, status in LIVE
    of_match = (
        fixture.sport,
        fixture.competition.id,
        fixture.season.id,
        fixture.stage.id if fixture.stage else "",
        fixture.group or "",
        fixture.round or "",
        fixture.round_number,
    )
    home, away = name_side(fixture.home), name_side(fixture.away)
    on_the_day = (
        fixture.neutral,
        fixture.replay_of is not None,
        find_day(fixture),
        fixture.scheduled_at,
        status,
        over,
        live,
    )
    rows: list[Row] = []
    for side in SIDES:
        own, opponent, scored, conceded = (
            (home, away, score.home, score.away) if side == "home" else (away, home, score.away, score.home)
        )
        rows.append(
            (
                origin.match,
                side,
                *of_match,
                *own,
                *opponent,
                *on_the_day,
                scored,
                conceded,
                _list_periods(view.periods, side),
                _find_result(view, side, over=over) if over or live else "",
                view.winner == side if over and view.winner else None,
                sport.outcome(play, side) if over and status != "awarded" else "",
                dict(sport.measure(play, side)) if over or live else {},
                view.decided_by or "",
                origin.epoch,
                origin.seq,
                origin.recorded_at,
            )
        )
    return rows


def _list_periods(periods: Sequence[PeriodScore], side: Side) -> list[list[str | int]]:
    """List the periods from a side's view: [name, for, against] each."""
    if side == "home":
        return [[period.name, period.home, period.away] for period in periods]
    return [[period.name, period.away, period.home] for period in periods]


def _find_result(view: View, side: Side, *, over: bool) -> str:
    """W, D or L. A match without a winner is drawn, and so is one with a shootout, which says who goes through."""
    winner = view.winner if over and view.decided_by != "shootout" else view.score.leader()
    if winner is None:
        return "D"
    return "W" if winner == side else "L"
