"""What cricket calls things, and the keys of a scorer's console."""

from scoreboard.sports.cricket.events import BY_BOWLER
from scoreboard.sports.sport import Action, EventWords, IncidentWords

ORDINALS = ("First", "Second", "Third", "Fourth")
PHASES = {
    "not_started": "Not started",
    **{f"innings_{number}": f"{word} innings" for number, word in enumerate(ORDINALS, 1)},
    "innings_break": "Between innings",
    "level": "Scores level",
    "super_over_1": "Super over",
    **{f"super_over_{number}": f"Super over {number}" for number in range(2, 10)},
    "super_over_break": "Between super overs",
    "bowl_out": "Bowl-out",
    "finished": "Result",
}
WORDS = {
    "toss": EventWords("Toss", ("side",)),
    "innings_start": EventWords("Start innings", ("side",)),
    "ball": EventWords("Ball", ("side", "player")),
    "wicket": EventWords("Batter gone without a ball", ("side", "player")),
    "absent": EventWords("Absent", ("side", "player")),
    "over_end": EventWords("Over called early"),
    "innings_end": EventWords("End innings"),
    "forfeit": EventWords("Innings forfeited", ("side",)),
    "penalty_runs": EventWords("Penalty runs", ("side",)),
    "revision": EventWords("Overs or target revised"),
    "replacement": EventWords("Replacement", ("side", "player")),
    "bowl_out_ball": EventWords("Ball of the bowl-out", ("side", "player")),
    "match_end": EventWords("End match"),
    "result": EventWords("Final result"),
    "manual": EventWords("Put the runs right", ("side",)),
}
KINDS = {
    "bowled": "Bowled",
    "caught": "Caught",
    "caught_and_bowled": "Caught and bowled",
    "hit_twice": "Hit the ball twice",
    "hit_wicket": "Hit wicket",
    "lbw": "LBW",
    "obstructing": "Obstructing the field",
    "handled_ball": "Handled the ball",
    "run_out": "Run out",
    "stumped": "Stumped",
    "timed_out": "Timed out",
    "retired_out": "Retired out",
    "retired_hurt": "Retired hurt",
    "retired_not_out": "Retired not out",
}
DECIDED = {
    "innings": "By an innings",
    "dls": "DLS method",
    "super_over": "After a super over",
    "bowl_out": "After a bowl-out",
    "tie": "Tied",
    "draw": "Drawn",
    "no_result": "No result",
    "penalty": "By penalty runs",
    "method": "By another rule",
}
# How a method of deciding is written; others stand as they were entered.
METHODS = {"DLS": "DLS method", "D/L": "DLS method", "dls": "DLS method", "VJD": "VJD method"}
CLOSED = {
    "all_out": "All out",
    "target": "Target reached",
    "overs": "Overs bowled",
    "declared": "Innings declared",
    "forfeited": "Innings forfeited",
    "curtailed": "Innings cut short",
}
PERIOD_WORDS = {name: label for name, label in PHASES.items() if name.startswith(("innings_1", "innings_2"))}


def fall(kind: str, label: str) -> IncidentWords:
    """The words of a batter's going."""
    if kind in ("retired_hurt", "retired_not_out"):
        return IncidentWords(label, "substitution")
    related = "b. " if kind in BY_BOWLER else "by " if kind == "run_out" else "bowler "
    return IncidentWords(label, "red", related, running="score", say=f"Wicket. {{player}}, {{team}}, {label.lower()}.")


