"""Tennis: what can be entered (events), the rules, what is shown of a match (views) and in which words."""

from scoreboard.sports.court import DECIDED
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.sport import LOST, PLAYED, Column, Sport
from scoreboard.sports.tennis.events import EVENTS, LABEL, NAME, Ruleset, State, Violation
from scoreboard.sports.tennis.rules import apply, check, start
from scoreboard.sports.tennis.sentences import SENTENCES
from scoreboard.sports.tennis.views import incident_of, list_actions, mentions, outcome, view
from scoreboard.sports.tennis.words import ACTIONS, INCIDENTS, PHASES, WORDS

SPORT = Sport(
    name=NAME,
    label=LABEL,
    icon=(
        "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM3.2 3.6c2.2 2.4 2.2 6.4 0 8.8M12.8 3.6c-2.2 2.4-2.2 6.4 0 8.8"
    ),
    events=EVENTS,
    phases=PHASES,
    words=WORDS,
    ruleset=Ruleset,
    state=State,
    start=start,
    apply=apply,
    check=check,
    edition=2,
    misconduct=(Violation,),
    view=view,
    incident_of=incident_of,
    mentions=mentions,
    incidents=INCIDENTS,
    decided=DECIDED,
    sentences=SENTENCES,
    period_labels={"set": "", "match_tiebreak": "TB"},
    total="Sets",
    turn="serving",
    actions=ACTIONS,
    list_actions=list_actions,
    # A draw has no league table: who went further, having won more rounds, stands above, and equals share a rank.
    ranking=Ranking(ties="wins", win=1, draw=0, loss=0, tiebreakers=("wins",)),
    columns=(
        PLAYED,
        Column("won", "RW", "Rounds won"),
        LOST,
        Column("for", "SW", "Sets won", wide=True),
        Column("against", "SL", "Sets lost", wide=True),
    ),
    outcome=outcome,
)
