"""English of what ice hockey's rules and view say (sports/sentences.py has the manner of the patterns)."""

from scoreboard.sports.sport import Patterns

SENTENCES: Patterns = {
    "ice_hockey.ruleset": "Overtimes that go on until a match is decided are sudden death.",
    "ice_hockey.out": "{player} is out of the match and may not go on.",
    "ice_hockey.gone": "{player} has a game misconduct and may not go on.",
    "ice_hockey.shootout.penalised": "{player} has a penalty that was not over when the overtime ended.",
    "ice_hockey.assist.second": "A second assist needs a first one.",
    "ice_hockey.assist.own": "{player} cannot have assisted themselves.",
    "ice_hockey.assist.penalty_shot": "A goal from a penalty shot has no assist.",
    "ice_hockey.goalie": "The net is empty already.",
    "ice_hockey.timeout": "All {allowed} timeouts of the match have been taken.",
    "ice_hockey.result.sudden_death": "In sudden death a single goal decides: the score is one apart.",
    "ice_hockey.result": "A shootout follows a level score, and adds one goal to the winner's.",
    "ice_hockey.power_play": "{side:side} power play, {skaters} on {others}",
    "ice_hockey.net_empty": "{side:side} net empty",
}
