"""Table tennis, for the properties that all sports share."""

from hypothesis import strategies as st

from tests.sports.bodies.rally import AFTER_THE_END, COMMON, MOST, play_fast, play_on

__all__ = ["AFTER_THE_END", "BODIES", "MOST", "RULESETS", "play_fast", "play_on"]
RULESETS = [{}, {"sets_to_win": 4}, {"points": 21, "decider_points": 21, "serves": 5}, {"edition": 1}]
BODIES = st.one_of(*COMMON, st.just({"type": "expedite"}))
