"""Rally scoring: the rules that volleyball, beach volleyball, badminton and table tennis share, by their numbers."""

from typing import Any

from scoreboard.sports.base import Event
from scoreboard.sports.court import DECIDED
from scoreboard.sports.rally.checks import check
from scoreboard.sports.rally.events import EVENTS, Rules, Sanction, State
from scoreboard.sports.rally.on_field import check_lineups, list_doubts, list_on_field
from scoreboard.sports.rally.people import LEADERS, STATS, statistics_of_state
from scoreboard.sports.rally.rules import apply, start
from scoreboard.sports.rally.sentences import list_sentences
from scoreboard.sports.rally.tiebreakers import TIEBREAKERS, compute_ratio
from scoreboard.sports.rally.views import incident_of, list_actions, measure, measure_award, mentions, outcome, view
from scoreboard.sports.rally.words import WORDS, list_incidents, list_phases, name_keys
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.sport import LOST, PLAYED, POINTS, WON, Column, Sport


def make_sport(
    *,
    name: str,
    label: str,
    icon: str,
    ruleset: type[Rules],
    ranking: Ranking,
    unit: str = "Set",
    starting: int = 0,
    events: tuple[type[Event], ...] = (),
) -> Sport:
    """A sport of rally scoring: its numbers are the defaults of `ruleset`, `events` what it has beyond the others.

    `unit` is what it calls a set, `starting` how many of a side begin a match (of line-ups; 0: there are none).
    """
    all_events = (*EVENTS, *events)
    state: Any = State[ruleset]  # type: ignore[valid-type]  # known at run time only
    return Sport(
        name=name,
        label=label,
        icon=icon,
        events=all_events,
        starting=starting,
        list_on_field=list_on_field,
        check_lineups=check_lineups,
        list_doubts=list_doubts,
        phases=list_phases(unit),
        words={str(event.__struct_config__.tag): WORDS[str(event.__struct_config__.tag)] for event in all_events},
        ruleset=ruleset,
        state=state,
        start=start,
        apply=apply,
        check=check,
        edition=2,
        misconduct=(Sanction,),
        view=view,
        incident_of=incident_of,
        mentions=mentions,
        incidents=list_incidents(unit),
        decided=DECIDED,
        sentences=list_sentences(unit),
        period_labels={"set": ""},
        total=f"{unit}s",
        turn="serving",
        actions=name_keys(ruleset, all_events),
        list_actions=list_actions,
        ranking=ranking,
        tiebreakers=TIEBREAKERS,
        columns=(
            *(PLAYED, WON, LOST),
            Column("for", f"{unit[0]}W", f"{unit}s won", wide=True),
            Column("against", f"{unit[0]}L", f"{unit}s lost", wide=True),
            Column(
                "set_ratio", f"{unit[0]}R", f"{unit} ratio", "rate", wide=True, value=lambda t: compute_ratio(t, "sets")
            ),
            Column("point_ratio", "PR", "Point ratio", "rate", wide=True, value=lambda t: compute_ratio(t, "points")),
            POINTS,
        ),
        stats=STATS if ruleset.names_scorers else (),
        leaders=LEADERS if ruleset.names_scorers else (),
        statistics_of_state=statistics_of_state,
        measure=measure,
        measure_award=measure_award,
        outcome=outcome,
    )
