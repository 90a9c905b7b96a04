"""What basketball calls things."""

from scoreboard.sports.sport import Action, EventWords, IncidentWords
from scoreboard.sports.timed import views as timed

UNITS = ("half", "quarter", "period")
PHASES = timed.list_phases(*UNITS)
WORDS = {
    **{name: words for name, words in timed.WORDS.items() if name != "shootout_attempt"},
    "basket": EventWords("Basket", ("side", "player", "clock_ms")),
    "miss": EventWords("Missed shot", ("side", "player", "clock_ms")),
    "foul": EventWords("Foul", ("side", "player", "clock_ms")),
    "substitution": EventWords("Substitution", ("side", "player", "clock_ms")),
    "play": EventWords("Other play", ("side", "player", "clock_ms")),
}


MISCONDUCT = {"technical": "Technical", "unsportsmanlike": "Unsportsmanlike"}


def basket(label: str) -> IncidentWords:
    """The words of a basket."""
    return IncidentWords(label, "goal", related="assist ", running="score", say=f"{label}, {{team}}. {{score}}.")


INCIDENTS = {
    **timed.list_incidents(*UNITS),
    "basket:1": IncidentWords("Free throw", "goal", running="score", say="Free throw, {team}. {score}."),
    "basket:2": basket("Two points"),
    "basket:3": basket("Three points"),
    "basket:4": basket("Four points"),
    "foul:technical": IncidentWords("Technical foul", "yellow"),
    "foul:unsportsmanlike": IncidentWords("Unsportsmanlike foul", "yellow"),
    "foul:disqualifying": IncidentWords("Disqualified", "red", say="{player}, {team}, disqualified.", flag=True),
    "foul:fouled_out": IncidentWords("Fouled out", "red", say="{player}, {team}, fouled out."),
    **{
        f"foul:{kind}_fouled_out": IncidentWords(
            f"{label} foul, fouled out", "red", say="{player}, {team}, fouled out."
        )
        for kind, label in MISCONDUCT.items()
    },
    **{
        f"foul:{kind}_disqualified": IncidentWords(
            f"{label} foul, disqualified", "red", say=f"{label} foul. {{player}}, {{team}}, disqualified.", flag=True
        )
        for kind, label in MISCONDUCT.items()
    },
}


def basket_action(label: str, points: int) -> Action:
    """The key of a basket."""
    return Action(label, {"type": "basket", "data": {"points": points}}, side=True, player="optional", sign="goal")


def foul_action(label: str, kind: str, **options: str) -> Action:
    """The key of a foul."""
    return Action(
        label,
        {"type": "foul", "data": {"kind": kind}},
        side=True,
        player="optional",
        sign=options.get("sign", ""),
        confirm=options.get("confirm", ""),
    )


ACTIONS = {
    **{name: action for name, action in timed.ACTIONS.items() if not name.startswith("attempt")},
    "two": basket_action("2 points", 2),
    "three": basket_action("3 points", 3),
    "free_throw": basket_action("Free throw", 1),
    "missed_throw": Action(
        "Free throw missed", {"type": "miss", "data": {"points": 1}}, side=True, player="optional", sign="hollow"
    ),
    "foul": foul_action("Foul", "personal"),
    "offensive": foul_action("Offensive foul", "offensive"),
    "technical": foul_action("Technical", "technical", sign="yellow"),
    "unsportsmanlike": foul_action("Unsportsmanlike", "unsportsmanlike", sign="yellow"),
    "disqualifying": foul_action("Disqualify", "disqualifying", sign="red", confirm="Out of the match"),
    "substitution": Action(
        "Substitution", {"type": "substitution"}, side=True, player="required", asks={"off": "Goes off"}
    ),
}
