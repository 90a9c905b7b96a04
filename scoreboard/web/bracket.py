"""The bracket on a season's page: a tree of the last rounds, what is played for places, the rounds before."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scoreboard.sports.sport import Sport
from scoreboard.web.boards import Board
from scoreboard.web.words import DECIDED
from stats.tables.bracket import make_bracket
from stats.tables.season import SeasonFacts

SPARSE = 2  # slots for each tie: with more of them empty, lines would lead through nothing
COLUMNS = 4  # of a tree: rounds of eight, four, two and one fit beside each other
HOW = {**DECIDED, "scored_away": "On what was scored away", "plays_on": "Went through"}
STATUSES = {"abandoned": "abandoned", "postponed": "postponed", "live": "live", "interrupted": "interrupted"}

Tie = dict[str, Any]
Slot = Tie | str | None  # a tie, the id of one that stands further back (its winner had a bye), or nothing


def draw_bracket(made: Mapping[str, Any], sport: Sport) -> list[dict[str, Any]]:
    """A season's bracket (stats.tables.bracket.make_bracket) as the template draws it, stage by stage.

    `columns` are the last rounds, from left to right, each with its slots: where `joined`, two of them stand beside one
    of the next column, and a slot may be empty. `places` are rounds for places, `before` those before the columns.
    Stages whose rounds have no names, and into which somebody comes from another such, are rounds of one tree.
    """
    ties = {tie["id"]: tie for round_ in made["rounds"] for tie in round_["ties"]}
    number_ties(made["rounds"], ties)
    trees = name_trees(made["rounds"])
    stages: dict[str, list[Mapping[str, Any]]] = {}
    for round_ in made["rounds"]:
        name = name_stage(round_)
        stages.setdefault(trees[name], []).append({**round_, "name": round_["name"] or name})
    return [
        {
            "name": name if len(stages) > 1 else "",
            "columns": arrange(main[-COLUMNS:], ties, sport),
            "places": [draw_round(round_, ties, sport) for round_ in rounds if round_["for_place"]],
            "before": [draw_round(round_, ties, sport) for round_ in main[:-COLUMNS]],
        }
        for name, rounds in stages.items()
        for main in ([round_ for round_ in rounds if not round_["for_place"]],)
    ]


def name_open_sides(boards: Iterable[Board], facts: SeasonFacts | None) -> None:
    """Call sides that are not known yet by whence they come, "Winner of Semi-final 1"; what nobody knows stays open."""
    waiting = [
        (side, source)
        for board in boards
        for side in board.sides
        if side["id"] is None and (source := getattr(board.state.fixture, f"{side['side']}_from")) is not None
    ]
    if facts is None or not waiting:
        return
    rounds = make_bracket(facts)["rounds"]
    ties = {tie["id"]: tie for round_ in rounds for tie in round_["ties"]}
    number_ties(rounds, ties)
    of_match = {match["id"]: tie["id"] for tie in ties.values() for match in tie["matches"]}
    for side, source in waiting:
        if (tie := of_match.get(source.match)) is not None:
            told = {"competitor": None, "from": {"tie": tie, "outcome": source.outcome}}
            side["name"] = name_source(told, ties) or side["name"]


def name_stage(round_: Mapping[str, Any]) -> str:
    """What a round's stage is called, "" where it has none."""
    return str(round_["stage"]["name"]) if round_["stage"] else ""


