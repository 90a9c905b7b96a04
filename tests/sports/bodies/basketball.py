"""Basketball, for the properties that all sports share."""

from hypothesis import strategies as st

from tests.sports.bodies import timed
from tests.sports.bodies.timed import COMMON, PLAYERS, SIDES

NBA = {
    "period_minutes": 12,
    "foul_limit": 6,
    "overtime_bonus": 4,
    "overtime_goes_on": False,
    "technical_is_personal": False,
    "offensive_is_team": False,
    "timeouts_first_half": 7,
    "timeouts_second_half": 0,
    "timeouts_carry": True,
    "timeouts_overtime": 2,
}
THREE = {"periods": 1, "target": 21, "overtime_target": 2, "foul_limit": 0}
RULESETS = [{}, NBA, {"periods": 2, "period_minutes": 20}, THREE]
MOST = 600
AFTER_THE_END = ("foul", "basket", "miss", "substitution")
KINDS = st.sampled_from(["personal", "offensive", "technical", "unsportsmanlike", "disqualifying"])


def act(event, side, player=None, /, **data):
    return {"type": event, "side": side, "player": player, **({"data": data} if data else {})}


BODIES = st.one_of(
    *COMMON,
    st.builds(lambda side, who, points: act("basket", side, who, points=points), SIDES, PLAYERS, st.integers(1, 3)),
    st.builds(lambda side, who, kind: act("foul", side, who, kind=kind), SIDES, st.none() | PLAYERS, KINDS),
    st.builds(
        lambda side, points: {**act("basket", side, None, points=points), "period": "quarter_4"},
        SIDES,
        st.integers(1, 3),
    ),
    st.builds(lambda side, who: act("miss", side, who, points=2), SIDES, PLAYERS),
    st.builds(lambda side, who: act("substitution", side, who, off="Eve"), SIDES, PLAYERS),
    st.builds(lambda side, who: act("play", side, who, kind="rebound"), SIDES, PLAYERS),
)


def play_on(play, chance):
    side, name = chance.choice(["home", "away"]), f"Player {chance.randrange(10**6)}"
    bodies = [
        act("basket", side, name, points=chance.choice([1, 2, 3]), assist="Zoe"),
        act("foul", side, name),
        act("foul", side, name, kind="technical"),
        act("miss", side, name, points=3),
        act("substitution", side, name),
    ]
    return timed.play_on(play, chance, bodies, end=0.04)
