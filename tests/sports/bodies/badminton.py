"""Badminton, for the properties that all sports share."""

from tests.sports.bodies.rally import AFTER_THE_END, BODIES, MOST, play_fast, play_on

__all__ = ["AFTER_THE_END", "BODIES", "MOST", "RULESETS", "play_fast", "play_on"]
RULESETS = [{}, {"points": 15, "decider_points": 15, "cap": 21, "decider_cap": 21}, {"edition": 1}]
