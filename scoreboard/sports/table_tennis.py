"""Table tennis, after the ITTF Laws: the best of five or seven games to 11, two ahead; singles and doubles.

The sides serve two each in turn, one each from 10 all or under the expedite system.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from scoreboard.sports.rally import make_sport
from scoreboard.sports.rally.events import Card, Expedite, Few, Points, Rules, SetsToWin
from scoreboard.sports.ranking import Ranking


class Ruleset(Rules, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """ITTF Laws 2.11 (a game), 2.12 (a match), 2.13 (order of serving), 2.15 (expedite); one timeout in a match.

    Regulation 3.5.2: after a warning (yellow) a second offence gives one point, a further one two (yellow and red
    together); what follows is the referee's to decide. A red card alone sends an adviser away or goes with a
    disqualification, which is entered as such.
    """

    cards: ClassVar[Mapping[Card, tuple[int, ...]]] = {"yellow": (0,), "yellow_red": (1, 2, 0), "red": (0,)}

    sets_to_win: SetsToWin = 3
    points: Points = 11
    decider_points: Points = 11
    timeouts: Few = 1
    timeouts_in: Literal["set", "match"] = "match"
    serves: Few = 2


SPORT = make_sport(
    name="table_tennis",
    label="Table tennis",
    icon=(
        "M9.5 2.2a4.6 4.6 0 0 1 3.4 7.9L6 11.2 4.8 10a4.6 4.6 0 0 1 4.7-7.8zM5.4 10.6l-3.2 3.2M13.2 12.2a1.2 "
        "1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4z"
    ),
    ruleset=Ruleset,
    unit="Game",
    events=(Expedite,),
    # In groups 2 points for a win, 1 for a defeat in a match that was played, 0 in one that was not, or not to its end
    # (ITTF Handbook 3.7.5.1).
    ranking=Ranking(
        ties="wins", win=2, loss=1, points={"retired_loss": 0}, tiebreakers=("points", "set_ratio", "point_ratio")
    ),
)
