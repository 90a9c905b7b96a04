"""Ice hockey, for the properties that all sports share."""

from hypothesis import strategies as st

from tests.sports.bodies import timed
from tests.sports.bodies.timed import ATTEMPTS, CLOCKS, COMMON, PLAYERS, SIDES

NHL = {"shootout_rounds": 3}
PLAYOFFS = {"overtimes": None, "overtime_minutes": 20, "shootout": False, "overtime_skaters": 5}
PWHL = {"jailbreak": True}
RULESETS = [{}, NHL, PLAYOFFS, PWHL, {"overtimes": 0, "shootout": False}]
MOST = 600
AFTER_THE_END = ("penalty", "goal", "penalty_shot")


def act(event, side, player=None, clock_ms=None, /, **data):
    return {
        "type": event,
        "side": side,
        "player": player,
        "clock_ms": clock_ms,
        **({"data": data} if data else {}),
    }


BODIES = st.one_of(
    *COMMON,
    ATTEMPTS,
    st.builds(lambda side, who, at: act("goal", side, who, at, assist="Eve", assist2="Fay"), SIDES, PLAYERS, CLOCKS),
    st.builds(
        lambda side, who, at, minutes, out: act("penalty", side, who, at, minutes=minutes, match=out),
        SIDES,
        st.none() | PLAYERS,
        CLOCKS,
        st.sampled_from([2, 4, 5, 10]),
        st.booleans(),
    ),
    st.builds(lambda side: act("goal", side, None, penalty_shot=True), SIDES),
    st.builds(lambda side: {**act("goal", side), "period": "period_3"}, SIDES),
    st.builds(lambda side, on: act("goalie", side, None, on=on), SIDES, st.booleans()),
    st.builds(lambda side, who: act("penalty_shot", side, who), SIDES, PLAYERS),
    st.builds(lambda side, who, at: act("play", side, who, at, kind="shot"), SIDES, PLAYERS, CLOCKS),
)


def play_on(play, chance):
    side, name = chance.choice(["home", "away"]), f"Player {chance.randrange(10**6)}"
    at = chance.randrange(0, 300_000)
    bodies = [
        act("goal", side, name, at, assist="Zoe", assist2="Yara"),
        act("penalty", side, name, at, minutes=chance.choice([2, 4, 5, 10])),
        act("play", side, name, at, kind="shot"),
        act("goalie", side, name, at, on=True),
        act("penalty_shot", side, name, at),
    ]
    return timed.play_on(play, chance, bodies)
