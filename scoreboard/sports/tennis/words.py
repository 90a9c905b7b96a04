"""What tennis calls things."""

from scoreboard.sports.court import give_up
from scoreboard.sports.sport import Action, EventWords, IncidentWords

PHASES = {
    "not_started": "Not started",
    **{f"set_{number}": f"Set {number}" for number in range(1, 6)},
    "match_tiebreak": "Match tiebreak",
    "finished": "Finished",
}
WORDS = {
    "match_start": EventWords("First server", ("side",)),
    "point": EventWords("Point", ("side", "player")),
    "violation": EventWords("Code violation", ("side", "player")),
    "forfeit": EventWords("Match given up", ("side",)),
    "result": EventWords("Final result"),
    "manual": EventWords("Put the score right", ("side",)),
}
INCIDENTS = {
    "match_start": IncidentWords("Serves first", say="{team} serve first."),
    "game:hold": IncidentWords("Game", running="score", say="Game, {team}. {score}."),
    "game:break": IncidentWords("Break", "goal", running="score", say="Break of serve, {team}. {score}."),
    "set": IncidentWords("Set", "goal", running="detail", say="Set, {team}. {score}."),
    "violation:warning": IncidentWords("Warning", "yellow"),
    "violation:point": IncidentWords("Point penalty", "yellow", say="Point penalty, {team}."),
    "violation:game": IncidentWords("Game penalty", "red", say="Game penalty, {team}."),
    "forfeit:retired": IncidentWords("Retired", say="{team} retired."),
    "forfeit:walkover": IncidentWords("Walkover", say="{team} did not play."),
    "forfeit:default": IncidentWords("Defaulted", "red", say="{team} defaulted."),
    "manual": IncidentWords("Score put right", running="detail"),
}
ACTIONS = {
    "match_start": Action("Serves first", {"type": "match_start"}, side=True),
    "point": Action("Point", {"type": "point"}, side=True),
    "ace_home": Action("Ace", {"type": "point", "side": "home", "data": {"how": "ace"}}),
    "ace_away": Action("Ace", {"type": "point", "side": "away", "data": {"how": "ace"}}),
    "double_fault_home": Action(
        "Double fault", {"type": "point", "side": "away", "data": {"how": "double_fault"}}, flip=True
    ),
    "double_fault_away": Action(
        "Double fault", {"type": "point", "side": "home", "data": {"how": "double_fault"}}, flip=True
    ),
    "retired": give_up("Retires", "retired"),
    "walkover": give_up("Does not play", "walkover"),
    "default": give_up("Is defaulted", "default"),
    "warning": Action(
        "Warning", {"type": "violation", "data": {"penalty": "warning"}}, side=True, group="Code violation"
    ),
    "point_penalty": Action(
        "Point penalty",
        {"type": "violation", "data": {"penalty": "point"}},
        side=True,
        confirm="A point is lost",
        group="Code violation",
    ),
    "game_penalty": Action(
        "Game penalty",
        {"type": "violation", "data": {"penalty": "game"}},
        side=True,
        confirm="A game is lost",
        group="Code violation",
    ),
}
