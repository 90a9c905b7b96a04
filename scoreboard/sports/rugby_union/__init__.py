"""Rugby union: what can be entered (events), the laws (rules), what is shown of a match (views) in which words."""

from scoreboard.sports.lists import CARDS
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.rugby_union.events import EVENTS, LABEL, NAME, Card, Ruleset, State
from scoreboard.sports.rugby_union.on_field import check_lineups, list_doubts, list_on_field
from scoreboard.sports.rugby_union.rules import apply, check, start
from scoreboard.sports.rugby_union.sentences import SENTENCES
from scoreboard.sports.rugby_union.tiebreakers import TIEBREAKERS
from scoreboard.sports.rugby_union.views import (
    incident_of,
    list_actions,
    measure,
    mentions,
    statistics_of_incident,
    view,
)
from scoreboard.sports.rugby_union.words import ACTIONS, DECIDED, INCIDENTS, PHASES, UNITS, WORDS
from scoreboard.sports.sport import DRAWN, LOST, PLAYED, POINTS, WON, Column, Leaders, Sport
from scoreboard.sports.timed.events import FLOATING
from scoreboard.sports.timed.views import LABELS, list_periods

SPORT = Sport(
    name=NAME,
    label=LABEL,
    icon=(
        "M2.3 13.7C.6 9.5 5.5 2 13.7 2.3 14 10.5 6.5 15.4 2.3 13.7zM5 13.9C4.5 9.5 9.5 4.5 13.9 5M2.1 11C5 10"
        ".5 10.5 5 11 2.1"
    ),
    events=EVENTS,
    starting=15,
    list_on_field=list_on_field,
    check_lineups=check_lineups,
    list_doubts=list_doubts,
    phases=PHASES,
    breaks=FLOATING,
    words=WORDS,
    ruleset=Ruleset,
    state=State,
    start=start,
    apply=apply,
    check=check,
    edition=3,
    misconduct=(Card,),
    view=view,
    incident_of=incident_of,
    mentions=mentions,
    incidents=INCIDENTS,
    decided=DECIDED,
    sentences=SENTENCES,
    period_words=list_periods(*UNITS),
    period_labels={**LABELS, "overtime": "ET", "shootout": "K", "tries": "Tries"},
    ended="Full time",
    actions=ACTIONS,
    list_actions=list_actions,
    # Four points a win, two a draw, and bonus points, as in the Rugby World Cup and most leagues.
    ranking=Ranking(
        win=4,
        draw=2,
        loss=0,
        points={"try_bonus": 1, "losing_bonus": 1},
        tiebreakers=("points", "goal_difference", "try_difference", "goals_for", "tries_for"),
    ),
    tiebreakers=TIEBREAKERS,
    columns=(
        *(PLAYED, WON, DRAWN, LOST),
        Column("for", "PF", "Points for", wide=True),
        Column("against", "PA", "Points against", wide=True),
        Column("difference", "+/−", "Points difference", "signed"),
        Column("tries_for", "TF", "Tries for", wide=True),
        Column("bonus_points", "BP", "Bonus points", value=lambda t: t.bonus_points),
        POINTS,
    ),
    statistics_of_incident=statistics_of_incident,
    stats=(
        Column("tries", "T", "Tries"),
        Column("conversions", "C", "Conversions"),
        Column("penalty_goals", "PG", "Penalty goals"),
        Column("drop_goals", "DG", "Drop goals", wide=True),
        Column("yellow_cards", "YC", "Yellow cards", wide=True),
        Column("red_cards", "RC", "Red cards", wide=True),
    ),
    leaders=(Leaders("Tries", ("tries",)), Leaders("Penalty goals", ("penalty_goals", "conversions"))),
    lists=(CARDS,),
    measure=measure,
)
