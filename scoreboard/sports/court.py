"""What sports won by sets share (tennis, volleyball, badminton…): who gives up, sets as a result, the summary."""

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec

from scoreboard.sports.base import Count, Event, Refused, Score, Side

How = Literal["retired", "walkover", "default"]
DECIDED = {"retired": "Retired", "walkover": "Walkover", "default": "Default"}


class ForfeitData(msgspec.Struct, frozen=True):
    """How: a side that cannot go on (retired), does not appear (walkover), or may not go on (default)."""

    how: How = "retired"


class Forfeit(Event, tag="forfeit", frozen=True, kw_only=True):
    """`side` loses the match otherwise than by play; what was played of it stays."""

    side: Side
    data: ForfeitData = ForfeitData()


class SetScore(msgspec.Struct, frozen=True, omit_defaults=True):
    """A set: its games or points, in tennis with the points of its tiebreak, where they are known."""

    home: Count
    away: Count
    tiebreak: Score | None = None

    @property
    def score(self) -> Score:
        """The pair alone."""
        return Score(self.home, self.away)


class ResultData(msgspec.Struct, frozen=True, omit_defaults=True):
    """A match known by its sets only; one that was not played to its end says who won it, and how."""

    sets: Annotated[tuple[SetScore, ...], msgspec.Meta(max_length=9)] = ()
    winner: Side | None = None
    how: How | None = None


class Result(Event, tag="result", frozen=True, kw_only=True):
    """The whole match in one record, where no more than its result is known."""

    data: ResultData


def check_forfeit(sport: str, how: How, *, started: bool) -> None:
    """Refuse a walkover in a match that is being played, and a retirement from one that is not."""
    if how == "walkover" and started:
        raise Refused(f"{sport}.forfeit", "The match has started: a side that gives up now retires or is defaulted.")
    if how == "retired" and not started:
        raise Refused(f"{sport}.forfeit", "The match has not started: a side that does not play gives a walkover.")


def check_result(sport: str, data: ResultData, *, sets_won: Score, to_win: int, complete: bool) -> Side:
    """Who won a match that is known by its sets; raises Refused where they do not say so, or say another.

    `complete`: its last set was played to its end.
    """
    leader = sets_won.leader()
    decided = complete and leader is not None and max(sets_won.home, sets_won.away) == to_win
    if data.how is None:
        if not decided or leader is None:
            raise Refused(f"{sport}.result", f"A match is won by {to_win} sets: these do not decide it.")
        if data.winner not in (None, leader):
            raise Refused(f"{sport}.result", f"By these sets {leader} has won, not {data.winner}.")
        return leader
    if decided:
        raise Refused(f"{sport}.result", "These sets decide the match: there was nobody to give it up.")
    if data.winner is None:
        raise Refused(f"{sport}.result", "Of a match not played to its end, the winner is needed.")
    check_forfeit(sport, data.how, started=bool(data.sets))
    return data.winner


def format_summary(sets: Iterable[str], how: str | None) -> str | None:
    """The match in one line: its sets, and how it ended where not by play ("6–4 2–1 retired")."""
    words = [*sets, *([how] if how in DECIDED else [])]
    return " ".join(words) or None


def format_pair(winner: Side, score: Score) -> str:
    """A score as the winner has it, with an en dash."""
    mine, theirs = (score.home, score.away) if winner == "home" else (score.away, score.home)
    return f"{mine}–{theirs}"


def count_sets(sets: Iterable[Score]) -> Score:
    """How many sets each side has won."""
    leaders = [score.leader() for score in sets]
    return Score(leaders.count("home"), leaders.count("away"))
