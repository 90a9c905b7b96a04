"""Ice hockey's own tie-breaker: wins without overtime and shootout."""

from scoreboard.sports.tiebreakers import Tiebreaker

REGULATION_WINS = Tiebreaker(
    "regulation_wins",
    "on wins in regulation time",
    lambda t: (t.results["W"] - t.outcomes["overtime_win"],),
)
