"""Facts of sides: whom a side played in which season, and the result. Standings and form are computed from these."""

from collections.abc import Sequence

from scoreboard.sports import get_sport
from scoreboard.sports.base import PeriodScore, Score, Side, View
from scoreboard.sports.common import Feeder, StatusData
from scoreboard.sports.days import find_day
from scoreboard.sports.sport import Sport
from scoreboard.sports.state import MatchState, award_of, lineups_of, status_of, view_of
from scoreboard.sports.statuses import OVER
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
    fixture, sport, award = state.fixture, get_sport(state.fixture.sport), award_of(state)
    over, live = status in OVER, status in LIVE
    score = view.score if award is None or view.winner == view.score.leader() else award.score or Score()
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
    feeders = {"home": fixture.home_from, "away": fixture.away_from}
    lineups = lineups_of(state)
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
                *_name_feeder(feeders[side]),
                lineups[side] is not None,
                *on_the_day,
                scored,
                conceded,
                _list_periods(view.periods, side),
                _find_result(view, side, over=over, award=award) if over or live else "",
                _find_won(view, side, award) if over else None,
                view.advances == side if over and view.advances else None,
                getattr(view.shootout, side) if view.shootout else None,
                _find_outcome(state, side, view, award) if over else "",
                _measure(sport, state, side, award) if over or live else {},
                view.decided_by or "",
                origin.epoch,
                origin.seq,
                origin.recorded_at,
            )
        )
    return rows


def _name_feeder(feeder: Feeder | None) -> tuple[str, str]:
    """The match whose winner or loser a side is, and which of them; empty where no fixture says it."""
    return (feeder.match, feeder.outcome) if feeder else ("", "")


def _list_periods(periods: Sequence[PeriodScore], side: Side) -> list[list[str | int]]:
    """List the periods from a side's view: [name, for, against] each."""
    if side == "home":
        return [[period.name, period.home, period.away] for period in periods]
    return [[period.name, period.away, period.home] for period in periods]


def _find_result(view: View, side: Side, *, over: bool, award: StatusData | None) -> str:
    """W, D or L. A match without a winner is drawn, and so is one with a shootout, which says who goes through.

    A match that both sides lose by an award has no winner either.
    """
    if award is not None and award.both_lose:
        return "L"
    winner = view.winner if over and view.decided_by != "shootout" else view.score.leader()
    if winner is None:
        return "D"
    return "W" if winner == side else "L"


def _find_won(view: View, side: Side, award: StatusData | None) -> bool | None:
    """Whether a side has won in the end; None where nobody has lost."""
    if award is not None and award.both_lose:
        return False
    return view.winner == side if view.winner else None


def _find_outcome(state: MatchState, side: Side, view: View, award: StatusData | None) -> str:
    """The kind of win or defeat that tables tell apart: an award is one in every sport, whatever was played."""
    if award is None:
        return get_sport(state.fixture.sport).outcome(state.play, side)
    if view.winner is None and not award.both_lose:
        return ""
    return f"{award.decided_by}_{'win' if view.winner == side else 'loss'}"


def _measure(sport: Sport, state: MatchState, side: Side, award: StatusData | None) -> dict[str, int]:
    """What tables need beside the score: of an award what its score says by itself, and nothing of the play."""
    if award is None:
        return dict(sport.measure(state.play, side))
    return dict(sport.measure_award(award.score, side)) if award.score else {}
