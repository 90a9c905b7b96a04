"""What American football calls things, and the keys of a scorer's console."""

from scoreboard.sports.sport import Action, EventWords, IncidentWords
from scoreboard.sports.timed import views as timed

UNITS = ("half", "quarter")
PHASES = {**timed.list_phases(*UNITS), "time_up": "Time up"}
PLAY = ("side", "player", "clock_ms")
WORDS = {
    **{name: words for name, words in timed.WORDS.items() if name != "shootout_attempt"},
    "touchdown": EventWords("Touchdown", PLAY),
    "try": EventWords("Try", PLAY),
    "try_return": EventWords("Try returned", PLAY),
    "field_goal": EventWords("Field goal", PLAY),
    "safety": EventWords("Safety", PLAY),
    "possession": EventWords("Possession", ("side", "clock_ms")),
    "down": EventWords("Down", ("side", "clock_ms")),
    "turnover": EventWords("Turnover", PLAY),
    "ejection": EventWords("Ejection", PLAY),
}


def score(label: str, *, related: str = "") -> IncidentWords:
    """The words of points."""
    return IncidentWords(label, "goal", related, running="score", say=f"{label}, {{team}}. {{score}}.")


INCIDENTS = {
    **timed.list_incidents(*UNITS),
    "touchdown": score("Touchdown", related="from "),
    "touchdown:run": score("Touchdown, run"),
    "touchdown:pass": score("Touchdown, pass", related="from "),
    "touchdown:return": score("Touchdown, return"),
    "touchdown:recovery": score("Touchdown, recovery"),
    "try:kick_good": score("Extra point"),
    "try:kick_failed": IncidentWords("Extra point missed", "hollow"),
    "try:two_points_good": score("Two-point conversion"),
    "try:two_points_failed": IncidentWords("Two-point try failed", "hollow"),
    "try_return": score("Try returned"),
    "field_goal:good": score("Field goal"),
    "field_goal:missed": IncidentWords("Field goal missed", "hollow"),
    "safety": score("Safety"),
    "safety:on_try": score("Safety on the try"),
    "turnover:interception": IncidentWords("Interception", say="Interception, {team}."),
    "turnover:fumble": IncidentWords("Fumble recovered", say="Fumble recovered, {team}."),
    "turnover:downs": IncidentWords("Turnover on downs", say="Turnover on downs, ball to {team}."),
    **{
        f"ejection:{reason}": IncidentWords("Disqualified", "red", say="{player}, {team}, disqualified.", flag=True)
        for reason in ("fouls", "fighting", "targeting")
    },
}


def points(label: str, kind: str, **data: object) -> Action:
    """The key of points, or of a try for them that failed."""
    body = {"type": kind, **({"data": data} if data else {})}
    return Action(label, body, side=True, player="optional", sign="goal" if data.get("scored", True) else "hollow")


ACTIONS = {
    **{name: action for name, action in timed.ACTIONS.items() if not name.startswith("attempt")},
    "touchdown": points("Touchdown", "touchdown"),
    "kick_good": points("Extra point", "try", how="kick", scored=True),
    "kick_failed": points("Extra point missed", "try", how="kick", scored=False),
    "two_good": points("Two points", "try", how="two_points", scored=True),
    "two_failed": points("Two points failed", "try", how="two_points", scored=False),
    "try_return": points("Try returned", "try_return"),
    "field_goal": points("Field goal", "field_goal", scored=True),
    "field_goal_missed": points("Field goal missed", "field_goal", scored=False),
    "safety": points("Safety", "safety"),
    "try_safety": points("Safety on the try", "safety", on_try=True),
    "possession": Action("Ball", {"type": "possession"}, side=True),
    "down": Action(
        "Down",
        {"type": "down"},
        side=True,
        asks={"down": "Down", "to_go": "Yards to go", "to_goal": "Yards to the goal line"},
    ),
    "interception": Action(
        "Interception", {"type": "turnover", "data": {"how": "interception"}}, side=True, player="optional"
    ),
    "fumble": Action("Fumble", {"type": "turnover", "data": {"how": "fumble"}}, side=True, player="optional"),
    "downs": Action("On downs", {"type": "turnover", "data": {"how": "downs"}}, side=True),
    "ejection": Action(
        "Disqualify", {"type": "ejection"}, side=True, player="required", sign="red", confirm="Out of the match"
    ),
}
