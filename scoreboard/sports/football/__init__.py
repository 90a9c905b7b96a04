"""Football: what can be entered (events), the laws (rules), what is shown of a match (views) and in which words."""

from scoreboard.sports.football.checks import check
from scoreboard.sports.football.events import EVENTS, LABEL, NAME, Card, Ruleset, State
from scoreboard.sports.football.on_field import check_lineups, list_on_field
from scoreboard.sports.football.rules import apply, start
from scoreboard.sports.football.sentences import SENTENCES
from scoreboard.sports.football.tiebreakers import FAIR_PLAY
from scoreboard.sports.football.views import (
    bounds_of,
    incident_of,
    list_actions,
    mentions,
    statistics_of_incident,
    view,
)
from scoreboard.sports.football.words import ACTIONS, DECIDED, INCIDENTS, PERIOD_WORDS, PHASES, WORDS
from scoreboard.sports.lists import ASSISTS, CARDS, GOALS_BY_MINUTE, MOST_GOALS, SCORERS
from scoreboard.sports.sport import DRAWN, LOST, PLAYED, POINTS, RECORDS, WON, Column, Sport
from scoreboard.sports.suspensions import Offences

SPORT = Sport(
    name=NAME,
    label=LABEL,
    edition=2,
    misconduct=(Card,),
    icon=(
        "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 5.2l2.7 2-1 3.1H6.3l-1-3.1zM8 5.2V1.5M10.7 7.2l3.5-1"
        ".1M9.7 10.3l2.1 3M6.3 10.3l-2.1 3M5.3 7.2L1.8 6.1"
    ),
    events=EVENTS,
    starting=11,
    list_on_field=list_on_field,
    check_lineups=check_lineups,
    phases=PHASES,
    breaks=("full_time",),  # which a late goal takes back
    words=WORDS,
    ruleset=Ruleset,
    state=State,
    start=start,
    apply=apply,
    check=check,
    view=view,
    incident_of=incident_of,
    mentions=mentions,
    incidents=INCIDENTS,
    decided=DECIDED,
    sentences=SENTENCES,
    period_words=PERIOD_WORDS,
    ended="Full time",
    bounds=bounds_of,
    actions=ACTIONS,
    list_actions=list_actions,
    tiebreakers=(FAIR_PLAY,),
    columns=(
        *(PLAYED, WON, DRAWN, LOST),
        Column("for", "GF", "Goals for", wide=True),
        Column("against", "GA", "Goals against", wide=True),
        Column("difference", "GD", "Goal difference", "signed"),
        POINTS,
    ),
    statistics_of_incident=statistics_of_incident,
    stats=(
        Column("goals", "G", "Goals"),
        Column("penalties", "Pen", "Of these, penalties"),
        Column("own_goals", "OG", "Own goals", wide=True),
        Column("assists", "Ast", "Assists"),
        Column("yellow_cards", "Y", "Yellow cards"),
        Column("second_yellow_cards", "2nd Y", "Second yellow cards", wide=True),
        Column("red_cards", "R", "Red cards"),
    ),
    lists=(SCORERS, ASSISTS, CARDS),
    offences=Offences("yellow_cards", "second_yellow_cards", "red_cards"),
    records=(*RECORDS, MOST_GOALS),
    by_minute=GOALS_BY_MINUTE,
)
