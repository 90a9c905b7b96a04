"""Badminton, for the properties that all sports share."""

from tests.sports.bodies.rally import BODIES, MOST, play_on

__all__ = ["BODIES", "MOST", "RULESETS", "play_on"]
RULESETS = [{}, {"points": 15, "decider_points": 15, "cap": 21, "decider_cap": 21}]
