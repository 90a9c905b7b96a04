"""Football, for the properties that all sports share."""

from tests.sports.logs import BODIES, CUP, LEAGUE, SECOND_LEG, card, end, goal, kick, start, substitution

__all__ = ["ANSWERS", "BODIES", "MOST", "RULESETS", "TAKEN_AFTER_THE_END", "name_players", "play_on"]
RULESETS = [LEAGUE, CUP, SECOND_LEG]
MOST = 400
TAKEN_AFTER_THE_END = ("card",)
ANSWERS = {"minutes": 3, "home": 4, "away": 2}
BREAKS = ("not_started", "half_time", "extra_time_break", "extra_half_time")


def name_players(play):
    return [*play.home.booked, *play.away.booked]


def play_on(play, chance):
    if play.phase == "shootout":
        side = "away" if play.kicks and play.kicks[-1].side == "home" else "home"
        return kick(side, scored=chance.random() < 0.7)
    if play.phase in BREAKS:
        return start()
    if chance.random() < 0.2:
        return end()
    side, name = chance.choice(["home", "away"]), f"Player {chance.randrange(10**9)}"
    bodies = [goal(side, player=name), card("yellow", name, side)]
    if len(getattr(play, side).came_on) < 5:
        bodies.append(substitution(name, f"Off {name}", side))
    return chance.choice(bodies)
