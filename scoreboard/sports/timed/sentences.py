"""English of what the rules of timed periods say (sports/sentences.py has the manner of the patterns)."""

from scoreboard.sports.sport import Patterns

SENTENCES: Patterns = {
    "timed.period.none_to_start": "No period can start now: {phase:words}.",
    "timed.period.next": "The next period is {expected}, not {period}.",
    "timed.period.too_many": "More than {most} periods cannot be kept: declare how the match ended.",
    "timed.period.none_played": "No period is being played: {phase:words}.",
    "timed.period.other": "{period} is not being played, {playing} is.",
    "timed.period.not_played": "Period {period:quoted} has not been played; expected one of: {played}.",
    "timed.clock.outside": "clock_ms {clock_ms} is not in {period}: expected {low} to {high}.",
    "timed.clock.occurred_at": "When the clock began to run is not known: occurred_at is needed.",
    "timed.not_started": "The match has not started: start its first period.",
    "timed.finished": "The match is over: name the period of what happened in it.",
    "timed.decided": "The match is over by its last score: void that, or have it reviewed, to enter something else.",
    "timed.result.known": "The match is known by its result alone: amend that.",
    "timed.break": "No period is being played ({phase:words}): say which it was in.",
    "timed.overtime": "An overtime has been played since: void its start to enter something before.",
    "timed.shootout.begun": "The shootout has begun: void its attempts to enter something before.",
    "timed.shootout.manual": "The shootout has begun: void its attempts to put the score right.",
    "timed.shootout.none": "There is no shootout now: {phase:words}.",
    "timed.shootout.has_taken": (
        "{player} has had an attempt: each of the first {rounds} of a side is another player's. Void that one, or name "
        "who it is."
    ),
    "timed.shootout.turn": "The sides take turns: it is the other side's attempt.",
    "timed.manual": "The {side} side scored less than that in {period}.",
    "timed.result.started": "A result alone is for a match without events: this one has started.",
    "timed.result.level": "This match cannot end level.",
    "timed.result.shootout": "A shootout has a winner, and decides the match.",
    "timed.result.overtime_played": "{played} periods are more than {periods}: it was decided in overtime.",
    "timed.result.no_overtime": "Of {played} periods none is an overtime.",
    "timed.result.decided": "The score after period {number}, {home}–{away}, had decided the match.",
    "timed.result.undecided": "A level score is followed by an overtime or shootout here: say how it was decided.",
    "timed.result.after_shootout": "A shootout follows a level score: give that and the shootout's own.",
    "timed.result.no_shootout": "There is no shootout in this sport.",
    "timed.result.periods": "The periods come to {home}–{away}, not to the score.",
    "timed.summary": "{winner:team} won by {margin}",
    "timed.summary.overtime": "{winner:team} won by {margin} in overtime",
    "timed.summary.overtimes": "{winner:team} won by {margin} after {overtimes} overtimes",
    "timed.summary.after_shootout": "{winner:team} won by {margin} after a shootout",
    "timed.summary.shootout": "{winner:team} won {high}–{low} in a shootout",
}
