"""English of what American football's rules and view say (sports/sentences.py has the manner of the patterns)."""

from scoreboard.sports.sport import Patterns

SENTENCES: Patterns = {
    "american_football.ruleset.shootout": "There is no shootout in American football.",
    "american_football.ruleset.sudden_death": "In sudden death the first score wins: both_possess must be false.",
    "american_football.ruleset.touchdown_wins": (
        "A first touchdown wins where both sides would have the ball: both_possess must be true."
    ),
    "american_football.ejected": "{player} has been disqualified.",
    "american_football.try.no_touchdown": "A try follows a touchdown of the same side.",
    "american_football.try.none_to_return": "Only against a try can the defence score so.",
    "american_football.try.none_for_safety": "A safety on a try follows a touchdown: it is worth a point.",
    "american_football.down": "There are fewer yards to the goal line than to go: enter 0, goal.",
    "american_football.timeout": "The {side} side has no timeout left in this half.",
    "american_football.situation.try": "Try to come",
    "american_football.situation.down": "{down:ordinal} & {to_go}",
    "american_football.situation.goal": "{down:ordinal} & goal",
    "american_football.situation.midfield": "{down} at midfield",
    "american_football.situation.opponents": "{down} at the opponents' {yards}",
    "american_football.situation.own": "{down} at their own {yards}",
}
