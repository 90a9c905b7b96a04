"""English of what basketball's rules and view say (sports/sentences.py has the manner of the patterns)."""

from scoreboard.sports.sport import Patterns

SENTENCES: Patterns = {
    "basketball.ruleset": "Overtimes are played until one side is ahead: there is no other end.",
    "basketball.out.fouled_out": "{player} has {fouls} fouls and may not go on.",
    "basketball.out.disqualified": "{player} has been disqualified and may not go on.",
    "basketball.assist": "{player} cannot have assisted themselves.",
    "basketball.substitution": "{player} cannot come on for themselves.",
    "basketball.target": "The match was over with the points of a basket: void or amend that basket instead.",
    "basketball.overtime_target": "An overtime goes on until a side has scored {points} points in it.",
    "basketball.timeout": "The {side} side has no timeout left in this half or overtime.",
    "basketball.team_fouls": "Team fouls {home}–{away}",
    "basketball.fouls": "{fouls}",
    "basketball.fouls.bonus": "{fouls} (bonus)",
}
