"""Volleyball, after the FIVB Official Volleyball Rules: the best of five sets to 25, the fifth to 15, two ahead."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from scoreboard.sports.rally import make_sport
from scoreboard.sports.rally.events import Card, Few, Incomplete, Points, Rules, SetsToWin, Substitution
from scoreboard.sports.ranking import Ranking


class Ruleset(Rules, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """FIVB rules 6 (sets and match), 15 (timeouts and substitutions, in a set), 16.2 and 21 (sanctions), 2025-2028.

    A penalty is a red card. An expulsion (both cards jointly) and a disqualification (both apart) give no point (21.3).
    """

    cards: ClassVar[Mapping[Card, tuple[int, ...]]] = {
        "yellow": (0,),
        "red": (1,),
        "yellow_red": (0,),
        "yellow_red_apart": (0,),
    }
    delays: ClassVar[bool] = True
    fills_up: ClassVar[bool] = True
    names_scorers: ClassVar[bool] = True
    rotates: ClassVar[bool] = True
    removes: ClassVar[Mapping[Card, Literal["set", "match"]]] = {"yellow_red": "set", "yellow_red_apart": "match"}

    sets_to_win: SetsToWin = 3
    points: Points = 25
    decider_points: Points = 15
    timeouts: Few = 2
    substitutions: Few = 6


SPORT = make_sport(
    name="volleyball",
    label="Volleyball",
    starting=6,
    icon=(
        "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 8C6 5 6.5 2.5 8 1.5M8 8c3.6 0 5.6 1 6.4 2M8 8c-1.8 3"
        ".1-4.2 3.8-5.6 3.6"
    ),
    ruleset=Ruleset,
    events=(Substitution, Incomplete),
    # 3 points, 2 for a win in the last set, 1 for a defeat in it, as the FIVB counts them.
    ranking=Ranking(
        ties="wins",
        win=3,
        loss=0,
        points={"narrow_win": 2, "narrow_loss": 1},
        tiebreakers=("points", "wins", "set_ratio", "point_ratio"),
    ),
)
