"""Ice hockey: what can be entered (events), the rules, what is shown of a match (views) and in which words."""

from scoreboard.sports.ice_hockey.checks import check
from scoreboard.sports.ice_hockey.events import EVENTS, LABEL, NAME, Penalty, Ruleset, State
from scoreboard.sports.ice_hockey.on_field import list_on_field
from scoreboard.sports.ice_hockey.rules import apply, start
from scoreboard.sports.ice_hockey.sentences import SENTENCES
from scoreboard.sports.ice_hockey.tiebreakers import REGULATION_WINS
from scoreboard.sports.ice_hockey.views import (
    incident_of,
    list_actions,
    mentions,
    statistics_of_incident,
    statistics_of_state,
    view,
)
from scoreboard.sports.ice_hockey.words import ACTIONS, INCIDENTS, PHASES, UNITS, WORDS
from scoreboard.sports.lists import ASSISTS, GOALS_BY_MINUTE, MOST_GOALS, SCORERS
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.sport import LOST, PLAYED, POINTS, RECORDS, WON, Column, Leaders, Sport
from scoreboard.sports.timed.events import FLOATING
from scoreboard.sports.timed.views import DECIDED, LABELS, counts_down, list_periods, outcome

SPORT = Sport(
    name=NAME,
    label=LABEL,
    icon="M12.5 1.5L7.5 12.4c-.3.7-.9 1.1-1.6 1.1H2v-2h3.2M10.5 11.5h4v2h-4z",
    events=EVENTS,
    starting=6,
    list_on_field=list_on_field,
    phases=PHASES,
    breaks=FLOATING,
    words=WORDS,
    ruleset=Ruleset,
    state=State,
    start=start,
    apply=apply,
    check=check,
    edition=2,
    misconduct=(Penalty,),
    view=view,
    incident_of=incident_of,
    mentions=mentions,
    incidents=INCIDENTS,
    decided=DECIDED,
    sentences=SENTENCES,
    period_words=list_periods(*UNITS),
    period_labels=LABELS,
    counts_down=counts_down,
    actions=ACTIONS,
    list_actions=list_actions,
    # The IIHF's and PWHL's: 3 points, 2 and 1 where overtime or a shootout decided. The NHL's: win 2, overtime_loss 1.
    ranking=Ranking(
        ties="wins",
        win=3,
        loss=0,
        points={"overtime_win": 2, "overtime_loss": 1},
        tiebreakers=("points", "regulation_wins", "wins", "goal_difference", "goals_for"),
    ),
    tiebreakers=(REGULATION_WINS,),
    columns=(
        *(PLAYED, WON),
        Column(
            "overtime_wins",
            "OTW",
            "Won in overtime or a shootout",
            wide=True,
            value=lambda t: t.outcomes["overtime_win"],
        ),
        Column(
            "overtime_losses",
            "OTL",
            "Lost in overtime or a shootout",
            wide=True,
            value=lambda t: t.outcomes["overtime_loss"],
        ),
        LOST,
        Column("for", "GF", "Goals for", wide=True),
        Column("against", "GA", "Goals against", wide=True),
        Column("difference", "GD", "Goal difference", "signed"),
        POINTS,
    ),
    stats=(
        Column("goals", "G", "Goals"),
        Column("assists", "A", "Assists"),
        Column("penalty_minutes", "PIM", "Penalty minutes"),
    ),
    leaders=(Leaders("Goals", ("goals", "assists")), Leaders("Assists", ("assists",))),
    lists=(SCORERS, ASSISTS),
    records=(*RECORDS, MOST_GOALS),
    by_minute=GOALS_BY_MINUTE,
    statistics_of_incident=statistics_of_incident,
    statistics_of_state=statistics_of_state,
    outcome=outcome,
)
