"""The published score of a tennis match ("6-4 6-7(5) 3-1 RET"): its sets, and how it ended where not by play."""

import re
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from scoreboard.importers.base import BadFile
from scoreboard.sports.base import Score, Side
from scoreboard.sports.court import format_pair
from scoreboard.sports.tennis.events import Ruleset, State
from scoreboard.sports.tennis.rules import complete_tiebreak, is_final_set, tiebreak_of

SET = re.compile(
    r"^\[?(?P<mine>\d{1,3})[-–](?P<theirs>\d{1,3})\]?(?:\((?P<one>\d{1,3})(?:[-–](?P<two>\d{1,3}))?\))?\]?$"
)
Ending = Literal["retired", "walkover", "default", "abandoned"]
# How a match ended otherwise than by play, by the words of such files without their signs ("W/O", "ret.").
ENDINGS: dict[str, Ending] = {
    **dict.fromkeys(("ret", "retd", "rtd", "retired", "retirement"), "retired"),
    **dict.fromkeys(("wo", "walkover"), "walkover"),
    **dict.fromkeys(("def", "default", "defaulted", "dq", "dsq", "disq", "disqualified"), "default"),
    **dict.fromkeys(("abd", "abn", "aba", "abandoned", "unf", "unfinished", "inc", "incomplete", "susp"), "abandoned"),
}


class PublishedSet(msgspec.Struct, frozen=True):
    """A set as published, home and away: its games, and of its tiebreak the loser's points, or both sides'.

    `is_match_tiebreak`: it is written as one, [10-8] or 1-0(8).
    """

    games: Score
    lost: int | None = None
    tiebreak: Score | None = None
    is_match_tiebreak: bool = False


class Published(msgspec.Struct, frozen=True):
    """A published score: its sets, and how the match ended; None where by play, as far as the score says."""

    sets: tuple[PublishedSet, ...] = ()
    ending: Ending | None = None


def parse_score(text: str, winner: Side) -> Published:
    """A score as the winner has it; raises BadFile where it is none."""
    text = re.sub(r"\s+\(", "(", re.sub(r"(?i)walk\s+over", "walkover", re.sub(r"[,;]", " ", text)))
    sets: list[PublishedSet] = []
    ending: Ending | None = None
    for word in text.split():
        if found := SET.match(word):
            sets.append(read_set(found, winner))
        elif (said := ENDINGS.get(re.sub(r"[^a-z]", "", word.lower()))) is not None:
            ending = said
        else:
            raise BadFile(f"score: expected sets as 7-6(5), got {word!r:.40}")
    return Published(tuple(sets), ending)


def read_set(found: re.Match[str], winner: Side) -> PublishedSet:
    """A set of a score. In parentheses are the loser's points of the tiebreak, or both.

    Of a level set they are as the match's winner has them.
    """
    games = turn(int(found["mine"]), int(found["theirs"]), winner)
    if found["one"] is None:
        return PublishedSet(games, is_match_tiebreak=found[0].startswith("["))
    one = int(found["one"])
    if found["two"] is None:
        return PublishedSet(games, None if games.leader() is None else one, is_match_tiebreak=not is_set(games))
    tiebreak = turn(one, int(found["two"]), winner)
    if games.leader() not in (None, tiebreak.leader()):  # written as the set's winner has it
        tiebreak = Score(tiebreak.away, tiebreak.home)
    return PublishedSet(games, tiebreak=tiebreak, is_match_tiebreak=not is_set(games))


def is_set(games: Score) -> bool:
    """Whether a score is that of a set of games, not 1–0 for a match tiebreak."""
    return games.home + games.away != 1


def turn(mine: int, theirs: int, winner: Side) -> Score:
    """The winner's and the loser's count as home and away."""
    return Score(mine, theirs) if winner == "home" else Score(theirs, mine)


def build_sets(sets: Sequence[PublishedSet], ruleset: Ruleset) -> list[dict[str, Any]]:
    """The sets for a result under a ruleset, from which the points of a tiebreak follow that are not published."""
    built, won = [], Score()
    for played in sets:
        leader, tiebreak = played.games.leader(), played.tiebreak
        if played.lost is not None and leader is not None:
            _, points = tiebreak_of(ruleset, final=is_final_set(ruleset, won))
            tiebreak = complete_tiebreak(ruleset, points, leader, lost=played.lost)
        built.append({**msgspec.to_builtins(played.games), **({"tiebreak": tiebreak} if tiebreak else {})})
        won = won.plus(leader or "home")
    return [msgspec.to_builtins(one) for one in built]


def find_difference(published: Published, state: State, winner: Side) -> str:
    """How a match's points contradict its published sets; empty where they do not."""
    said, reached = list_published(published.sets, state.ruleset), list_reached(state)
    agree = [games for games, _ in said] == [games for games, _ in reached]
    if agree and all(a in (None, b) for (_, a), (_, b) in zip(said, reached, strict=True)):
        return ""
    return f"score {write(said, winner)} contradicts the points, {write(reached, winner)}"


Row = tuple[Score, int | None]  # a set's games, or a match tiebreak's points; and the loser's points of its tiebreak


def list_published(sets: Sequence[PublishedSet], ruleset: Ruleset) -> list[Row]:
    """The published sets, a match tiebreak by its points, however it is written; a set not begun is none."""
    rows: list[Row] = []
    for played in sets:
        games, lost, leader, tiebreak = played.games, played.lost, played.games.leader(), played.tiebreak
        if not is_set(games) and leader is not None and played.is_match_tiebreak:
            points = ruleset.final_tiebreak_points
            won = tiebreak or complete_tiebreak(ruleset, points, leader, lost=lost or 0)
            games, lost = won, None
        elif tiebreak is not None and leader is not None:
            lost = min(tiebreak.home, tiebreak.away)
        if games != Score():
            rows.append((games, lost))
    return rows


def list_reached(state: State) -> list[Row]:
    """The sets that a match came to by its points, with the one in which it ended otherwise."""
    rows: list[Row] = []
    for played in state.sets:
        tiebreak = played.tiebreak
        if tiebreak is not None and not is_set(played.score):
            rows.append((tiebreak, None))
        else:
            rows.append((played.score, min(tiebreak.home, tiebreak.away) if tiebreak else None))
    at, _ = tiebreak_of(state.ruleset, final=is_final_set(state.ruleset, state.won))
    unfinished = state.points if at == 0 else state.games
    return [*rows, (unfinished, None)] if unfinished != Score() else rows


def write(rows: Sequence[Row], winner: Side) -> str:
    """Sets as a score is published."""
    words = [format_pair(winner, games).replace("–", "-") for games, _ in rows]
    return " ".join(word if lost is None else f"{word}({lost})" for word, (_, lost) in zip(words, rows, strict=True))
