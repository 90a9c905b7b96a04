"""American football: what can be entered (events), the rules, what is shown of a match (views) in which words."""

from scoreboard.sports.american_football.events import EVENTS, LABEL, NAME, Ejection, Ruleset, State
from scoreboard.sports.american_football.on_field import list_on_field
from scoreboard.sports.american_football.rules import apply, check, start
from scoreboard.sports.american_football.sentences import SENTENCES
from scoreboard.sports.american_football.views import incident_of, list_actions, mentions, statistics_of_incident, view
from scoreboard.sports.american_football.words import ACTIONS, INCIDENTS, PHASES, UNITS, WORDS
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.sport import DRAWN, LOST, PLAYED, WON, Column, Leaders, Sport
from scoreboard.sports.tally import compute_percentage
from scoreboard.sports.timed.events import FLOATING
from scoreboard.sports.timed.views import DECIDED, LABELS, counts_down, list_periods

SPORT = Sport(
    name=NAME,
    label=LABEL,
    icon=(
        "M2.3 13.7C.6 9.5 5.5 2 13.7 2.3 14 10.5 6.5 15.4 2.3 13.7zM5.5 10.5l5-5M6 8.2L7.8 10M7.6 6.6l1.8 1.8"
        "M9.2 5L11 6.8"
    ),
    events=EVENTS,
    starting=22,
    list_on_field=list_on_field,
    phases=PHASES,
    breaks=FLOATING,
    words=WORDS,
    ruleset=Ruleset,
    state=State,
    start=start,
    apply=apply,
    check=check,
    edition=4,
    misconduct=(Ejection,),
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
    # By the share of matches won, a tie counting half; then the matches among those level, as in the NFL's divisions.
    ranking=Ranking(
        ties="wins",
        win=2,
        draw=1,
        loss=0,
        tiebreakers=("win_percentage", "head_to_head_win_percentage", "goal_difference", "goals_for"),
    ),
    columns=(
        *(PLAYED, WON, LOST, DRAWN),
        Column("win_percentage", "Pct", "Share of matches won", "share", value=compute_percentage),
        Column("for", "PF", "Points for", wide=True),
        Column("against", "PA", "Points against", wide=True),
        Column("difference", "Net", "Point difference", "signed", wide=True),
    ),
    statistics_of_incident=statistics_of_incident,
    stats=(
        Column("touchdowns", "TD", "Touchdowns"),
        Column("passing_touchdowns", "Pass", "Touchdown passes"),
        Column("field_goals", "FG", "Field goals"),
        Column("extra_points", "XP", "Extra points", wide=True),
        Column("two_point_tries", "2P", "Two-point tries", wide=True),
        Column("interceptions", "Int", "Interceptions"),
    ),
    leaders=(
        Leaders("Touchdowns", ("touchdowns",)),
        Leaders("Touchdown passes", ("passing_touchdowns",)),
        Leaders("Field goals", ("field_goals", "extra_points")),
    ),
)
