"""Lists of a season's people, records and charts that several sports have: of goals, assists and cards."""

from collections.abc import Mapping

from scoreboard.sports.by_minute import ByMinute
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.sport import Column, PeopleList, Record, Weight

# What taking part in a match counts (appearances.py), of sides whose line-ups are known.
APPEARANCES = (
    Column("appearances", "App", "Appearances, where line-ups are known"),
    Column("starts", "St", "Of these, in the starting line-up"),
)
SUBSTITUTIONS = (
    *APPEARANCES,
    Column("came_on", "On", "Of these, as a substitute", wide=True),
    Column("went_off", "Off", "Substituted", wide=True),
)
MINUTES = (*SUBSTITUTIONS, Column("minutes", "Min", "Minutes, without stoppage time"))
CAPS = Column("caps", "Caps", "Appearances for a national team in full internationals", wide=True)

SCORERS = PeopleList(
    "scorers",
    "Scorers",
    (
        Column("goals", "Goals", "Goals"),
        Column("penalties", "Pen", "Of these, penalties"),
        Column("assists", "Ast", "Assists"),
    ),
    leading=True,
)
ASSISTS = PeopleList("assists", "Assists", (Column("assists", "Assists", "Assists"), Column("goals", "Goals", "Goals")))


def weigh_cards(cards: Mapping[str, int], ranking: Ranking) -> int:
    """What cards weigh. A second yellow card's weight is for both yellows, the first of which is in "yellow_cards"."""
    weights = ranking.cards
    second_yellows = cards.get("second_yellow_cards", 0)
    yellows = cards.get("yellow_cards", 0) - second_yellows
    return weights.yellow * yellows + weights.second_yellow * second_yellows + weights.red * cards.get("red_cards", 0)


def say_weights(ranking: Ranking) -> str:
    """What a season's cards weigh, in words."""
    cards = ranking.cards
    return f"Card points: a yellow counts {cards.yellow}, two yellows {cards.second_yellow}, a red {cards.red}"


CARDS = PeopleList(
    "cards",
    "Cards",
    (
        Column("yellow_cards", "Y", "Yellow cards"),
        Column("second_yellow_cards", "2nd Y", "Second yellow cards"),
        Column("red_cards", "R", "Red cards"),
    ),
    weight=Weight("card_points", "Pts", say_weights, weigh_cards),
)
MOST_APPEARANCES = PeopleList("appearances", "Appearances", APPEARANCES)
MOST_GOALS = Record("most_goals", "Most goals of one person in a match", stat="goals")
GOALS_BY_MINUTE = ByMinute(
    name="goals_by_minute",
    kind="goal",
    count="goals",
    label="Goals",
    title="When goals fell",
    says="Most goals fell in minutes {when}: {most} of {total}",
    details={"penalties": "penalty", "own_goals": "own_goal"},
)
