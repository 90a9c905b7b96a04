"""Retrosheet's notation of plays: what a code like 64(1)3/GDP/G6.3-H comes to, for the score.

Grammar: retrosheet.org/eventfile.htm. A play is a basic play, modifiers after `/`, and advances after `.` (`3-H`,
`1X2(26)`). `+` adds what happened on the bases to a strikeout or walk, `;` a further steal. A run is earned unless
`(UR)` says that it is not; one of `(TUR)` is earned off its pitcher. Marks of doubt and strength (`#!?+-`) say nothing
of the score.
"""

import re
from typing import Any

import msgspec

from scoreboard.importers.base import BadFile

HITS = {"S": "single", "D": "double", "DGR": "double", "T": "triple", "H": "home_run", "HR": "home_run"}
AWARDED = {"W": "walk", "I": "intentional_walk", "IW": "intentional_walk", "HP": "hit_by_pitch", "C": "interference"}
ON_BASES = {
    "WP": "wild_pitch",
    "PB": "passed_ball",
    "BK": "balk",
    "DI": "indifference",
    "OA": "advance",
    "SB": "stolen_base",
    "CS": "caught_stealing",
    "POCS": "caught_stealing",
    "PO": "pickoff",
}
HOME = 4
BASE = {"B": 0, "1": 1, "2": 2, "3": 3, "H": 4}
STEAL = re.compile(r"^(SB|CS|POCS)([23H])((?:\([^)]*\))*)$")
PICKED = re.compile(r"^PO([123])((?:\([^)]*\))*)$")
HIT = re.compile(r"^(DGR|HR|S|D|T|H)\d*$")
FIELDED = re.compile(r"^\d")
ADVANCE = re.compile(r"^([B123])([-X])([123H])((?:\([^)]*\))*)$")
GROUP = re.compile(r"\(([^)]*)\)")
ERROR = re.compile(r"E\d")
NO_RUN_IN = frozenset({"NR", "NORBI"})
MARKS = str.maketrans("", "", "#!? ")


class Code(msgspec.Struct):
    """What a code says: the play as the rules call it (None: nothing happened), its moves by start, and errors."""

    play: str | None = None
    moves: dict[int, dict[str, Any]] = {}
    errors: int = 0
    sacrifice: bool = False  # although nobody was out
    inside: bool = False  # a home run that did not leave the field

    def imply(self, start: int, end: int, *, out: bool = False) -> None:
        """Add a move that follows from the play, unless one was written."""
        move: dict[str, Any] = {"start": start, "end": end}
        if out:
            move["out"] = True
        elif end == HOME:
            move["earned"] = True
        self.moves.setdefault(start, move)


def parse_code(text: str, *, outs: int = 0) -> Code:
    """What a code comes to when so many are out; raises BadFile where it is none."""
    body, advances = split_once(text.translate(MARKS), ".")
    basic, *modifiers = split_outside(body, "/")
    code = Code(moves={})
    for part in filter(None, split_outside(advances, ";")):
        parse_advance(part, code)
    first, *added = split_plus(basic)
    parse_basic(first, modifiers, code)
    for part in added:
        parse_on_bases(part, code)
    kinds = {modifier.rstrip("+-") for modifier in modifiers}
    if {"GDP", "BGDP"} & kinds:
        for move in code.moves.values():
            move.setdefault("batted_in", False)
    code.sacrifice = code.play in ("error", "fielders_choice") and bool({"SH", "SF"} & kinds)
    third = code.moves.get(3)
    if code.play == "error" and third and third["end"] == HOME and not third.get("out"):
        third.setdefault("batted_in", outs < 2)  # where nothing is said, as Retrosheet's tools count (rule 9.04(a)(3))
    return code


def split_once(text: str, mark: str) -> tuple[str, str]:
    """The text before and after the first `mark` outside of parentheses."""
    first, *rest = split_outside(text, mark)
    return first, mark.join(rest)


def split_outside(text: str, mark: str) -> list[str]:
    """The parts of a text between marks outside of parentheses."""
    if "(" not in text:
        return text.split(mark)
    parts, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == mark and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def split_plus(basic: str) -> list[str]:
    """A basic play and what was added to it; a trailing `+` is a mark of strength."""
    return [part for part in split_outside(basic, "+") if part]


