"""What baseball calls things, and the keys of a scorer's console."""

from scoreboard.sports.base import ordinal
from scoreboard.sports.baseball.events import MOST_INNINGS
from scoreboard.sports.sport import Action, EventWords, IncidentWords

PHASES = {"not_started": "Not started"}
for _inning in range(1, MOST_INNINGS + 1):
    PHASES |= {
        f"top_{_inning}": f"Top of the {ordinal(_inning)}",
        f"bottom_{_inning}": f"Bottom of the {ordinal(_inning)}",
    }
PHASES["final"] = "Final"
PHASES |= {f"inning_{number}": str(number) for number in range(1, MOST_INNINGS + 1)}
WORDS = {
    "play": EventWords("Play", ("side", "player")),
    "substitution": EventWords("Substitution", ("side", "player")),
    "runner_placed": EventWords("Runner placed", ("side", "player")),
    "half_end": EventWords("End half-inning"),
    "game_end": EventWords("End game"),
    "result": EventWords("Final result"),
    "manual": EventWords("Put the runs right", ("side",)),
}
PLAYS = {
    "single": "Single",
    "double": "Double",
    "triple": "Triple",
    "home_run": "Home run",
    "walk": "Walk",
    "intentional_walk": "Intentional walk",
    "hit_by_pitch": "Hit by pitch",
    "interference": "Catcher's interference",
    "strikeout": "Strikeout",
    "out": "Out",
    "sacrifice": "Sacrifice",
    "fielders_choice": "Fielder's choice",
    "error": "Error",
    "stolen_base": "Stolen base",
    "caught_stealing": "Caught stealing",
    "pickoff": "Picked off",
    "wild_pitch": "Wild pitch",
    "passed_ball": "Passed ball",
    "balk": "Balk",
    "indifference": "Defensive indifference",
    "advance": "Runner advances",
    "foul_error": "Error on a foul ball",
}
DECIDED = {"extra_innings": "In extra innings", "called": "Called", "mercy": "By the mercy rule"}


def score(label: str) -> IncidentWords:
    """The words of a play that brings runs in."""
    return IncidentWords(label, "goal", running="score", say=f"{label}, {{player}}, {{team}}. {{score}}.")


INCIDENTS: dict[str, IncidentWords] = {
    "score": score("Run"),
    **{
        f"score:{play}": score(label if play == "home_run" else f"{label}, run scores") for play, label in PLAYS.items()
    },
    "double_play": IncidentWords("Double play"),
    "triple_play": IncidentWords("Triple play", say="Triple play against {team}."),
    "substitution": IncidentWords("Substitution", "substitution", "for "),
    "substitution:pitcher": IncidentWords("Pitching change", "substitution", "for "),
    "substitution:batter": IncidentWords("Pinch hitter", "substitution", "for "),
    "substitution:runner": IncidentWords("Pinch runner", "substitution", "for "),
    "substitution:fielder": IncidentWords("Defensive change", "substitution", "for "),
    "runner_placed": IncidentWords("Runner placed on second"),
    "game_end": IncidentWords("The game is over", running="score", say="The game is over. {score}."),
    "game_end:called": IncidentWords("Game called", running="score", say="The game was called. {score}."),
    "game_end:forfeit": IncidentWords("Forfeited", say="The game was forfeited."),
    "half_end": IncidentWords("Half-inning ended"),
    "manual": IncidentWords("Score put right", running="score"),
}


# --- the keys of the console -----------------------------------------------------------------------------------------

ACTIONS: dict[str, Action] = {}
AT_BAT_KEYS: tuple[str, ...] = (
    "out",
    "strikeout",
    "single",
    "walk",
    "double",
    "home_run",
    "triple",
    "hit_by_pitch",
    "error",
    "fielders_choice",
    "sacrifice",
    "intentional_walk",
    "interference",
)
RARE = ("intentional_walk", "interference")
# Plays that a switch of theirs tells from the plain one: the label, the play and the switch.
SWITCHED = {
    "inside_home_run": ("Home run inside the park", "home_run", "inside"),
    "sacrifice_error": ("Sacrifice, safe on an error", "error", "sacrifice"),
    "sacrifice_choice": ("Sacrifice, safe on a fielder's choice", "fielders_choice", "sacrifice"),
}
STEALS = {1: "second", 2: "third", 3: "home"}
for _side in ("home", "away"):
    ACTIONS |= {
        f"{play}_{_side}": Action(
            PLAYS[play],
            {"type": "play", "side": _side, "data": {"play": play}},
            player="optional",
            asks={"pitcher": "Pitcher"},
            group="Rare plays" if play in RARE else "",
        )
        for play in AT_BAT_KEYS
    }
    ACTIONS |= {
        f"{_key}_{_side}": Action(
            _label,
            {"type": "play", "side": _side, "data": {"play": _play, _switch: True}},
            player="optional",
            asks={"pitcher": "Pitcher"},
            group="Rare plays",
        )
        for _key, (_label, _play, _switch) in SWITCHED.items()
    }
    for _base, _next in STEALS.items():
        for _play, _out in (
            ("stolen_base", False),
            ("caught_stealing", True),
            ("wild_pitch", False),
            ("advance", False),
        ):
            _move = {"start": _base, "end": _base + 1, "out": _out}
            ACTIONS[f"{_play}_{_base}_{_side}"] = Action(
                f"{PLAYS[_play]}, {_next}",
                {"type": "play", "side": _side, "data": {"play": _play, "moves": [_move]}},
                group="Runners",
            )
    ACTIONS[f"double_play_{_side}"] = Action(
        "Double play",
        {"type": "play", "side": _side, "data": {"play": "out", "moves": [{"start": 1, "end": 2, "out": True}]}},
        player="optional",
    )
    ACTIONS[f"runner_placed_{_side}"] = Action(
        "Runner on second", {"type": "runner_placed", "side": _side}, player="required"
    )
    ACTIONS[f"forfeit_{_side}"] = Action(
        "Won by forfeit",
        {"type": "game_end", "data": {"how": "forfeit", "winner": _side}},
        confirm="The game is forfeited",
        group="More",
    )
ACTIONS |= {
    "pitching_change": Action(
        "Pitching change",
        {"type": "substitution", "data": {"role": "pitcher"}},
        side=True,
        player="required",
        asks={"off": "For", "balls": "Balls, before the count is complete", "strikes": "Strikes"},
        group="Changes",
    ),
    "pinch_hitter": Action(
        "Pinch hitter",
        {"type": "substitution", "data": {"role": "batter"}},
        side=True,
        player="required",
        asks={"off": "For", "strikes": "Strikes, before the count is complete"},
        group="Changes",
    ),
    "pinch_runner": Action(
        "Pinch runner",
        {"type": "substitution", "data": {"role": "runner"}},
        side=True,
        player="required",
        asks={"off": "For"},
        group="Changes",
    ),
    "substitution": Action(
        "Substitution", {"type": "substitution"}, side=True, player="required", asks={"off": "For"}, group="Changes"
    ),
    "half_end": Action("End half-inning", {"type": "half_end"}, confirm="The half-inning is over"),
    "called": Action("Game called", {"type": "game_end", "data": {"how": "called"}}, confirm="The game is over"),
    "manual": Action(
        "Put the runs right", {"type": "manual"}, side=True, asks={"points": "Runs", "reason": "Reason"}, group="More"
    ),
}
