"""What rugby union calls things, and the keys of a scorer's console."""

from scoreboard.sports.sport import Action, EventWords, IncidentWords
from scoreboard.sports.timed import views as timed

UNITS = ("half",)
PHASES = {**timed.list_phases(*UNITS), "overtime_break": "Before extra time", "shootout": "Kicks at goal"}
PHASES |= {
    name: label.replace("Overtime", "Extra time, period") for name, label in PHASES.items() if "overtime_" in name
}
PHASES["overtime_break"] = "Before extra time"
PHASES["time_up"] = "Time up, conversion to come"
DECIDED = {"overtime": "After extra time", "shootout": "After kicks at goal"}
PLAY = ("side", "player", "clock_ms")
WORDS = {
    **{name: words for name, words in timed.WORDS.items() if name != "timeout"},
    "try": EventWords("Try", PLAY),
    "conversion": EventWords("Conversion", PLAY),
    "penalty_goal": EventWords("Penalty goal", PLAY),
    "penalty_try": EventWords("Penalty try", ("side", "clock_ms")),
    "drop_goal": EventWords("Drop goal", PLAY),
    "card": EventWords("Card", PLAY),
    "substitution": EventWords("Substitution", PLAY),
    "tmo": EventWords("Television match official", ("side", "clock_ms")),
}


def score(label: str) -> IncidentWords:
    """The words of points."""
    return IncidentWords(label, "goal", running="score", say=f"{label}, {{team}}. {{score}}.")


def sending_off(label: str) -> IncidentWords:
    """The words of a red card."""
    return IncidentWords(label, "red", say=f"{label}, {{player}}, {{team}}.", flag=True)


INCIDENTS = {
    **timed.list_incidents(*UNITS),
    "try": score("Try"),
    "penalty_try": score("Penalty try"),
    "conversion:scored": score("Conversion"),
    "conversion:missed": IncidentWords("Conversion missed", "hollow"),
    "penalty_goal:scored": score("Penalty goal"),
    "penalty_goal:missed": IncidentWords("Penalty missed", "hollow"),
    "drop_goal:scored": score("Drop goal"),
    "drop_goal:missed": IncidentWords("Drop goal missed", "hollow"),
    "card:yellow": IncidentWords("Yellow card", "yellow", say="Yellow card, {player}, {team}."),
    "card:second_yellow": sending_off("Second yellow card"),
    "card:red": sending_off("Red card"),
    "card:red_20": sending_off("20-minute red card"),
    "substitution": IncidentWords("Substitution", "substitution", "for "),
    "substitution:temporary": IncidentWords("Temporary substitution", "substitution", "for "),
    "tmo:try": IncidentWords("TMO: try?", say="The television match official looks at a try."),
    "tmo:foul_play": IncidentWords("TMO: foul play?", say="The television match official looks at foul play."),
    "tmo:kick": IncidentWords("TMO: kick?", say="The television match official looks at a kick."),
}


def points(label: str, kind: str, *, scored: bool | None = None) -> Action:
    """The key of points, or of a kick that missed."""
    data = {} if scored is None else {"data": {"scored": scored}}
    sign = "hollow" if scored is False else "goal"
    return Action(label, {"type": kind, **data}, side=True, player="optional", sign=sign)


def card(label: str, colour: str, *, confirm: str = "") -> Action:
    """The key of a card."""
    sign = "yellow" if colour == "yellow" else "red"
    body = {"type": "card", "data": {"card": colour}}
    return Action(label, body, side=True, player="required", confirm=confirm, sign=sign)


ACTIONS = {
    **{name: action for name, action in timed.ACTIONS.items() if name != "timeout"},
    "try": points("Try", "try"),
    "conversion": points("Conversion", "conversion", scored=True),
    "conversion_missed": points("Conversion missed", "conversion", scored=False),
    "penalty_goal": points("Penalty goal", "penalty_goal", scored=True),
    "penalty_missed": points("Penalty missed", "penalty_goal", scored=False),
    "drop_goal": points("Drop goal", "drop_goal", scored=True),
    "penalty_try": Action("Penalty try", {"type": "penalty_try"}, side=True, sign="goal"),
    "yellow": card("Yellow card", "yellow"),
    "second_yellow": card("Second yellow", "second_yellow", confirm="Off for good"),
    "red": card("Red card", "red", confirm="Off for good"),
    "red_20": card("20-minute red", "red_20", confirm="Off for good"),
    "substitution": Action(
        "Substitution", {"type": "substitution"}, side=True, player="required", asks={"off": "Goes off"}
    ),
    "tmo": Action("TMO", {"type": "tmo"}, side=True),
}