def parse_advance(text: str, code: Code) -> None:
    """A written advance. One with an error in it is safe, unless another fielding of the same play put them out."""
    found = ADVANCE.match(text.rstrip("+-"))
    if found is None:
        raise BadFile(f"advance {text!r}: expected one like 1-3 or 2XH(72)")
    start, end = BASE[found[1]], BASE[found[3]]
    groups = [group.split("/")[0] for group in GROUP.findall(found[4])]
    code.errors += sum(len(ERROR.findall(group)) for group in groups)
    fielded = [group for group in groups if re.match(r"^\d+$", group)]
    out = found[2] == "X" and (bool(fielded) or not any(ERROR.search(group) for group in groups))
    move: dict[str, Any] = {"start": start, "end": end}
    if out:
        move["out"] = True
    elif NO_RUN_IN & set(groups):
        move["batted_in"] = False
    elif "RBI" in groups:
        move["batted_in"] = True
    if end == HOME and not out:
        move["earned"] = "UR" not in groups
    code.moves[start] = move


def parse_basic(basic: str, modifiers: list[str], code: Code) -> None:
    """The basic play: what the batter did, or what happened on the bases."""
    text = basic.rstrip("-")
    if text == "NP" or not text:
        return
    if (hit := HIT.match(text)) is not None:
        code.play = HITS[hit[1]]
        code.imply(0, {"single": 1, "double": 2, "triple": 3, "home_run": 4}[code.play])
        code.inside = code.play == "home_run" and (text[-1].isdigit() or "IPHR" in modifiers)
    elif text in AWARDED:
        code.play = AWARDED[text]
        code.imply(0, 1)
        if text == "C":
            code.errors += sum(bool(re.match(r"^E\d", modifier)) for modifier in modifiers) or 1
    elif re.match(r"^K\d*(?:\(B\))?$", text):
        code.play = "strikeout"
        code.imply(0, 1, out=True)
    elif re.match(r"^FLE\d$", text):
        code.play, code.errors = "foul_error", code.errors + 1
    elif re.match(r"^FC\d*$", text):
        code.play = "fielders_choice"
        code.imply(0, 1)
    elif re.match(r"^E\d", text):
        code.play, code.errors = "error", code.errors + 1
        code.imply(0, 1)
    elif FIELDED.match(text):
        parse_fielded(text, modifiers, code)
    else:
        parse_on_bases(text, code)


def parse_fielded(text: str, modifiers: list[str], code: Code) -> None:
    """A batted ball that was fielded: who is out is in parentheses, the batter where the last group has none."""
    if ERROR.search(text):
        code.play, code.errors = "error", code.errors + len(ERROR.findall(text))
        batter_out = False
    else:
        code.play = "sacrifice" if {"SH", "SF"} & {modifier.rstrip("+-") for modifier in modifiers} else "out"
        batter_out = not text.endswith(")")
    for runner in re.findall(r"\(([B123])\)", text):
        if runner == "B":
            batter_out = True
        else:
            start = BASE[runner]
            code.moves[start] = {"start": start, "end": start + 1, "out": True}
    if re.sub(r"\d+|E\d|\([B123]\)|/TH\d?", "", text):
        raise BadFile(f"play {text!r}: expected fielders, and runners in parentheses")
    if batter_out:
        code.imply(0, 1, out=True)
    else:
        code.imply(0, 1)
        if code.play in ("out", "sacrifice") and not code.moves[0].get("out"):
            code.play = "fielders_choice"


def parse_on_bases(text: str, code: Code) -> None:
    """What happened on the bases: steals, pickoffs, wild pitches; added to a play, its name stays."""
    for part in split_outside(text, ";"):
        kind = parse_one_on_bases(part, code)
        code.play = code.play or kind
    for move in code.moves.values():
        if code.play == "stolen_base":  # who moved on an error or throw has stolen nothing
            move.setdefault("stolen", False)
        elif code.play == "caught_stealing" and move.get("out"):
            move.setdefault("caught", False)


def parse_one_on_bases(part: str, code: Code) -> str:
    """One steal, pickoff or wild pitch, and what it is called."""
    if (steal := STEAL.match(part)) is not None:
        end = BASE[steal[2]]
        errors = ERROR.findall(steal[3])
        code.errors += len(errors)
        code.imply(end - 1, end, out=steal[1] != "SB" and not errors)
        move = code.moves[end - 1]
        move["stolen" if steal[1] == "SB" else "caught"] = True
        if "UR" in GROUP.findall(steal[3]) and "earned" in move:
            move["earned"] = False
        return ON_BASES[steal[1]]
    if (picked := PICKED.match(part)) is not None:
        errors = ERROR.findall(picked[2])
        code.errors += len(errors)
        if not errors:
            code.imply(BASE[picked[1]], BASE[picked[1]] + 1, out=True)
        return "pickoff"
    if part in ON_BASES:
        return ON_BASES[part]
    if re.match(r"^E\d", part):
        code.errors += 1
        return "advance"
    raise BadFile(f"play {part!r}: expected a code of Retrosheet's")
