"""Line-ups: who begins a match and who may come on, as each side names them.

A later line-up of a side takes the earlier one's place. Play stands without one, and one that is put right refuses
nothing that came after it (docs/explanation/architecture.md).
"""

from typing import Annotated, Any

import msgspec

from scoreboard.sports.base import Event, Mention, Name, Refused, Sentence, ShirtNumber, Side, say

MOST_PLAYERS = 100  # of one side: American football's 53, and room for who is registered late


class LineupPlayer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody of a side: `starting`, or on the bench; `number` on the shirt; `position` in the sport's own words."""

    player: Name | None = None
    player_id: Name | None = None
    number: ShirtNumber | None = None
    position: Name | None = None
    starting: bool = False
    captain: bool = False
    goalkeeper: bool = False


class LineupData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A side's line-up; `complete`: nobody else takes part. `formation` is as the sport writes it ("4-3-3")."""

    players: Annotated[tuple[LineupPlayer, ...], msgspec.Meta(max_length=MOST_PLAYERS)]
    complete: bool = False
    coach: Name | None = None
    formation: Name | None = None


class Lineup(Event, tag="lineup", frozen=True, kw_only=True):
    """A side's line-up, in the place of the one named before."""

    side: Side
    data: LineupData


def list_mentions(event: Lineup) -> tuple[Mention, ...]:
    """Whom a line-up names."""
    return tuple(Mention("player", event.side, in_data=True, at=at) for at in range(len(event.data.players)))


def count_starting(starting: int, ruleset: Any) -> int:
    """How many of a side begin a match: a sport's number, or the ruleset's own (`players`); 0 without line-ups."""
    return getattr(ruleset, "players", starting) if starting else 0


def note_partial(event: Lineup, *, starting: int) -> Sentence | None:
    """That a line-up is not all: how many are named of those who begin, and that others may take part."""
    lineup = event.data
    if lineup.complete:
        return None
    named = sum(one.starting for one in lineup.players)
    return say("match.lineup.partial", side=event.side, named=named, starting=starting)


def check_lineup(lineup: LineupData, *, starting: int) -> None:
    """Refuse a line-up in a sport without, one that names somebody or a number twice, or too many who begin.

    `starting` is how many of a side begin; 0 where the sport has no line-ups.
    """
    if not starting:
        raise Refused("match.lineup.none")
    seen: set[str | int] = set()
    for one in lineup.players:
        marks = {mark for mark in (one.player_id or one.player, one.number) if mark is not None}
        if marks & seen:
            raise Refused("match.lineup.twice", player=one.player or "", number=one.number or "")
        seen |= marks
    if (begin := sum(one.starting for one in lineup.players)) > starting:
        raise Refused("match.lineup.starting", starting=begin, allowed=starting)