INCIDENTS: dict[str, IncidentWords] = {
    "toss": IncidentWords("Won the toss"),
    "toss:bat": IncidentWords("Won the toss, bats"),
    "toss:field": IncidentWords("Won the toss, fields"),
    **{
        f"period_start:{name}": IncidentWords(label, say=f"{label}. {{team}} bat.")
        for name, label in PHASES.items()
        if name.startswith(("innings_", "super_over_")) and not name.endswith("break")
    },
    **{
        f"period_end:{why}": IncidentWords(label, running="score", say=f"{label}. {{score}}.")
        for why, label in CLOSED.items()
    },
    "wicket": IncidentWords("Wicket", "red", "b. ", running="score", say="Wicket. {player}, {team}."),
    **{f"wicket:{kind}": fall(kind, label) for kind, label in KINDS.items()},
    "boundary:four": IncidentWords("Four", "hollow", "b. ", running="score"),
    "boundary:six": IncidentWords("Six", "goal", "b. ", running="score", say="Six, {player}, {team}."),
    **{
        f"milestone:{runs}": IncidentWords(label, "goal", running="score", say=f"{label} for {{player}}, {{team}}.")
        for runs, label in ((50, "Fifty"), (100, "Hundred"), (150, "150"), (200, "Double hundred"))
    },
    **{
        f"milestone:{runs}": IncidentWords(str(runs), "goal", running="score", say=f"{runs} for {{player}}, {{team}}.")
        for runs in range(250, 701, 50)
    },
    "absent": IncidentWords("Absent"),
    "penalty_runs": IncidentWords("Penalty runs", running="score"),
    "revision": IncidentWords("Revised", running="detail"),
    "replacement": IncidentWords("Replacement", "substitution", "for "),
    "bowl_out_ball:hit": IncidentWords("Hit", "goal", say="Hit, {team}, {player}."),
    "bowl_out_ball:missed": IncidentWords("Missed", "hollow", say="Missed, {team}, {player}."),
    "match_end": IncidentWords("End of the match", running="score"),
    "manual": IncidentWords("Score put right", running="score"),
}


# --- the keys of the console -----------------------------------------------------------------------------------------

# A ball by its label: what came of it.
BALLS: dict[str, tuple[str, dict[str, object]]] = {
    "dot": ("Dot ball", {}),
    "one": ("1 run", {"runs": 1}),
    "two": ("2 runs", {"runs": 2}),
    "three": ("3 runs", {"runs": 3}),
    "four": ("Four", {"runs": 4}),
    "six": ("Six", {"runs": 6}),
    "run": ("Runs, all run", {"not_boundary": True}),
    "wide": ("Wide", {"wides": 1}),
    "no_ball": ("No-ball", {"no_balls": 1}),
    "bye": ("Bye", {"byes": 1}),
    "leg_bye": ("Leg bye", {"leg_byes": 1}),
}
# What else is asked of a ball than its bowler and the batters: how many of what it is.
COUNTED = {
    "run": {"runs": "Runs"},
    "wide": {"wides": "Wides, with runs"},
    "no_ball": {"runs": "Runs off the bat", "byes": "Byes", "leg_byes": "Leg byes"},
    "bye": {"byes": "Byes"},
    "leg_bye": {"leg_byes": "Leg byes"},
}
# A wicket by its label: how, and off what.
OUT = {"out": "Who is out", "fielder": "Fielder"}
WICKETS: dict[str, tuple[str, dict[str, object], dict[str, str]]] = {
    "bowled": ("Bowled", {"wicket": "bowled"}, {}),
    "caught": ("Caught", {"wicket": "caught"}, {"fielder": "Fielder"}),
    "caught_and_bowled": ("Caught and bowled", {"wicket": "caught_and_bowled"}, {}),
    "lbw": ("LBW", {"wicket": "lbw"}, {}),
    "run_out": ("Run out", {"wicket": "run_out"}, {**OUT, "runs": "Runs completed"}),
    "run_out_wide": ("Run out off a wide", {"wicket": "run_out", "wides": 1}, {**OUT, "wides": "Wides, with runs"}),
    "run_out_no_ball": (
        "Run out off a no-ball",
        {"wicket": "run_out", "no_balls": 1},
        {**OUT, "runs": "Runs completed off the bat", "byes": "Byes", "leg_byes": "Leg byes"},
    ),
    "run_out_bye": ("Run out on byes", {"wicket": "run_out"}, {**OUT, "byes": "Byes", "leg_byes": "Leg byes"}),
    "stumped": ("Stumped", {"wicket": "stumped"}, {"fielder": "Fielder"}),
    "stumped_wide": ("Stumped off a wide", {"wicket": "stumped", "wides": 1}, {"fielder": "Fielder"}),
    "hit_wicket": ("Hit wicket", {"wicket": "hit_wicket"}, {}),
    "hit_twice": ("Hit the ball twice", {"wicket": "hit_twice"}, {}),
    "obstructing": (
        "Obstructing the field",
        {"wicket": "obstructing"},
        {"out": "Who is out", "runs": "Runs completed"},
    ),
}
GONE = ("retired_hurt", "retired_not_out", "retired_out", "timed_out")
BY_SIDE = ("home", "away")
ENDS = "Over, innings, match"


def ball(label: str, side: str, data: dict[str, object], asks: dict[str, str], *, group: str = "") -> Action:
    """The key of a delivery to a side's batter; what is not named is as the ball before left it."""
    people = {"bowler": "Bowler", "non_striker": "Other batter"}
    return Action(
        label, {"type": "ball", "side": side, "data": data}, player="optional", asks={**people, **asks}, group=group
    )


