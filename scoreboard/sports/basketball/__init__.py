"""Basketball: what can be entered (events), the rules, what is shown of a match (views) and in which words."""

from scoreboard.sports.basketball.events import EVENTS, LABEL, NAME, Foul, Ruleset, State
from scoreboard.sports.basketball.on_field import list_doubts, list_on_field
from scoreboard.sports.basketball.rules import apply, check, start
from scoreboard.sports.basketball.sentences import SENTENCES
from scoreboard.sports.basketball.views import incident_of, list_actions, mentions, statistics_of_incident, view
from scoreboard.sports.basketball.words import ACTIONS, INCIDENTS, PHASES, UNITS, WORDS
from scoreboard.sports.lists import APPEARANCES, ASSISTS, MOST_APPEARANCES
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.sport import LOST, PLAYED, WON, Column, Leaders, Sport
from scoreboard.sports.tally import compute_percentage
from scoreboard.sports.timed.events import FLOATING
from scoreboard.sports.timed.views import DECIDED, LABELS, counts_down, list_periods, outcome

SPORT = Sport(
    name=NAME,
    label=LABEL,
    icon=(
        "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM1.5 8h13M8 1.5v13M3.4 3.4c2.6 2.6 2.6 6.6 0 9.2M12.6 3"
        ".4c-2.6 2.6-2.6 6.6 0 9.2"
    ),
    events=EVENTS,
    starting=5,
    list_on_field=list_on_field,
    list_doubts=list_doubts,
    phases=PHASES,
    breaks=FLOATING,
    words=WORDS,
    ruleset=Ruleset,
    state=State,
    start=start,
    apply=apply,
    check=check,
    edition=2,
    misconduct=(Foul,),
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
    # By the share of matches won, then the matches among those level, as most leagues rank.
    ranking=Ranking(
        ties="wins",
        win=1,
        loss=0,
        tiebreakers=("win_percentage", "head_to_head_win_percentage", "goal_difference", "goals_for"),
    ),
    columns=(
        *(PLAYED, WON, LOST),
        Column("win_percentage", "Pct", "Share of matches won", "share", value=compute_percentage),
        Column("games_behind", "GB", "Games behind", "half", wide=True),
        Column("for", "PF", "Points for", wide=True),
        Column("against", "PA", "Points against", wide=True),
        Column("difference", "+/−", "Point difference", "signed", wide=True),
    ),
    stats=(
        *APPEARANCES,
        Column("points", "Pts", "Points"),
        Column("three_pointers", "3P", "Three-pointers"),
        Column("assists", "Ast", "Assists"),
    ),
    leaders=(Leaders("Points", ("points", "three_pointers")), Leaders("Assists", ("assists",))),
    lists=(ASSISTS, MOST_APPEARANCES),
    statistics_of_incident=statistics_of_incident,
    outcome=outcome,
)
