"""Line-ups and box scores of a match as they look outside: neither is in a snapshot or a frame, which stay small."""

from collections.abc import Iterable
from functools import partial, reduce

import msgspec

from scoreboard.sports import get_sport
from scoreboard.sports.appearances import SIDES, Participant, list_participants, list_statistics
from scoreboard.sports.base import Side
from scoreboard.sports.common import Ref
from scoreboard.sports.figures import combine
from scoreboard.sports.lists import CAPS, SUBSTITUTIONS
from scoreboard.sports.sport import Sport
from scoreboard.sports.state import MatchState, lineups_of
from scoreboard.wire.records import format_cursor

# What is counted over matches, and is told of one by who is in its line-ups.
OF_MATCHES = frozenset({column.key for column in SUBSTITUTIONS}) | {CAPS.key, "untimed"}


class SideLineUp(msgspec.Struct, frozen=True, kw_only=True):
    """A side's line-up: who began, and who else was named or came on.

    `complete`: nobody else takes part; where it is false, more may have been there than are named.
    """

    competitor: Ref | None
    complete: bool
    coach: str | None
    formation: str | None
    starters: list[Participant]
    bench: list[Participant]


class LineUps(msgspec.Struct, frozen=True, kw_only=True):
    """Both sides' line-ups at a cursor; null of a side whose line-up is not known."""

    match: str
    cursor: str
    home: SideLineUp | None
    away: SideLineUp | None


class BoxScoreColumn(msgspec.Struct, frozen=True, kw_only=True):
    """A statistic of the sport: its key, its short heading and the full one, and how its value is written."""

    key: str
    label: str
    title: str
    form: str


class BoxScoreRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one person did; `number` to `minutes` are null where no line-up tells them.

    `statistics` are those that are not 0, by key.
    """

    player: str
    player_id: str | None
    number: int | None
    position: str | None
    starting: bool | None
    minutes: int | None
    statistics: dict[str, int]


class SideBoxScore(msgspec.Struct, frozen=True, kw_only=True):
    """A side's people, in the order of its line-up, then of what they did; and what they come to together."""

    competitor: Ref | None
    people: list[BoxScoreRow]
    totals: dict[str, int]


class BoxScore(msgspec.Struct, frozen=True, kw_only=True):
    """What the people of a match did, at a cursor, by the sport's statistics."""

    match: str
    cursor: str
    columns: list[BoxScoreColumn]
    home: SideBoxScore
    away: SideBoxScore


def build_line_ups(state: MatchState, *, match_id: str, epoch: int) -> LineUps:
    """The line-ups of a match, with who has come on and gone off."""
    home, away = (build_side(state, side) for side in SIDES)
    return LineUps(match=match_id, cursor=format_cursor(epoch, state.seq), home=home, away=away)


def build_side(state: MatchState, side: Side) -> SideLineUp | None:
    """A side's line-up; None where it is not known."""
    lineup = lineups_of(state)[side]
    people = list_participants(state, side)
    if lineup is None or people is None:
        return None
    return SideLineUp(
        competitor=getattr(state.fixture, side),
        complete=lineup.complete,
        coach=lineup.coach,
        formation=lineup.formation,
        starters=[one for one in people if one.starting],
        bench=[one for one in people if not one.starting],
    )


def list_columns(sport: Sport) -> list[BoxScoreColumn]:
    """What a sport's box scores tell of everybody."""
    return [
        BoxScoreColumn(key=one.key, label=one.label, title=one.title, form=one.form)
        for one in sport.stats
        if one.key not in OF_MATCHES and one.ratio is None
    ]


def build_box_score(state: MatchState, *, match_id: str, epoch: int) -> BoxScore:
    """What people did in a match."""
    columns = list_columns(get_sport(state.fixture.sport))
    counted: dict[Side, dict[str, BoxScoreRow]] = {"home": {}, "away": {}}
    for side, rows in counted.items():
        for one in list_participants(state, side) or ():
            if one.key:
                rows[one.key] = start_row(one)
    for stat in list_statistics(state):
        if stat.stat not in OF_MATCHES:
            row = counted[stat.side].setdefault(stat.person, name_row(stat.person, stat.name))
            had = row.statistics.get(stat.stat)
            row.statistics[stat.stat] = stat.value if had is None else combine(stat.stat, had, stat.value)
    home, away = (
        SideBoxScore(
            competitor=getattr(state.fixture, side),
            people=list(rows.values()),
            totals={column.key: add_up(column.key, rows.values()) for column in columns},
        )
        for side, rows in counted.items()
    )
    return BoxScore(
        match=match_id,
        cursor=format_cursor(epoch, state.seq),
        columns=columns,
        home=home,
        away=away,
    )


def add_up(stat: str, rows: Iterable[BoxScoreRow]) -> int:
    """What a statistic comes to over a side's people."""
    return reduce(partial(combine, stat), (row.statistics.get(stat, 0) for row in rows), 0)


def start_row(one: Participant) -> BoxScoreRow:
    """The row of somebody in a line-up, with nothing counted yet."""
    return BoxScoreRow(
        player=one.player or one.key,
        player_id=one.player_id,
        number=one.number,
        position=one.position,
        starting=one.starting,
        minutes=one.minutes,
        statistics={},
    )


def name_row(person: str, name: str) -> BoxScoreRow:
    """The row of somebody whom no line-up names; `person` is their id, or their name where none is known."""
    return BoxScoreRow(
        player=name,
        player_id=None if person == name else person,
        number=None,
        position=None,
        starting=None,
        minutes=None,
        statistics={},
    )
