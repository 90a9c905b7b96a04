"""What sports won by sets share (tennis, volleyball, badminton…): who gives up, sets as a result, the summary."""

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec

from scoreboard.sports.base import Count, Event, Refused, Score, Sentence, Side, say
from scoreboard.sports.sport import Action

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
        raise Refused("court.forfeit.started", rule=f"{sport}.forfeit")
    if how == "retired" and not started:
        raise Refused("court.forfeit.not_started", rule=f"{sport}.forfeit")


def check_result(
    sport: str, data: ResultData, *, sets_won: Score, to_win: int, complete: bool, fills_up: bool = False
) -> Side:
    """Who won a match that is known by its sets; raises Refused where they do not say so, or say another.

    `complete`: its last set was played to its end. `fills_up`: sets that decide the match may be those of one that was
    given up, as it went on record.
    """
    leader = sets_won.leader()
    decided = complete and leader is not None and max(sets_won.home, sets_won.away) == to_win
    if data.how is None or (fills_up and decided):
        if not decided or leader is None:
            raise Refused("court.result.undecided", rule=f"{sport}.result", to_win=to_win)
        if data.winner not in (None, leader):
            raise Refused("court.result.winner", rule=f"{sport}.result", leader=leader, winner=data.winner)
        return leader
    if decided:
        raise Refused("court.result.decided", rule=f"{sport}.result")
    if data.winner is None:
        raise Refused("court.result.no_winner", rule=f"{sport}.result")
    check_forfeit(sport, data.how, started=bool(data.sets))
    return data.winner


def outcome_of(how: str | None, *, won: bool) -> str:
    """The kind of win or defeat of a match that was not played, or not to its end; "" of any other."""
    return f"{how}_{'win' if won else 'loss'}" if how in DECIDED else ""


def summarize(played: Sentence | None, how: str | None) -> Sentence | None:
    """The match in one line: what was played of it, and how it ended where not by play ("6–4 2–1 retired")."""
    if how not in DECIDED:
        return played
    return say("court.summary.not_played", how=how) if played is None else say("court.summary", played=played, how=how)


def format_pair(winner: Side, score: Score) -> str:
    """A score as the winner has it, with an en dash."""
    mine, theirs = (score.home, score.away) if winner == "home" else (score.away, score.home)
    return f"{mine}–{theirs}"


def count_sets(sets: Iterable[Score]) -> Score:
    """How many sets each side has won."""
    leaders = [score.leader() for score in sets]
    return Score(leaders.count("home"), leaders.count("away"))


def give_up(label: str, how: str) -> Action:
    """The key of a side that loses otherwise than by play."""
    body = {"type": "forfeit", "data": {"how": how}}
    return Action(label, body, side=True, confirm="The match is over", group="Gives up")
