"""Badminton, after the BWF Laws: the best of three games to 21, two ahead, or 30 in any case; singles and doubles."""

from typing import Literal

from scoreboard.sports.rally import make_sport
from scoreboard.sports.rally.events import Points, Rules, SetsToWin
from scoreboard.sports.ranking import Ranking


class Ruleset(Rules, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """BWF Law 7 (scoring): who wins a game serves first in the next. Games to 15, capped at 21, by values."""

    sets_to_win: SetsToWin = 2
    points: Points = 21
    decider_points: Points = 21
    cap: Points | None = 30
    decider_cap: Points | None = 30
    next_server: Literal["other", "winner"] = "winner"


SPORT = make_sport(
    name="badminton",
    label="Badminton",
    ruleset=Ruleset,
    unit="Game",
    ranking=Ranking(win=1, loss=0, tiebreakers=("points", "set_ratio", "point_ratio")),
)
