"""What handball calls things."""

from typing import Any

from scoreboard.sports.sport import Action, EventWords, IncidentWords
from scoreboard.sports.timed import views as timed

UNITS = ("half",)
PHASES = timed.list_phases(*UNITS)
WORDS = {
    **timed.WORDS,
    "goal": EventWords("Goal", ("side", "player", "clock_ms")),
    "seven_missed": EventWords("7-metre throw missed", ("side", "player", "clock_ms")),
    "sanction": EventWords("Punishment", ("side", "player", "clock_ms")),
}


def goal(label: str) -> IncidentWords:
    """The words of a goal."""
    return IncidentWords(label, "goal", related="assist ", running="score", say=f"{label}, {{team}}. {{score}}.")


INCIDENTS = {
    **timed.list_incidents(*UNITS),
    "goal": goal("Goal"),
    "goal:seven_metres": goal("Goal, 7 metres"),
    "goal:empty_goal": goal("Goal into the empty net"),
    "seven_missed": IncidentWords("7 metres missed", "hollow", say="7-metre throw missed, {team}."),
    "sanction:yellow": IncidentWords("Yellow card", "yellow"),
    "sanction:suspension": IncidentWords("Two minutes", "yellow", say="Two minutes, {player}, {team}."),
    "sanction:last_suspension": IncidentWords(
        "Last suspension", "red", say="Disqualified after suspensions, {player}, {team}.", flag=True
    ),
    "sanction:red": IncidentWords("Red card", "red", say="Red card, {player}, {team}.", flag=True),
    "sanction:blue": IncidentWords("Red and blue card", "red", say="Red and blue card, {player}, {team}.", flag=True),
}


def goal_key(label: str, **data: Any) -> Action:
    """The key of a goal."""
    body = {"type": "goal", **({"data": data} if data else {})}
    return Action(label, body, side=True, player="optional", sign="goal")


def sanction(label: str, kind: str, sign: str) -> Action:
    """The key of a punishment."""
    return Action(label, {"type": "sanction", "data": {"kind": kind}}, side=True, player="optional", sign=sign)


ACTIONS = {
    **timed.ACTIONS,
    "goal": goal_key("Goal"),
    "seven_metres": goal_key("Goal, 7 metres", seven_metres=True),
    "empty_goal": goal_key("Goal, empty net", empty_goal=True),
    "free_throw": goal_key("Goal, free throw", free_throw=True),
    "seven_missed": Action("7 metres missed", {"type": "seven_missed"}, side=True, player="optional", sign="hollow"),
    "yellow": sanction("Yellow", "yellow", "yellow"),
    "suspension": sanction("2 min", "suspension", "yellow"),
    "red": sanction("Red", "red", "red"),
    "blue": sanction("Red and blue", "blue", "red"),
}
