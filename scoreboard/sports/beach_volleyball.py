"""Beach volleyball, after the FIVB's rules: the best of three sets to 21, the third to 15, two ahead; pairs."""

from scoreboard.sports.rally import make_sport
from scoreboard.sports.rally.events import Few, Points, Rules, SetsToWin
from scoreboard.sports.ranking import Ranking


class Ruleset(Rules, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The FIVB's beach volleyball rules 6 (sets and match) and 15 (one timeout in a set, no substitutions)."""

    sets_to_win: SetsToWin = 2
    points: Points = 21
    decider_points: Points = 15
    timeouts: Few = 1


SPORT = make_sport(
    name="beach_volleyball",
    label="Beach volleyball",
    ruleset=Ruleset,
    # In pools 2 points for a win and 1 for a defeat.
    ranking=Ranking(win=2, loss=1, tiebreakers=("points", "set_ratio", "point_ratio")),
)