def name_trees(rounds: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The name of the tree to which each stage belongs: its own, or that of the first of those joined to it."""
    stage_of = {tie["id"]: name_stage(round_) for round_ in rounds for tie in round_["ties"]}
    named = {name_stage(round_) for round_ in rounds if round_["name"]}
    trees = {name: name for name in stage_of.values()}
    for round_ in rounds:
        own = name_stage(round_)
        sources = [side["from"]["tie"] for tie in round_["ties"] for side in tie["sides"] if side["from"]]
        for other in (stage_of[source] for source in sources):
            if not {own, other} & named:
                trees = {name: trees[other] if tree == trees[own] else tree for name, tree in trees.items()}
    return trees


def arrange(rounds: Sequence[Mapping[str, Any]], ties: Mapping[str, Tie], sport: Sport) -> list[dict[str, Any]]:
    """Rounds as columns of a tree, from the last one back; where one does not fit in, it and those before are lists."""
    columns: list[dict[str, Any]] = []
    slots: list[Slot] = []
    in_tree = True
    for number, round_ in enumerate(reversed(rounds)):
        own = {tie["id"]: tie for tie in round_["ties"]}
        fed = [source for slot in slots for source in list_sources(slot)] if number else list(own)
        in_tree = not number or (in_tree and len(fed) <= SPARSE * len(own) and place_rest(fed, own))
        joined = in_tree and number > 0
        slots = [own.get(slot, slot) if slot else None for slot in fed] if joined else list(own.values())
        drawn = [draw_tie(slot, ties, sport) if isinstance(slot, dict) else None for slot in slots]
        columns.append({"name": round_["name"], "slots": drawn, "joined": joined})
    return columns[::-1]


def list_sources(slot: Slot) -> list[str | None]:
    """The ids of the two ties from which those of a slot come."""
    if isinstance(slot, dict):
        sources = [side["from"] for side in slot["sides"]]
        return [source["tie"] if source and source["outcome"] == "winner" else None for source in sources]
    return [slot, None]


def place_rest(fed: list[str | None], own: Mapping[str, Tie]) -> bool:
    """Put a round's ties that feed nothing known into empty slots; whether all of them have one."""
    rest = [tie for tie in own if tie not in fed]
    empty = [number for number, slot in enumerate(fed) if slot is None]
    if len(rest) > len(empty):
        return False
    for number, tie in zip(empty, rest, strict=False):
        fed[number] = tie
    return True


def draw_round(round_: Mapping[str, Any], ties: Mapping[str, Tie], sport: Sport) -> dict[str, Any]:
    """A round as a list."""
    return {"name": round_["name"], "slots": [draw_tie(tie, ties, sport) for tie in round_["ties"]]}


def draw_tie(tie: Tie, ties: Mapping[str, Tie], sport: Sport) -> dict[str, Any]:
    """A tie as it is drawn: who, what, and in words how it was decided."""
    return {
        "id": tie["id"],
        "sides": [{**side, "waits_for": name_source(side, ties)} for side in tie["sides"]],
        "status": tie["status"],
        "called": tie.get("called", "").rpartition(", ")[2],  # under its round's heading
        "how": say_how(tie, sport),
        "fed": any(side["from"] and side["from"]["outcome"] == "winner" for side in tie["sides"]),
        "matches": [draw_match(match, tie) for match in tie["matches"]],
        "single": len(tie["matches"]) == 1,
    }


def draw_match(match: Mapping[str, Any], tie: Tie) -> dict[str, Any]:
    """A match of a tie: its score in the order of the tie's sides, or what is said in its place."""
    first = tie["sides"][0]["competitor"]
    order = ("away", "home") if first and match["away"] == first else ("home", "away")
    score = "–".join(str(match["score"][side]) for side in order) if match["score"] else ""
    return {**match, "shown": score, "said": STATUSES.get(match["status"], "")}


def number_ties(rounds: Sequence[Mapping[str, Any]], ties: Mapping[str, Tie]) -> None:
    """Give those ties a `called` by which others name them, since it is not known yet who is in them."""
    places = {
        tie["id"]: (round_["name"] or name_stage(round_), number, len(round_["ties"]))
        for round_ in rounds
        for number, tie in enumerate(round_["ties"], start=1)
    }
    for tie in [tie for round_ in rounds for tie in round_["ties"]]:
        for side in tie["sides"]:
            if not side["competitor"] and side["from"] and len(name_both(ties[side["from"]["tie"]])) < 2:
                source = ties[side["from"]["tie"]]
                source["called"] = call_tie(*places[source["id"]])


def call_tie(name: str, number: int, count: int) -> str:
    """What one of the ties of a round is called: "Semi-final 2", "Round of 16, tie 3"; "" in one without a name."""
    if not name or count == 1:
        return name
    return f"{name[:-1]} {number}" if name.casefold().endswith("finals") else f"{name}, tie {number}"


def name_both(tie: Tie) -> list[str]:
    """The names of those in a tie who are known."""
    return [side["competitor"]["name"] for side in tie["sides"] if side["competitor"]]


def name_source(side: Mapping[str, Any], ties: Mapping[str, Tie]) -> str:
    """Who a side that is not known yet will be: "Winner of Arden – Brook", "Loser of Semi-final 2"; "" if untold."""
    source = side["from"]
    if side["competitor"] or not source:
        return ""
    tie = ties[source["tie"]]
    names = name_both(tie)
    of = " – ".join(names) if len(names) == 2 else tie.get("called", "")
    return f"{source['outcome'].capitalize()} of {of}" if of else ""


def say_how(tie: Tie, sport: Sport) -> str:
    """How a tie was decided, where its score does not say it, or how far it is."""
    by = tie["decided_by"]
    if by is None:
        series = f"best of {tie['best_of']}" if tie["best_of"] else ""
        return "live" if tie["status"] == "live" else series
    if tie["winner"] is None:
        return "nobody goes through"
    said = sport.decided.get(by) or HOW.get(by, "")
    return said[:1].lower() + said[1:]
