"""What openfootball's files declare of a match, in the words of their years: awarded, postponed, abandoned, annulled.

JSON has it as `status`, Football.TXT in brackets or beside the score: Arden 3-0 Brook [awarded], Arden 3-0 awd. Brook.
"""

import re
from typing import Any

from scoreboard.importers.base import BadFile, Note
from scoreboard.importers.formats.goals import Pair, as_score, format_pair
from scoreboard.sports.reasons import REASONS

PLAYED = frozenset({"", "finished", "played", "ft", "aet", "pen", "scheduled", "timed", "fixture"})
# What a file declares of a match, and the status it is entered with.
DECLARED = {
    "awarded": "awarded",
    "walkover": "awarded",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "annulled": "annulled",
    "expelled": "annulled",  # a side, with all its results
    "voided": "annulled",
    "replay": "annulled",  # its result does not count: it is played again, as another match
    "postponed": "postponed",
    "suspended": "postponed",  # to be played to its end another day
    "abandoned": "abandoned",
}
# Shorter words for some of these, as patterns; in the names of teams none of them is a word of its own.
SHORT = {
    "awarded": r"awd\b\.?|a\.w\.",
    "walkover": r"w/o\b|w\.\s?o\.|(?-i:wo)\b|walk-over",
    "cancelled": r"canc\.|n\.\s?p\.|not played",
    "voided": r"void\b",
    "postponed": r"postp\.|ppd\b\.?",
    "abandoned": r"aband\.|abd\.",
}
LONG = "|".join(sorted(DECLARED.keys() - {"replay"}))
WORD = rf"(?:(?:{LONG})\b|{'|'.join(SHORT.values())})"
# Beside a score or at the end of a line: in brackets with whatever follows ("abandoned 67'"), or the word alone.
MARK = rf"(?:\((?P<round>{WORD}[^)]*|n|neutral)\)|\[(?P<square>{WORD}[^\]]*|n|neutral)\]|(?P<bare>{WORD}))"
LEADING = re.compile(rf"^[\s,]*{MARK}(?=\s|$)", re.IGNORECASE)
TRAILING = re.compile(rf"(?:^|[\s,]+){MARK}\s*$", re.IGNORECASE)
NEUTRAL = frozenset({"n", "neutral"})


def take_marks(text: str, match: dict[str, Any]) -> str:
    """The text without what is said of a match at its ends, which becomes the match's `status` or `neutral`."""
    for pattern in (LEADING, TRAILING):
        while found := pattern.search(text):
            said = found["round"] or found["square"] or found["bare"]
            if said.casefold() in NEUTRAL:
                match["neutral"] = True
            else:
                match["status"] = said
            text = text[: found.start()] + text[found.end() :]
    return text


def name_status(said: str) -> str:
    """A status in the word that is known for it: "walkover" of "W/O", "abandoned" of "Abandoned (67')"."""
    text = said.strip().lower()
    for word, pattern in SHORT.items():
        if re.match(pattern, text):
            return word
    first = re.split(r"[^a-z]", text, maxsplit=1)[0]
    return first if first in DECLARED else text


def parse_declared(
    match: dict[str, Any], score: dict[str, Pair], *, where: str, warnings: list[Note]
) -> list[dict[str, Any]]:
    """The status that a file declares of a match, as its only event; none of a match that was played."""
    status = name_status(str(match.get("status") or ""))
    if score and DECLARED.get(status) == "annulled":  # it was played: `set_course` has what no longer counts
        return [{"type": "status", "data": {"status": "annulled", "reason": REASONS[f"source.{status}"]}}]
    if status in DECLARED:
        return [{"type": "status", "data": parse_status(status, score, where=where, warnings=warnings)}]
    if status not in PLAYED:
        warnings.append(Note(where, f"status {status!r} is not known and was passed over"))
    return []


def parse_status(status: str, score: dict[str, Pair], *, where: str, warnings: list[Note]) -> dict[str, Any]:
    """What is declared of a match that was not played, or not to its end."""
    data: dict[str, Any] = {"status": DECLARED[status], "reason": REASONS[f"source.{status}"]}
    final = score.get("et") or score.get("ft")
    if data["status"] != "awarded":
        if final:
            warnings.append(Note(where, f"{status}: the score {format_pair(final)} is left out"))
        return data
    if final is None:
        if status == "walkover":
            warnings.append(Note(where, "a walkover without a score: entered as cancelled, its winner is not known"))
            return {**data, "status": "cancelled"}
        raise BadFile("awarded: expected the score that was awarded")
    if status == "walkover":
        data["decided_by"] = status
    data["score"] = as_score(final)
    if final[0] == final[1]:
        warnings.append(Note(where, f"awarded {format_pair(final)}: the winner is not in the file and left open"))
    else:
        data["winner"] = "home" if final[0] > final[1] else "away"
    return data
