"""Baseball: what can be entered (events), the rules (rules, statistics), what is shown of it (views) in which words."""

from scoreboard.sports.baseball.checks import check
from scoreboard.sports.baseball.events import EVENTS, LABEL, NAME, Ruleset, State
from scoreboard.sports.baseball.on_field import check_lineups, list_doubts, list_on_field
from scoreboard.sports.baseball.rules import apply, start
from scoreboard.sports.baseball.sentences import SENTENCES
from scoreboard.sports.baseball.statistics import measure, outcome, statistics_of_state
from scoreboard.sports.baseball.views import incident_of, list_actions, mentions, view
from scoreboard.sports.baseball.words import ACTIONS, DECIDED, INCIDENTS, PHASES, WORDS
from scoreboard.sports.figures import Ratio
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.sport import LOST, PLAYED, WON, Column, Leaders, Sport
from scoreboard.sports.tally import compute_percentage

# Nine innings of three outs (rule 9.21(e)). It is not to be had while somebody has to judge a run.
EARNED_RUN_AVERAGE = Ratio("pitching_earned_runs", "pitching_outs", times=27, unless="pitching_unjudged_runs")

SPORT = Sport(
    name=NAME,
    label=LABEL,
    icon=(
        "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM4 2.9c1.8 3 1.8 7.2 0 10.2M12 2.9c-1.8 3-1.8 7.2 0 10."
        "2M4.2 5.4l1.8-.7M5.2 8H7M4.2 10.6l1.8.7M11.8 5.4L10 4.7M10.8 8H9M11.8 10.6l-1.8.7"
    ),
    events=EVENTS,
    starting=10,
    list_on_field=list_on_field,
    check_lineups=check_lineups,
    list_doubts=list_doubts,
    phases=PHASES,
    words=WORDS,
    ruleset=Ruleset,
    state=State,
    start=start,
    apply=apply,
    check=check,
    edition=2,
    view=view,
    incident_of=incident_of,
    mentions=mentions,
    incidents=INCIDENTS,
    decided=DECIDED,
    sentences=SENTENCES,
    period_labels={"inning": "", "hits": "H", "errors": "E"},
    total="R",
    turn="at bat",
    actions=ACTIONS,
    list_actions=list_actions,
    ranking=Ranking(ties="wins", win=1, draw=0, loss=0, tiebreakers=("win_percentage", "head_to_head_win_percentage")),
    columns=(
        *(PLAYED, WON, LOST),
        Column("win_percentage", "Pct", "Share of games won", "share", value=compute_percentage),
        Column("games_behind", "GB", "Games behind", "half"),
        Column("for", "R", "Runs", wide=True),
        Column("against", "RA", "Runs against", wide=True),
    ),
    statistics_of_state=statistics_of_state,
    stats=(
        Column("at_bats", "AB", "At-bats"),
        Column("hits", "H", "Hits"),
        Column("doubles", "2B", "Doubles", wide=True),
        Column("triples", "3B", "Triples", wide=True),
        Column("home_runs", "HR", "Home runs"),
        Column("runs", "R", "Runs", wide=True),
        Column("batted_in", "RBI", "Runs batted in"),
        Column("walks", "BB", "Walks", wide=True),
        Column("strikeouts", "SO", "Strikeouts", wide=True),
        Column("hit_by_pitch", "HBP", "Hit by a pitch", wide=True),
        Column("sacrifices", "SAC", "Sacrifice bunts and flies", wide=True),
        Column("stolen_bases", "SB", "Stolen bases", wide=True),
        Column("caught_stealing", "CS", "Caught stealing", wide=True),
        Column("batting_average", "AVG", "Batting average", "share", ratio=Ratio("hits", "at_bats")),
        Column("pitching_wins", "W", "Games won as the pitcher of record", wide=True),
        Column("pitching_losses", "L", "Games lost as the pitcher of record", wide=True),
        Column("pitching_outs", "IP", "Innings pitched", "thirds", wide=True),
        Column("pitching_strikeouts", "K", "Batters struck out"),
        Column("pitching_hits", "HA", "Hits allowed", wide=True),
        Column("pitching_runs", "RA", "Runs allowed", wide=True),
        Column("pitching_earned_runs", "ER", "Earned runs, those that nobody has judged aside", wide=True),
        Column("pitching_unjudged_runs", "UJ", "Runs of which nobody has said whether they are earned", wide=True),
        Column("pitching_home_runs", "HRA", "Home runs allowed", wide=True),
        Column("pitching_walks", "BBA", "Walks allowed", wide=True),
        Column("pitching_hit_batters", "HB", "Batters hit", wide=True),
        Column("earned_run_average", "ERA", "Earned run average", "average", wide=True, ratio=EARNED_RUN_AVERAGE),
    ),
    leaders=(
        Leaders("Batting", ("hits", "at_bats", "batting_average")),
        Leaders("Home runs", ("home_runs", "batted_in")),
        Leaders("Runs batted in", ("batted_in", "at_bats")),
        Leaders("Stolen bases", ("stolen_bases", "caught_stealing")),
        Leaders("Strikeouts", ("pitching_strikeouts", "pitching_outs", "earned_run_average")),
        Leaders("Wins", ("pitching_wins", "pitching_losses", "pitching_outs", "earned_run_average")),
    ),
    measure=measure,
    outcome=outcome,
)
