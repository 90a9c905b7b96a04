"""English of what handball's rules say (sports/sentences.py has the manner of the patterns)."""

from scoreboard.sports.sport import Patterns

SENTENCES: Patterns = {
    "handball.disqualified": "{player} has been disqualified and may not go on (Rule 16).",
    "handball.assist": "{player} cannot have assisted themselves.",
    "handball.yellow.punished": "{player} has been punished before: no second warning (Rule 16).",
    "handball.yellow.most": "The players of a side get {most} warnings at most (Rule 16).",
    "handball.officials.warned": (
        "A side's officials get one warning together, and none after a suspension: enter a suspension, or who of the "
        "players it is (Rule 16)."
    ),
    "handball.officials.suspended": (
        "A side's officials get one suspension together: enter a red card, or who of the players it is (Rule 16)."
    ),
    "handball.timeout.overtime": "There are no team timeouts in overtime.",
    "handball.timeout.all_used": "A side has {allowed} team timeouts, {half} of them in a half: they are used.",
}
