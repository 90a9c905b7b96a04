"""Beach volleyball, after the FIVB's rules: the best of three sets to 21, the third to 15, two ahead; pairs."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from scoreboard.sports.rally import make_sport
from scoreboard.sports.rally.events import Card, Few, Incomplete, Points, Rules, SetsToWin
from scoreboard.sports.ranking import Ranking


class Ruleset(Rules, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The FIVB's beach volleyball rules 6 (sets and match), 15 (one timeout in a set, no substitutions), 16.2 and 21.

    Nobody comes on for an expelled player, so that the pair is incomplete for the set, and for the match where one is
    disqualified (21.3, 6.4.3).
    """

    cards: ClassVar[Mapping[Card, tuple[int, ...]]] = {
        "yellow": (0,),
        "red": (1,),
        "yellow_red": (0,),
        "yellow_red_apart": (0,),
    }
    loses: ClassVar[Mapping[Card, Literal["set", "match"]]] = {"yellow_red": "set", "yellow_red_apart": "match"}
    delays: ClassVar[bool] = True
    fills_up: ClassVar[bool] = True
    names_scorers: ClassVar[bool] = True
    rotates: ClassVar[bool] = True

    sets_to_win: SetsToWin = 2
    points: Points = 21
    decider_points: Points = 15
    timeouts: Few = 1


SPORT = make_sport(
    name="beach_volleyball",
    label="Beach volleyball",
    starting=2,
    icon=(
        "M8 1.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM8 6.5C6.5 4.2 7 2.2 8 1.5M8 6.5c2.8 0 4.3.8 4.9 1.5M8 6.5c-1.4"
        " 2.4-3.2 3-4.3 2.8M1.5 14.5c2-1.5 4.3-1.5 6.5 0s4.5 1.5 6.5 0"
    ),
    ruleset=Ruleset,
    events=(Incomplete,),
    # In pools 2 points for a win, 1 for a defeat, 0 for a forfeit (FIVB Beach Volleyball, Sports Regulations).
    ranking=Ranking(ties="wins", win=2, loss=1, tiebreakers=("points", "set_ratio", "point_ratio")),
)
