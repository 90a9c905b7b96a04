"""Rugby union's own tie-breakers: tries."""

from scoreboard.sports.tiebreakers import Tiebreaker

TIEBREAKERS = (
    Tiebreaker("tries_for", "on tries scored", lambda t: (t.measures["tries_for"],)),
    Tiebreaker(
        "try_difference",
        "on the difference of tries",
        lambda t: (t.measures["tries_for"] - t.measures["tries_against"],),
    ),
)
