"""Handball, for the properties that all sports share."""

from hypothesis import strategies as st

from tests.sports.bodies import timed
from tests.sports.bodies.ice_hockey import act
from tests.sports.bodies.timed import ATTEMPTS, CLOCKS, COMMON, PLAYERS, SIDES

RULESETS = [{}, {"overtimes": 2, "shootout": True}, {"period_minutes": 20, "overtimes": 0, "shootout": True}]
MOST = 600
AFTER_THE_END = ("sanction", "goal", "seven_missed")
KINDS = st.sampled_from(["yellow", "suspension", "red", "blue"])


def name_players(play):
    return [f"Fresh {number}" for number in range(2)]


BODIES = st.one_of(
    *COMMON,
    ATTEMPTS,
    st.builds(lambda side, who, at: act("goal", side, who, at, assist="Eve"), SIDES, PLAYERS, CLOCKS),
    st.builds(lambda side: act("goal", side, None, seven_metres=True), SIDES),
    st.builds(lambda side: {**act("goal", side), "period": "half_2"}, SIDES),
    st.builds(lambda side, who, kind: act("sanction", side, who, kind=kind), SIDES, st.none() | PLAYERS, KINDS),
    st.builds(lambda side, who: act("seven_missed", side, who), SIDES, PLAYERS),
)


def play_on(play, chance):
    side, name = chance.choice(["home", "away"]), f"Player {chance.randrange(10**6)}"
    bodies = [
        act("goal", side, name, assist="Zoe"),
        act("goal", side, name, seven_metres=True),
        act("sanction", side, name, kind="suspension"),
        act("seven_missed", side, name),
    ]
    return timed.play_on(play, chance, bodies, end=0.04)
