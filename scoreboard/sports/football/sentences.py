"""English of what football's laws say (sports/sentences.py has the manner of the patterns)."""

from scoreboard.sports.sport import Patterns

SENTENCES: Patterns = {
    "football.period.none_to_start": "No period can start now: {phase:phase} (Law 7).",
    "football.period.next": "The next period is {expected}, not {period} (Law 7).",
    "football.period.none_played": "No period is being played ({phase:phase}) (Law 7).",
    "football.period.other": "{period} is not being played, {playing} is (Law 7).",
    "football.period.not_played": "Period {period:quoted} has not been played; expected one of: {played} (Law 7).",
    "football.clock": (
        "clock_ms {clock_ms} is not in {period:lower_phase}: expected {begin} to {end}, or up to {stoppage} minutes of "
        "stoppage time after it (Law 7)."
    ),
    "football.not_started.kick_off": "The match has not started: enter the kick-off first (Law 8).",
    "football.not_started.manual": "The match has not started: there is no score to put right (Law 8).",
    "football.over": "The match is over (Law 7): void its last period end to enter something before.",
    "football.break": "No period is being played ({phase:phase}): say which it belongs to (Law 7).",
    "football.stoppage": "No period is being played ({phase:phase}) (Law 7).",
    "football.assist": "{player} cannot have assisted themselves (Law 10).",
    "football.goal": "A goal is a penalty or an own goal, not both (Law 14).",
    "football.sent_off.off_field": "{player} has been sent off (Law 12).",
    "football.sent_off.already": "{player} has been sent off already (Law 12).",
    "football.second_yellow.booked": "{player} is booked already: enter second_yellow (Law 12).",
    "football.second_yellow.no_first": "{player} has no first yellow card (Law 12).",
    "football.second_yellow.not_carried": (
        "{player} has no yellow card in the kicks, and those of the match are not carried into them: enter a yellow "
        "(Law 10)."
    ),
    "football.substituted": "{player} has been substituted and cannot return (Law 3).",
    "football.substitution.own": "{player} cannot come on for themselves (Law 3).",
    "football.substitution.on_field": "{player} is on the field already (Law 3).",
    "football.shootout.on_bench": "{player} was not on the field at the end of play, and takes no kick (Law 10.3).",
    "football.substitution.all_used": "All {allowed} substitutions have been used (Law 3).",
    "football.substitution.concussion": "A side has {allowed} for concussion, and they have been used (Law 3).",
    "football.shootout.none": "There is no shootout now: {phase:phase} (Law 10).",
    "football.shootout.begun": "Kicks have been taken: void them to enter a goal before them (Law 10).",
    "football.shootout.turn": "The sides kick in turn: it is the other side's kick (Law 10).",
    "football.shootout.has_kicked": "{player} has kicked: first all {eligible} others who may (Law 10).",
    "football.shootout.kicks_entered": "Kicks have been entered: the result follows from them (Law 10).",
    "football.shootout.level": "A shootout has a winner: its totals cannot be level (Law 10).",
    "football.shootout.incomplete": "Of a shootout, the totals of both sides or its winner are needed (Law 10).",
    "football.shootout.not_level": "A shootout follows a level score, or a level tie of two legs (Law 10).",
    "football.shootout.decides": (
        "Kicks follow a level score, and this would make it uneven: void the kicks, or the shootout's result, first "
        "(Law 10)."
    ),
    "football.result.decided": (
        "Extra time follows a level score, and that at full time is none: enter no extra time, or change the ruleset's "
        "first leg, if this is the second one of a tie (Law 10)."
    ),
    "football.result.undecided": (
        "The score is level, and by this match's ruleset extra time or penalties follow: enter them too, or change the "
        "ruleset (Law 10)."
    ),
    "football.result.golden": "The first goal of extra time ended this match: there is no second one.",
    "football.result.started": "A result alone is for a match without events (Law 10): this one has started.",
    "football.result.below": "The score at the end of {period} is below the one before it (Law 10).",
    "football.manual": "No side can have less than no goals (Law 10).",
}
