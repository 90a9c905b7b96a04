"""Badminton, after the BWF Laws: the best of three games to 21, two ahead, or 30 in any case; singles and doubles."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from scoreboard.sports.rally import make_sport
from scoreboard.sports.rally.events import Card, Points, Rules, SetsToWin
from scoreboard.sports.ranking import Ranking


class Ruleset(Rules, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """BWF Law 7 (scoring): who wins a game serves first in the next. Games to 15, capped at 21, by values.

    Law 16.7: a red card is a fault, a black one a disqualification.
    """

    cards: ClassVar[Mapping[Card, tuple[int, ...]]] = {"yellow": (0,), "red": (1,), "black": (0,)}
    loses: ClassVar[Mapping[Card, Literal["set", "match"]]] = {"black": "match"}

    sets_to_win: SetsToWin = 2
    points: Points = 21
    decider_points: Points = 21
    cap: Points | None = 30
    decider_cap: Points | None = 30
    next_server: Literal["other", "winner"] = "winner"


SPORT = make_sport(
    name="badminton",
    label="Badminton",
    icon="M5 10.5L8.5 2 14 7.5l-8.5 3.5M5 10.5a2 2 0 1 0 .5.5M7 6.5l2.6 2.6M10.2 3.7L7.6 9.9M12.3 5.8l-5.4 4.4",
    ruleset=Ruleset,
    unit="Game",
    ranking=Ranking(ties="wins", win=1, loss=0, tiebreakers=("points", "set_ratio", "point_ratio")),
)
