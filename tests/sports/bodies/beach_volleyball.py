"""Beach volleyball, for the properties that all sports share."""

from tests.sports.bodies.rally import BODIES, MOST, play_on

__all__ = ["BODIES", "MOST", "RULESETS", "play_on"]
RULESETS = [{}, {"sets_to_win": 1}]
