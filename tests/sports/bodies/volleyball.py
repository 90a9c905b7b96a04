"""Volleyball, for the properties that all sports share."""

from hypothesis import strategies as st

from tests.sports.bodies.rally import AFTER_THE_END, COMMON, MOST, by_side, play_fast, play_on

__all__ = ["AFTER_THE_END", "BODIES", "MOST", "RULESETS", "play_fast", "play_on"]
RULESETS = [{}, {"sets_to_win": 2}, {"points": 21, "cap": 25, "substitutions": 0}, {"edition": 1}]
BODIES = st.one_of(
    *COMMON,
    by_side("substitution", off="Robin"),
    by_side("substitution", off="Robin", exceptional=True),
    by_side("incomplete"),
)
