"""Cricket: what can be entered (events), the laws (rules, deliveries, deciding), what is shown of it.

Views and words say how, `statistics` what counts for people and tables.
"""

from scoreboard.sports.cricket.actions import list_actions
from scoreboard.sports.cricket.checks import check
from scoreboard.sports.cricket.events import EVENTS, LABEL, NAME, Ruleset
from scoreboard.sports.cricket.incidents import incident_of
from scoreboard.sports.cricket.on_field import check_lineups, list_on_field
from scoreboard.sports.cricket.rules import apply, start
from scoreboard.sports.cricket.sentences import SENTENCES
from scoreboard.sports.cricket.state import State
from scoreboard.sports.cricket.statistics import measure, outcome, statistics_of_state
from scoreboard.sports.cricket.tiebreakers import NET_RUN_RATE, compute_run_rate
from scoreboard.sports.cricket.views import mentions, view
from scoreboard.sports.cricket.words import ACTIONS, DECIDED, INCIDENTS, PERIOD_WORDS, PHASES, WORDS
from scoreboard.sports.figures import Ratio
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.sport import LOST, PLAYED, POINTS, WON, Column, Leaders, Sport
from scoreboard.sports.tally import NO_RESULT

STRIKE_RATE = Ratio("runs", "balls_faced", times=100)
ECONOMY = Ratio("runs_conceded", "balls_bowled", times=6)

SPORT = Sport(
    name=NAME,
    label=LABEL,
    icon="M11.9 1.6l2.5 2.5-7.6 7.6-2.5-2.5zM4.9 10.6L2 13.5M12.4 11.2a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2z",
    events=EVENTS,
    starting=11,
    list_on_field=list_on_field,
    check_lineups=check_lineups,
    phases=PHASES,
    breaks=tuple(PHASES),  # nothing is entered late, and penalty runs take an end back: all stands as it was entered
    words=WORDS,
    ruleset=Ruleset,
    state=State,
    start=start,
    apply=apply,
    check=check,
    edition=4,
    view=view,
    incident_of=incident_of,
    mentions=mentions,
    incidents=INCIDENTS,
    decided=DECIDED,
    sentences=SENTENCES,
    period_words=PERIOD_WORDS,
    period_labels={"innings": "Inn ", "super_over": "SO "},
    turn="batting",
    wide_score=True,
    actions=ACTIONS,
    list_actions=list_actions,
    ranking=Ranking(
        ties="wins", win=2, draw=1, loss=0, points={"no_result": 1, "tie": 1}, tiebreakers=("points", "net_run_rate")
    ),
    tiebreakers=(NET_RUN_RATE,),
    columns=(
        *(PLAYED, WON, LOST),
        Column("no_results", "NR", "No result", wide=True, value=lambda t: t.outcomes[NO_RESULT]),
        POINTS,
        Column("net_run_rate", "NRR", "Net run rate", "signed_rate", value=compute_run_rate),
    ),
    statistics_of_state=statistics_of_state,
    stats=(
        Column("innings", "Inn", "Innings batted"),
        Column("not_outs", "NO", "Not out", wide=True),
        Column("runs", "R", "Runs"),
        Column("best_score", "HS", "Highest score"),
        Column("average", "Avg", "Runs a dismissal", "average", ratio=Ratio("runs", "dismissals")),
        Column("balls_faced", "B", "Balls faced", wide=True),
        Column("strike_rate", "SR", "Runs a hundred balls", "average", wide=True, ratio=STRIKE_RATE),
        Column("fours", "4s", "Fours", wide=True),
        Column("sixes", "6s", "Sixes", wide=True),
        Column("fifties", "50", "Innings of 50 to 99", wide=True),
        Column("hundreds", "100", "Innings of 100 and more", wide=True),
        Column("wickets", "W", "Wickets"),
        Column("balls_bowled", "Balls", "Balls bowled", wide=True),
        Column("maidens", "M", "Maidens", wide=True),
        Column("runs_conceded", "RC", "Runs conceded", wide=True),
        Column("wides", "Wd", "Runs from wides", wide=True),
        Column("no_balls", "NB", "Runs from no-balls themselves", wide=True),
        Column("bowling_average", "BA", "Runs a wicket", "average", wide=True, ratio=Ratio("runs_conceded", "wickets")),
        Column("economy", "Econ", "Runs conceded in six balls", "average", wide=True, ratio=ECONOMY),
        Column("five_wickets", "5W", "Five wickets in an innings", wide=True),
        Column("catches", "Ct", "Catches", wide=True),
        Column("stumpings", "St", "Stumpings", wide=True),
        Column("run_outs", "RO", "Run-outs", wide=True),
    ),
    leaders=(
        Leaders("Most runs", ("runs", "innings", "not_outs", "best_score", "average", "strike_rate", "fours", "sixes")),
        Leaders("Highest scores", ("best_score", "runs")),
        Leaders("Most wickets", ("wickets", "balls_bowled", "maidens", "runs_conceded", "bowling_average", "economy")),
        Leaders("Most catches", ("catches", "run_outs")),
        Leaders("Most stumpings", ("stumpings", "catches")),
        Leaders("Most run-outs", ("run_outs", "catches")),
    ),
    measure=measure,
    outcome=outcome,
    score_decides=False,
)
