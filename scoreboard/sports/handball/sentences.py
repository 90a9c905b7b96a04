"""English of what handball's rules say (sports/sentences.py has the manner of the patterns)."""

from scoreboard.sports.sport import Patterns

SENTENCES: Patterns = {
    "handball.disqualified": "{player} has been disqualified and may not go on (Rule 16).",
    "handball.assist": "{player} cannot have assisted themselves.",
    "handball.yellow.punished": "{player} has been punished before: no second warning (Rule 16).",
    "handball.yellow.most": "A side gets {most} warnings at most (Rule 16).",
    "handball.timeout.overtime": "There are no team timeouts in overtime.",
    "handball.timeout.all_used": "A side has {allowed} team timeouts, {half} of them in a half: they are used.",
}
