"""What ice hockey calls things."""

from typing import Any

from scoreboard.sports.sport import Action, EventWords, IncidentWords
from scoreboard.sports.timed import views as timed

UNITS = ("period",)
PHASES = timed.list_phases(*UNITS)
WORDS = {
    **timed.WORDS,
    "goal": EventWords("Goal", ("side", "player", "clock_ms")),
    "penalty": EventWords("Penalty", ("side", "player", "clock_ms")),
    "penalty_shot": EventWords("Penalty shot missed", ("side", "player", "clock_ms")),
    "goalie": EventWords("Goalkeeper", ("side", "player", "clock_ms")),
    "play": EventWords("Other play", ("side", "player", "clock_ms")),
}


def goal(label: str) -> IncidentWords:
    """The words of a goal."""
    return IncidentWords(label, "goal", related="assist ", running="score", say=f"{label}, {{team}}. {{score}}.")


INCIDENTS = {
    **timed.list_incidents(*UNITS),
    "goal": goal("Goal"),
    "goal:power_play": goal("Power-play goal"),
    "goal:short_handed": goal("Short-handed goal"),
    "goal:empty_net": goal("Empty-net goal"),
    "goal:penalty_shot": goal("Goal from a penalty shot"),
    "penalty": IncidentWords("Penalty", "yellow", running="detail", say="Penalty, {player}, {team}."),
    "match_penalty": IncidentWords(
        "Match penalty", "red", running="detail", say="Match penalty, {player}, {team}.", flag=True
    ),
    "game_misconduct": IncidentWords(
        "Game misconduct", "red", running="detail", say="Game misconduct, {player}, {team}.", flag=True
    ),
    "penalty_shot": IncidentWords("Penalty shot missed", "hollow", say="Penalty shot missed, {team}."),
    "goalie:off": IncidentWords("Goalkeeper off", say="{team} have taken their goalkeeper off."),
    "goalie:on": IncidentWords("Goalkeeper on"),
}


def penalty(label: str, minutes: int, *, sign: str = "yellow", group: str = "", **data: Any) -> Action:
    """The key of a penalty."""
    body = {"type": "penalty", "data": {"minutes": minutes, **data}}
    return Action(label, body, side=True, player="optional", sign=sign, group=group)


def goal_key(label: str, **data: Any) -> Action:
    """The key of a goal."""
    body = {"type": "goal", **({"data": data} if data else {})}
    return Action(label, body, side=True, player="optional", sign="goal")


RARE = "More penalties"
ACTIONS = {
    **timed.ACTIONS,
    "goal": goal_key("Goal"),
    "penalty_shot": goal_key("Goal, penalty shot", penalty_shot=True),
    "empty_net": goal_key("Goal, empty net", empty_net=True),
    "penalty_shot_missed": Action(
        "Penalty shot missed", {"type": "penalty_shot"}, side=True, player="optional", sign="hollow"
    ),
    "minor": penalty("2 min", 2),
    "double_minor": penalty("2 + 2 min", 4),
    "major": penalty("5 min", 5),
    "misconduct": penalty("10 min", 10, group=RARE),
    "coincidental_minor": penalty("2 min, coincidental", 2, group=RARE, power_play=False),
    "coincidental_major": penalty("5 min, coincidental", 5, group=RARE, power_play=False),
    "game_misconduct": penalty("Game misconduct", 20, sign="red", group=RARE, match=True),
    "match_penalty": penalty("Match penalty", 5, sign="red", group=RARE, match=True),
    "goalie_off": Action("Goalkeeper off", {"type": "goalie", "data": {"on": False}}, side=True),
    "goalie_on": Action("Goalkeeper on", {"type": "goalie", "data": {"on": True}}, side=True),
}
