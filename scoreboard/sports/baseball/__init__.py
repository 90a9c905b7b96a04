"""Baseball: what can be entered (events), the rules (rules, figures), what is shown of it (views) in which words."""

from scoreboard.sports.baseball.events import EVENTS, LABEL, NAME, Ruleset, State
from scoreboard.sports.baseball.figures import measure, tally
from scoreboard.sports.baseball.rules import apply, start
from scoreboard.sports.baseball.views import describe, mentions, offer, view
from scoreboard.sports.baseball.words import ACTIONS, DECIDED, INCIDENTS, PHASES, WORDS
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.sport import LOST, PLAYED, WON, Column, Sport

SPORT = Sport(
    name=NAME,
    label=LABEL,
    events=EVENTS,
    phases=PHASES,
    words=WORDS,
    ruleset=Ruleset,
    state=State,
    start=start,
    apply=apply,
    view=view,
    describe=describe,
    mentions=mentions,
    incidents=INCIDENTS,
    decided=DECIDED,
    actions=ACTIONS,
    offer=offer,
    ranking=Ranking(win=1, draw=0, loss=0, tiebreakers=("win_percentage", "head_to_head_win_percentage")),
    columns=(
        *(PLAYED, WON, LOST),
        Column("win_percentage", "Pct", "Share of games won", "share"),
        Column("games_behind", "GB", "Games behind", "half"),
        Column("for", "R", "Runs", wide=True),
        Column("against", "RA", "Runs against", wide=True),
    ),
    tally=tally,
    measure=measure,
)
