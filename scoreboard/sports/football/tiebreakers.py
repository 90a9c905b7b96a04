"""Football's own tie-breaker: fair play (FIFA, World Cup 2018, art. 32.5)."""

from scoreboard.sports.lists import CARDS, weigh_cards
from scoreboard.sports.tiebreakers import Tiebreaker

FAIR_PLAY = Tiebreaker(
    "fair_play",
    "on fair play: fewer card points",
    lambda t: (-weigh_cards(t.statistics, t.ranking),),
    statistics=CARDS.statistics,
    awaits="their cards would separate them, and none are recorded",
    field="card_points",
    show=lambda t: weigh_cards(t.statistics, t.ranking),
)