ACTIONS: dict[str, Action] = {}
for _side in BY_SIDE:
    ACTIONS |= {
        f"{key}_{_side}": ball(label, _side, data, COUNTED.get(key, {})) for key, (label, data) in BALLS.items()
    }
    ACTIONS |= {
        f"{key}_{_side}": ball(label, _side, data, asks, group="Wicket") for key, (label, data, asks) in WICKETS.items()
    }
    ACTIONS[f"run_out_before_{_side}"] = Action(
        "Run out before the ball",
        {"type": "wicket", "side": _side, "data": {"wicket": "run_out"}},
        player="required",
        asks={"fielder": "Fielder"},
        group="Wicket",
    )
    ACTIONS |= {
        f"{kind}_{_side}": Action(
            KINDS[kind], {"type": "wicket", "side": _side, "data": {"wicket": kind}}, player="required", group="Wicket"
        )
        for kind in GONE
    }
    ACTIONS[f"absent_{_side}"] = Action(
        "Absent hurt", {"type": "absent", "side": _side}, player="required", group="Wicket"
    )
    ACTIONS[f"start_{_side}"] = Action("Start innings", {"type": "innings_start", "side": _side})
    ACTIONS[f"start_chase_{_side}"] = Action(
        "Start innings, target revised",
        {"type": "innings_start", "side": _side},
        asks={"target": "Target", "balls": "Balls", "method": "Method"},
    )
    ACTIONS[f"super_over_{_side}"] = Action(
        "Start super over", {"type": "innings_start", "side": _side, "data": {"super_over": True}}
    )
    ACTIONS[f"forfeit_{_side}"] = Action(
        "Innings forfeited", {"type": "forfeit", "side": _side}, confirm="The innings is forfeited"
    )
    for _hit in (True, False):
        ACTIONS[f"bowl_out_{'hit' if _hit else 'miss'}_{_side}"] = Action(
            "Hit" if _hit else "Missed",
            {"type": "bowl_out_ball", "side": _side, "data": {"hit": _hit}},
            player="optional",
        )
    ACTIONS[f"won_{_side}"] = Action(
        "Won by another rule",
        {"type": "match_end", "data": {"result": "won", "winner": _side}},
        asks={"method": "By which rule"},
        confirm="The match is over",
        group="More",
    )
ACTIONS |= {
    "toss_bat": Action("Won the toss, bats", {"type": "toss", "data": {"decision": "bat"}}, side=True),
    "toss_field": Action("Won the toss, fields", {"type": "toss", "data": {"decision": "field"}}, side=True),
    "over_end": Action("Over called early", {"type": "over_end"}, group=ENDS),
    "declare": Action(
        "Declare",
        {"type": "innings_end", "data": {"reason": "declared"}},
        confirm="The innings is declared",
        group=ENDS,
    ),
    "all_out": Action(
        "All out", {"type": "innings_end", "data": {"reason": "all_out"}}, confirm="The side is all out", group=ENDS
    ),
    "cut_short": Action(
        "Cut short", {"type": "innings_end", "data": {"reason": "curtailed"}}, confirm="The innings is over", group=ENDS
    ),
    "revise": Action(
        "Overs lost", {"type": "revision"}, asks={"target": "Target", "balls": "Balls", "method": "Method"}, group=ENDS
    ),
    "shorten": Action("Overs lost", {"type": "revision"}, asks={"balls": "Balls"}, group=ENDS),
    "penalty_runs": Action(
        "5 penalty runs", {"type": "penalty_runs"}, side=True, confirm="The umpire has given them", group="More"
    ),
    "replacement": Action(
        "Replacement", {"type": "replacement"}, side=True, player="required", asks={"out": "For"}, group="More"
    ),
    "draw": Action("Draw", {"type": "match_end", "data": {"result": "draw"}}, confirm="The match is drawn", group=ENDS),
    "tie": Action("Tie", {"type": "match_end", "data": {"result": "tie"}}, confirm="The match is tied", group=ENDS),
    "no_result": Action(
        "No result",
        {"type": "match_end", "data": {"result": "no_result"}},
        confirm="The match has no result",
        group=ENDS,
    ),
    "manual": Action(
        "Put the runs right", {"type": "manual"}, side=True, asks={"points": "Runs", "reason": "Reason"}, group="More"
    ),
}
