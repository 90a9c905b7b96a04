"""English of what the rules of rally scoring say (sports/sentences.py has the manner of the patterns)."""

from scoreboard.sports.sport import Patterns

SENTENCES: Patterns = {
    "rally.ruleset": "A set to {points} points cannot be capped at {cap}.",
    "rally.finished": "The match is over: void the record that ended it to enter something before.",
    "rally.not_started": "The match has not started: enter who serves first.",
    "rally.started": "The match has started already.",
    "rally.server": "An ace is the server's point: the {server} side serves now.",
    "rally.timeout": "All {allowed} timeouts of this {within} have been taken.",
    "rally.substitution.all_made": (
        "All {allowed} substitutions of this set have been made: for an injury there is an exceptional one."
    ),
    "rally.substitution.own": "{player} cannot come on for themselves.",
    "rally.substitution.once": "{player} has come on in this set: a substitute does so once (15.6).",
    "rally.substitution.partner": "{player} went off for {partner}, and comes back for nobody else (15.6).",
    "rally.substitution.on_court": "{player} is back on the court already (15.6).",
    "rally.substitution.off_twice": "{off} has gone off and come back in this set: no second time (15.6).",
    "rally.substitution.libero": "{player} is a libero, whose replacements are no substitutions (19.3.2).",
    "rally.substitution.gone": "{off} is not on the court: who is has to be named.",
    "rally.substitution.for": "{off} came on for {partner}, who alone may come back for them (15.6).",
    "rally.removed.set": "{player} has been expelled from this set (21.3).",
    "rally.removed.match": "{player} has been disqualified (21.3).",
    "rally.sanction": "A yellow card is a warning: it gives no point.",
    "rally.sanction.card": "This sport has no such card: it has {cards:and}.",
    "rally.sanction.free": "This card gives no point.",
    "rally.sanction.delay": "A delay is sanctioned in volleyball: by a yellow card, from the second on by a red one.",
    "rally.expedite.late": "The expedite system is not introduced in a game that has come to {points} points (2.15).",
    "rally.expedite": "The match is expedited already, and stays so.",
    "rally.result.started": "A result alone is for a match without points: this one has started.",
    "rally.result.unfinished_set": "Set {number} was not played to its end, and another one follows.",
    "rally.result.over": "The match was over after {number} sets.",
    "rally.result.set": "No set ends {home}–{away} by these rules.",
    "rally.manual": "No side can have less than no points in a set: void the last point of the set before to open it.",
    "rally.manual.won": "With {home}–{away} the set would be won: void the points that are wrong.",
    "rally.points": "The set ends with {number} of these {points} points.",
    "rally.match_point": "Match point",
    "rally.set_point": "Set point",
    "rally.expedited": "Expedite",
    "rally.summary": "{won} ({sets})",
}


def list_sentences(unit: str) -> Patterns:
    """The patterns of a sport whose sets are called `unit`, where these are others than the shared ones."""
    return {"rally.set_point": f"{unit} point"}
