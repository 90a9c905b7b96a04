"""Line-ups as files have them: bodies of `lineup` events, and whether a match has been told one already.

Those who begin stand in the order that the sport knows: baseball's of batting, volleyball's of the places 1 to 6.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from scoreboard import parsing
from scoreboard.importers.base import ImportedMatch, Note, Who
from scoreboard.importers.turning import turn
from scoreboard.models import Competitor
from scoreboard.record.known_people import KnownPeople
from scoreboard.sports.base import Refused
from scoreboard.sports.lineups import LineupData, LineupPlayer
from scoreboard.sports.sentences import explain_error
from scoreboard.sports.state import MatchState

RULE = "match.lineup"
Body = dict[str, Any]


def build_player(who: Who | None, **details: Any) -> Body:
    """Somebody of a line-up: `details` are the further fields, those that are not known left out."""
    known = {field: value for field, value in details.items() if value is not None and value not in ("", False)}
    if "number" in details and details["number"] == 0:
        known["number"] = 0
    return {**(who.mention() if who else {}), **known}


def build_lineup(
    side: str, players: Iterable[Body], *, starting: int, complete: bool = False, coach: str | None = None
) -> list[Body]:
    """The event of a side's line-up; none where nobody is known.

    Whom the file names twice is there once, a number given twice is the first one's. Where more begin than the
    `starting` of the sport, the file does not say who really does.
    """
    kept: list[Body] = []
    seen: set[Any] = set()
    for one in players:
        who, number = one.get("player_id", one.get("player")), one.get("number")
        if (who is None and number is None) or (who is not None and who in seen):
            continue
        kept.append(leave("number", one) if number in seen else one)
        seen |= {who, number} - {None}
    if not kept:
        return []
    if sum("starting" in one for one in kept) > starting:
        kept = [leave("starting", one) for one in kept]
        complete = False
    data = {"players": kept, **({"complete": True} if complete else {}), **({"coach": coach} if coach else {})}
    return [{"type": "lineup", "side": side, "data": data}]


def leave(field: str, player: Body) -> Body:
    """Somebody of a line-up without a field."""
    return {name: value for name, value in player.items() if name != field}


def are_listed(lineups: Iterable[Body], named: Collection[tuple[str, str]]) -> bool:
    """Whether everybody of these, by side and name or id, is in their side's line-up."""
    listed = {
        (body["side"], one[field])
        for body in lineups
        for one in body["data"]["players"]
        for field in ("player", "player_id")
        if field in one
    }
    return listed.issuperset(named)


def list_players(body: Body) -> list[Body]:
    """The players of a line-up's body."""
    players: list[Body] = body["data"]["players"]
    return players


class Untold(NamedTuple):
    """A line-up of a file that a match does not have: whose, its body as the match sees the sides, what is known."""

    team: Competitor
    body: Body
    known: LineupData | None


def list_untold(
    match: ImportedMatch,
    state: MatchState,
    teams: Mapping[str, Competitor],
    *,
    turned: bool,
    people: KnownPeople | None,
) -> list[Untold]:
    """The line-ups of a file's match that are not what is known.

    Names tell who is who, and where they differ the `people`, where they have been looked up: somebody may be known by
    another name.
    """
    untold = []
    for body in match.lineups:
        team = teams[(match.home if body["side"] == "home" else match.away) or ""]
        new = turn(body) if turned else body
        known: LineupData | None = getattr(state, f"{new['side']}_lineup")
        if known is None or not tells(known, new, team, people):
            untold.append(Untold(team, new, known))
    return untold


def tells(known: LineupData, body: Body, team: Competitor, people: KnownPeople | None) -> bool:
    """Whether a known line-up says what a body says."""
    new = parsing.convert(body["data"], LineupData)
    if len(known.players) != len(new.players) or leave_names(known) != leave_names(new):
        return False
    return all(is_same(*pair, team, people) for pair in zip(known.players, new.players, strict=True))


def leave_names(lineup: LineupData) -> LineupData:
    """A line-up without who is who."""
    players = tuple(msgspec.structs.replace(one, player=None, player_id=None) for one in lineup.players)
    return msgspec.structs.replace(lineup, players=players)


def is_same(known: LineupPlayer, new: LineupPlayer, team: Competitor, people: KnownPeople | None) -> bool:
    """Whether somebody who is known and somebody of a file are one."""
    if known.player == new.player or people is None:
        return known.player == new.player
    found = people.recall(team.pk, new.player, new.player_id)
    return found is not None and str(found.pk) == known.player_id


def leave_out(match: ImportedMatch, error: Refused) -> tuple[ImportedMatch, Note]:
    """A match without its line-ups, and why; raises the error where it is of something else."""
    if error.rule != RULE or not match.lineups:
        raise error
    why = f"{explain_error(error)} The line-ups are left out."
    return msgspec.structs.replace(match, lineups=[]), Note(match.where, why)
