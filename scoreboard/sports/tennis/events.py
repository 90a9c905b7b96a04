"""Tennis, singles and doubles, after the ITF Rules of Tennis (rule numbers in the refusals).

A match is sets, a set games, a game points. What is entered is who won the point: games, sets and who serves follow.
A side is one player or a pair; a tiebreak is a game of the set (Rule 6).
"""

from typing import Annotated, Literal

import msgspec

from scoreboard.sports.base import Event, Manual, Score, Side
from scoreboard.sports.court import Forfeit, Result, SetScore
from scoreboard.sports.pieces import PlayerEvent

NAME = "tennis"
LABEL = "Tennis"
GAME = 4  # points that win a game, two ahead (Rule 5a)

Games = Annotated[int, msgspec.Meta(ge=1, le=24)]
TiebreakPoints = Annotated[int, msgspec.Meta(ge=1, le=30)]


class Ruleset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers and switches of a competition's edition. Defaults: the best of three tiebreak sets (Rules 5 to 7)."""

    sets_to_win: Annotated[int, msgspec.Meta(ge=1, le=3)] = 2  # Rule 7: 3 is the best of five
    games_to_set: Games = 6  # two ahead (Rule 6); 4 in short sets (Appendix on alternative procedures)
    tiebreak_at: Games | None = 6  # games each at which a tiebreak is played; none: the advantage set (Rule 6a)
    tiebreak_points: TiebreakPoints = 7  # two ahead (Rule 5b)
    # At one point less each, the next wins the tiebreak. By default so in one to five, the short sets' (Appendix V).
    tiebreak_deciding_point: bool | None = None
    no_ad: bool = False  # at deuce the next point wins the game (Appendix on alternative procedures)
    # The last set: as the others, without a tiebreak, with one of its own, or a match tiebreak in its place. The
    # Grand Slams' since 2022: "tiebreak" at 6 to 10 points; Wimbledon's of 2019 to 2021: at 12 to 7.
    final_set: Literal["same", "advantage", "tiebreak", "match_tiebreak"] = "same"
    final_tiebreak_at: Games = 6
    final_tiebreak_points: TiebreakPoints = 10
    edition: Annotated[int, msgspec.Meta(ge=1)] = 1  # of the rules of play (docs/decisions/0016)


# --- events ----------------------------------------------------------------------------------------------------------


class MatchStart(Event, tag="match_start", frozen=True, kw_only=True):
    """The match begins: `side` serves first (Rule 14)."""

    side: Side


class PointData(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a point was won; `player` is who hit it, of the server's side where it is a double fault."""

    how: Literal["ace", "double_fault", "winner", "forced_error", "unforced_error"] | None = None


class Point(PlayerEvent, tag="point", frozen=True, kw_only=True):
    """A point won by `side` (Rules 24 and 26)."""

    data: PointData = PointData()


class ViolationData(msgspec.Struct, frozen=True):
    """What a violation costs: nothing yet, a point, or a game."""

    penalty: Literal["warning", "point", "game"]


class Violation(PlayerEvent, tag="violation", frozen=True, kw_only=True):
    """A violation of the code or of time by `side` (Rule 29 and the events' codes of conduct).

    It may be called before the match, too, and after its end, where it costs nothing of the match.
    """

    data: ViolationData


EVENTS: tuple[type[Event], ...] = (MatchStart, Point, Violation, Forfeit, Result, Manual)


# --- state -----------------------------------------------------------------------------------------------------------


class State(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The match after its events so far.

    `won` counts sets, `games` those of the set being played, `points` those of the game. `tiebreak` is how many points
    win the tiebreak being played, 0 in a game. `server` serves this game, or the first point of the tiebreak.
    """

    ruleset: Ruleset
    sets: tuple[SetScore, ...] = ()
    won: Score = Score()
    games: Score = Score()
    points: Score = Score()
    tiebreak: int = 0
    server: Side | None = None
    winner: Side | None = None
    how: Literal["regular", "retired", "walkover", "default"] | None = None
