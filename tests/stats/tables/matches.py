"""Sides of knock-out matches made by hand, and the bracket of a season that has these alone."""

from datetime import date, timedelta
from itertools import count

from stats.models import SideFact
from stats.tables.bracket import build_bracket, make_bracket
from stats.tables.season import SeasonFacts
from stats.tables.sides import NOW

NUMBERS = count(1)
FIRST = date(2026, 3, 1)


def meet(home, away, score="", *, day=None, match="", **fields):
    """A match's two sides: of "2-1", or "1-1 4-3" with kicks; to come without a score. Sides are named by a letter.

    "" is nobody yet; "W:m1" and "L:m1" are the winner and the loser of a match.
    """
    match = match or f"m{next(NUMBERS):03}"
    goals, _, kicks = score.partition(" ")
    scored = [int(part) for part in goals.split("-")] if goals else [0, 0]
    shootout = [int(part) for part in kicks.split("-")] if kicks else [None, None]
    over = bool(goals)
    ahead = (shootout if kicks else scored) if over else [0, 0]
    sides = []
    for own, other, name, opponent, side in ((0, 1, home, away, "home"), (1, 0, away, home, "away")):
        source = {"W": "winner", "L": "loser"}[name[0]] if ":" in name else ""
        values = {
            "from_match": name.partition(":")[2],
            "from_outcome": source,
            "competitor": "" if source else name,
            "opponent": "" if ":" in opponent else opponent,
            "scored": scored[own],
            "conceded": scored[other],
            "shootout": shootout[own],
            "result": "WDL"[1 + (scored[own] < scored[other]) - (scored[own] > scored[other])] if over else "",
            "won": ahead[own] > ahead[other] if ahead[0] != ahead[1] else None,
            "decided_by": ("shootout" if kicks else "regular") if over else "",
            "status": "ended" if over else "scheduled",
            "over": over,
        }
        values |= {key: value[own] if isinstance(value, tuple) else value for key, value in fields.items()}
        values["competitor_name"] = values["competitor"]
        on = None if day is None else FIRST + timedelta(days=day)
        season = {"season": "s1", "competition": "c1", "epoch": 1, "seq": 2, "sport": "football"}
        sides.append(SideFact(match=match, side=side, on=on, **{**season, **values}))
    return sides


def make_facts(*matches, as_of=NOW, sport="football", **ranking):
    """A season of these matches, without a table."""
    sides = [side for match in matches for side in match]
    for side in sides:
        side.sport = sport
    stages = {("stage", side.stage): {"name": side.stage} for side in sides if side.stage}
    items = stages | {("season", "s1"): {"name": "2026", "ranking": {"table": False, **ranking}}}
    return SeasonFacts("s1", as_of, FIRST, sides=sides, items=items)


def draw(*matches, **options):
    """The bracket of a season of these matches, as an answer has it: rounds by name (and number), ties as lines."""
    found = make_bracket(make_facts(*matches, **options))
    return [(round_["name"], [say(tie) for tie in round_["ties"]]) for round_ in found["rounds"]]


def build(*matches, **options):
    """The bracket of a season of these matches."""
    return build_bracket(make_facts(*matches, **options))


def say(tie):
    """A tie in a line: sides with their scores, in capitals who is through, and by what."""
    words = []
    for side in tie["sides"]:
        name = side["competitor"]["name"] if side["competitor"] else "?"
        score = "" if side["score"] is None else f" {side['score']}"
        words.append(f"{'>' if side['through'] else ''}{name}{score}")
    how = tie["decided_by"] or tie["status"]
    return f"{' '.join(words)} {tie['form']} {how}"
