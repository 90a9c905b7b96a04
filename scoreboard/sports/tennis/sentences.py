"""English of what the rules and the view of tennis say (sports/sentences.py has the manner of the patterns)."""

from scoreboard.sports.sport import Patterns

SENTENCES: Patterns = {
    "tennis.ruleset.tiebreak": "In sets of {games} games a tiebreak is played at {least} all or later.",
    "tennis.ruleset.final_tiebreak": "In the last set a tiebreak is played at {least} all or later.",
    "tennis.finished": "The match is over: void the record that ended it to enter something before (Rule 7).",
    "tennis.not_started": "The match has not started: enter who serves first (Rule 14).",
    "tennis.started": "The match has started: who serves follows from the first game (Rule 14).",
    "tennis.server.ace": "An ace is the server's point: the {server} side serves now (Rules 14 and 19).",
    "tennis.server.double_fault": "A double fault loses the point: the {server} side serves now (Rules 14 and 19).",
    "tennis.result.started": "A result alone is for a match without points: this one has started.",
    "tennis.result.unfinished_set": "Set {number} was not played to its end, and another one follows.",
    "tennis.result.over": "The match was over after {number} sets (Rule 7).",
    "tennis.result.set": "No set ends {home}–{away} by these rules (Rule 6).",
    "tennis.result.no_tiebreak": "A set that ends {home}–{away} has no tiebreak by these rules (Rule 6).",
    "tennis.result.tiebreak": "A tiebreak that ends {home}–{away} does not win this set (Rule 5).",
    "tennis.manual.below_zero": (
        "No side can have less than no points in a game: void the last point of the game before to open it (Rule 5)."
    ),
    "tennis.manual.game_lost": "With that, the other side would have won the game: void a point (Rule 5).",
    "tennis.manual.game_over": "The game ends with {number} of these {points} points (Rule 5).",
    "tennis.match_point": "Match point",
    "tennis.set_point": "Set point",
    "tennis.break_point": "Break point",
    "tennis.tiebreak": "Tiebreak",
    "tennis.deuce": "Deuce",
    "tennis.summary": "{sets: }",
}
