"""Handball: what can be entered (events), the rules, what is shown of a match (views) and in which words."""

from scoreboard.sports.handball.events import EVENTS, LABEL, NAME, Ruleset, Sanction, State
from scoreboard.sports.handball.on_field import list_on_field
from scoreboard.sports.handball.rules import apply, check, start
from scoreboard.sports.handball.sentences import SENTENCES
from scoreboard.sports.handball.views import incident_of, list_actions, mentions, statistics_of_incident
from scoreboard.sports.handball.words import ACTIONS, INCIDENTS, PHASES, UNITS, WORDS
from scoreboard.sports.lists import ASSISTS, CARDS, GOALS_BY_MINUTE, MOST_GOALS, SCORERS
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.sport import DRAWN, LOST, PLAYED, POINTS, RECORDS, WON, Column, Leaders, Sport
from scoreboard.sports.timed.events import FLOATING
from scoreboard.sports.timed.views import DECIDED, LABELS, counts_down, list_periods, view

SPORT = Sport(
    name=NAME,
    label=LABEL,
    icon="M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 1.5c-2 4 0 6 6.4 6M1.6 8.5c4 .5 6.4 2 6.4 6",
    events=EVENTS,
    starting=7,
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
    misconduct=(Sanction,),
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
    # Two points a win; leagues differ in what follows, most look at the matches among those level.
    ranking=Ranking(win=2, tiebreakers=("points", "head_to_head", "goal_difference", "goals_for")),
    columns=(
        *(PLAYED, WON, DRAWN, LOST),
        Column("for", "GF", "Goals for", wide=True),
        Column("against", "GA", "Goals against", wide=True),
        Column("difference", "GD", "Goal difference", "signed"),
        POINTS,
    ),
    stats=(
        Column("goals", "G", "Goals"),
        Column("penalties", "7m", "Of these, from 7 metres"),
        Column("assists", "Ast", "Assists"),
        Column("suspensions", "2m", "Suspensions"),
        Column("yellow_cards", "Y", "Yellow cards", wide=True),
        Column("red_cards", "R", "Red cards", wide=True),
    ),
    leaders=(Leaders("Goals", ("goals", "penalties")),),
    lists=(SCORERS, ASSISTS, CARDS),
    records=(*RECORDS, MOST_GOALS),
    by_minute=GOALS_BY_MINUTE,
    statistics_of_incident=statistics_of_incident,
)
