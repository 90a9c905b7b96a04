"""Who meets whom, in which round: by that, sources and seasons agree on a match whatever its day.

Two meet once in a numbered round, on whatever day ("Matchday 31"), but not in a tie or a replay. A round with a name
alone ("First round") may be a series. In a double round robin a side is at home to another once a season, whatever the
round is called in which the match was played at last.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from scoreboard.models.match import Match
from scoreboard.models.names import normalise

# Where the same two do not play a series at one ground: there a named round ("Final") has them once.
NO_SERIES = frozenset({"football", "rugby_union", "handball", "american_football", "volleyball", "beach_volleyball"})
SHOWN = 2  # at least one of so many pairs is to be seen before a season is taken for a double round robin
ODD = 10  # at most one of so many pairs is listed in two rounds in one


class Label(NamedTuple):
    """The round of a match, so that two sources' names for it are equal; `number` where it has one."""

    name: str
    number: int | None

    @classmethod
    def of(cls, round_name: str | None, number: int | None, group: str | None) -> "Label":
        """A round's label; without a round, the group's."""
        if number is None:
            return cls(normalise(round_name or group or ""), None) if round_name or group else cls("", None)
        return cls(normalise(head) if (head := (round_name or "").rpartition(", ")[0]) else "", number)


class Meeting(NamedTuple):
    """Who is at home to whom, in which round: a row of a file, or a match that is there."""

    home: UUID
    away: UUID
    label: Label

    @property
    def sides(self) -> tuple[UUID, UUID]:
        return self.home, self.away

    @property
    def turned(self) -> "Meeting":
        return Meeting(self.away, self.home, self.label)


def meet(match: Match) -> Meeting:
    """Who meets in a match that is there, whose sides are known."""
    assert match.home_id is not None
    assert match.away_id is not None
    return Meeting(match.home_id, match.away_id, Label.of(match.round, match.round_number, match.group))


def are_two_groups(one: str | None, other: str | None) -> bool:
    """Whether two groups, each "" or None where it is not known, are not one: "Group A" is "Gruppe A"."""
    return bool(one and other) and normalise(one or "").split()[-1:] != normalise(other or "").split()[-1:]


def is_double_round_robin(meetings: Iterable[Meeting]) -> bool:
    """Whether everybody is at home to everybody once, as far as can be seen: in numbered rounds, so many as it takes.

    Half of the pairs have to be there: in the first weeks a league of four rounds looks the same.
    """
    rounds: dict[tuple[UUID, UUID], set[int]] = defaultdict(set)
    for meeting in meetings:
        if meeting.label.number is not None and not meeting.label.name:
            rounds[meeting.sides].add(meeting.label.number)
    teams = len({side for sides in rounds for side in sides})
    most = 2 * (teams - 1 + teams % 2)
    if teams < 3 or any(max(numbers) > most for numbers in rounds.values()):
        return False
    twice = sum(len(numbers) > 1 for numbers in rounds.values())
    return SHOWN * len(rounds) >= teams * (teams - 1) and ODD * twice <= len(rounds)
