"""Rugby union, for the properties that all sports share."""

from hypothesis import strategies as st

from tests.sports.bodies import timed
from tests.sports.bodies.timed import ATTEMPTS, COMMON, PLAYERS, SIDES

CUP = {"overtimes": 1, "shootout": True}
SEVENS = {"periods": 2, "period_minutes": 7, "overtimes": None, "sudden_death": True}
RULESETS = [{}, CUP, SEVENS, {"penalty_try_points": 5}, {**CUP, "sudden_minutes": 10}]
MOST = 1_500
AFTER_THE_END = ("card", "substitution", "tmo", "conversion", "penalty_goal")
KICKS = st.sampled_from(["conversion", "penalty_goal", "drop_goal"])
CARDS = st.sampled_from(["yellow", "second_yellow", "red", "red_20"])


def act(event, side="home", player=None, /, **data):
    return {"type": event, "side": side, **({"player": player} if player else {}), **({"data": data} if data else {})}


BODIES = st.one_of(
    *COMMON,
    ATTEMPTS,
    st.builds(lambda side, who: act("try", side, who), SIDES, PLAYERS),
    st.builds(lambda side: {**act("try", side), "period": "half_2"}, SIDES),
    st.builds(lambda side: act("penalty_try", side), SIDES),
    st.builds(
        lambda kind, side, who, scored: act(kind, side, who, scored=scored), KICKS, SIDES, PLAYERS, st.booleans()
    ),
    st.builds(lambda side, who, colour: act("card", side, who, card=colour), SIDES, PLAYERS, CARDS),
    st.builds(lambda side, who: act("substitution", side, who, off="Eve"), SIDES, PLAYERS),
    st.builds(lambda side: act("tmo", side, about="try"), SIDES),
).filter(lambda body: body["type"] != "timeout")


def play_on(play, chance):
    side, name = chance.choice(["home", "away"]), f"Player {chance.randrange(10**6)}"
    bodies = [
        act("try", side, name),
        act("penalty_goal", side, name, scored=True),
        act("drop_goal", side, name, scored=False),
        act("card", side, name, card="yellow"),
        act("substitution", side, name, off="Eve"),
    ]
    if play.phase == "time_up":
        bodies = [act("conversion", play.converting, name, scored=chance.random() < 0.7)]
    elif getattr(play.unconverted, side):
        bodies.append(act("conversion", side, name, scored=True))
    return timed.play_on(play, chance, bodies)


def name_players(play):
    return [key.partition(":")[2] for key in play.booked]
