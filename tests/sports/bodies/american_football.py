"""American football, for the properties that all sports share."""

from hypothesis import strategies as st

from tests.sports.bodies import timed
from tests.sports.bodies.timed import COMMON, PLAYERS, SIDES

COLLEGE = {"overtimes": None, "both_possess": False}
PLAY_OFF = {"overtimes": None}
RULESETS = [
    {},
    PLAY_OFF,
    {**PLAY_OFF, "edition": 2},
    {**PLAY_OFF, "touchdown_wins": True},
    {**COLLEGE, "two_point_overtime": 2},
    {"overtimes": 1, "sudden_death": True, "both_possess": False},
    {"touchdown_wins": True},
]
MOST = 2_000
AFTER_THE_END = ("ejection", "touchdown", "try", "try_return", "field_goal", "safety")
ANSWERS = {"down": 1, "to_go": 10, "to_goal": 75}


def act(event, side="home", player=None, /, **data):
    return {"type": event, "side": side, **({"player": player} if player else {}), **({"data": data} if data else {})}


HOW = st.sampled_from(["kick", "two_points"])
BODIES = st.one_of(
    *COMMON,
    st.builds(lambda side, who: act("touchdown", side, who, how="pass", passer="Eve"), SIDES, PLAYERS),
    st.builds(lambda side, how, scored: act("try", side, None, how=how, scored=scored), SIDES, HOW, st.booleans()),
    st.builds(lambda side: act("try_return", side), SIDES),
    st.builds(lambda side, scored: act("field_goal", side, None, scored=scored), SIDES, st.booleans()),
    st.builds(lambda side: act("safety", side), SIDES),
    st.builds(lambda side: act("safety", side, None, on_try=True), SIDES),
    st.builds(lambda side: {**act("touchdown", side), "period": "quarter_4"}, SIDES),
    st.builds(lambda side: act("possession", side), SIDES),
    st.builds(lambda side, down: act("down", side, None, down=down, to_go=7), SIDES, st.integers(1, 4)),
    st.builds(lambda side, who: act("turnover", side, who, how="fumble"), SIDES, PLAYERS),
    st.builds(lambda side, who: act("ejection", side, who), SIDES, PLAYERS),
)


def play_on(play, chance):
    side, name = chance.choice(["home", "away"]), f"Player {chance.randrange(10**6)}"
    bodies = [
        act("touchdown", side, name, how="run"),
        act("field_goal", side, name, scored=True),
        act("field_goal", side, name, scored=False),
        act("possession", side),
        act("turnover", side, name, how="interception"),
        act("down", side, None, down=3, to_go=2, to_goal=40),
    ]
    if play.trying:
        bodies = [act("try", play.trying, name, how="kick", scored=chance.random() < 0.9)]
    return timed.play_on(play, chance, bodies, end=0.05)
