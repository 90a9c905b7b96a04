"""English of what rugby union's laws say (sports/sentences.py has the manner of the patterns)."""

from scoreboard.sports.sport import Patterns

SENTENCES: Patterns = {
    "rugby_union.sent_off": "{player} has been sent off (Law 9).",
    "rugby_union.conversion": "A conversion follows a try of the same side (Law 8).",
    "rugby_union.card.booked": "{player} has a yellow card: enter second_yellow (Law 9).",
    "rugby_union.card.not_booked": "{player} has no first yellow card (Law 9).",
    "rugby_union.result.tries": "A side has fewer points than its tries, of {points} each, come to.",
    "rugby_union.substitution": "{player} cannot come on for themselves (Law 3).",
}
