"""Which match of the database a match of a file is: the same day and sides, or one that was moved or turned."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain, islice
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet

from scoreboard.importers.base import ImportedMatch, ImportedSeason
from scoreboard.importers.meetings import Flags, Listed
from scoreboard.importers.results import DONE, Outcome, find_outcome, has_result, is_replay
from scoreboard.models import Competition, Match, Season
from scoreboard.models.meetings import NO_SERIES, Label, Meeting, are_two_groups, meet
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.queries import decode_state
from scoreboard.sports.base import Refused
from scoreboard.sports.state import view_of
from scoreboard.sports.statuses import UNPLAYED

STATES = 100  # that are read at once
MOST_MOVED = timedelta(days=92)  # over the turn of a year, where seasons are years and no round tells more
MANY_DAYS = 300  # from so many on, all matches between the first and the last are read
Pair = frozenset[UUID]
Place = tuple[str, frozenset[str | None], date | None]  # competition, sides and day, as a file has them


class Unclear(Exception):
    """A row that may be a match that is there already: `why` names both, and what decides it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Matched(msgspec.Struct, frozen=True):
    """A match of the database that a match of a file is.

    `turned`: the file has home and away the other way round. `moved`: it is dated otherwise now, as a match that was
    put off or brought forward; not where a source may count the day of another zone. `decided`: the caller said so.
    """

    match: Match
    turned: bool = False
    moved: bool = False
    decided: bool = False


class MatchIndex:
    """The matches there are that a file may speak of: one query a sport, or a few, then all in memory."""

    def __init__(self, seasons: Iterable[ImportedSeason], rows: Iterable[Season]) -> None:
        self.by_pair: dict[Pair, list[Match]] = defaultdict(list)
        self.by_season: dict[UUID, list[Match]] = defaultdict(list)
        self.open: dict[tuple[Any, ...], list[Match]] = defaultdict(list)
        self.seasons = {row.pk: row for row in rows}
        self.later: set[UUID] = set()  # which a later source has told of
        self.taken: set[UUID] = set()  # that a row has been found to be, so that none is two rows'
        self.listed: set[Place] = set()  # of which seasons by year have a row
        by_sport: dict[str, set[date]] = defaultdict(set)
        for season in seasons:
            spread = range(-season.date_tolerance, season.date_tolerance + 1)
            days = {match.day for match in season.matches if match.day}
            if season.by_year:
                self.listed |= {place(season, match, match.day) for match in season.matches}
            by_sport[season.sport] |= {day + timedelta(days=shift) for day in days for shift in spread}
        for sport, wanted in by_sport.items():
            for match in list_known(sport, wanted, self.seasons):
                self.add(match)
        self.ahead = chain.from_iterable(self.by_season[pk] for pk in self.seasons)  # in the order of the file

    def add(self, match: Match) -> None:
        """Remember a match that is there, or is being made."""
        self.by_season[match.season_id].append(match)
        if match.home_id and match.away_id:
            self.by_pair[frozenset((match.home_id, match.away_id))].append(match)
        else:
            self.open[match.season_id, match.scheduled_on, match.round, match.venue].append(match)

    def list_ids(self) -> list[UUID]:
        """The matches there are."""
        return [match.pk for matches in self.by_season.values() for match in matches]

    def read_states(self, match: Match) -> None:
        """Read the state of a match, and with it those that will be asked for next: its season's, then the file's."""
        if not is_unread(match):
            return
        near = filter(is_unread, chain([match], self.by_season[match.season_id], self.ahead))
        wanted = {row.pk: row for row in islice(near, STATES)}
        for pk, state in Match.objects.filter(pk__in=list(wanted)).values_list("pk", "state"):
            wanted[pk].state = state

    def list_meetings(self, season: Season | None) -> Iterator[Meeting]:
        """Who has met in a season."""
        for match in self.by_season.get(season.pk, ()) if season else ():
            if match.home_id and match.away_id:
                yield meet(match)


def is_unread(match: Match) -> bool:
    """Whether a match's state has not been read yet."""
    return "state" in match.get_deferred_fields()


def list_known(sport: str, days: set[date], seasons: dict[UUID, Season]) -> QuerySet[Match]:
    """The matches of some days and seasons, without their states."""
    if len(days) > MANY_DAYS:
        dated = Q(scheduled_on__gte=min(days), scheduled_on__lte=max(days))
    else:
        dated = Q(scheduled_on__in=days)
    there = Match.objects.filter(dated | Q(season__in=list(seasons)), sport=sport, replay_of=None)
    return there.select_related("season__competition", "stage").defer("state").order_by("pk")


class Recogniser:
    """Tells of each row of one season which match it is."""

    def __init__(
        self,
        season: ImportedSeason,
        row: Season | None,
        listed: Listed,
        index: MatchIndex,
        flags: Flags,
        competition: Competition | None,
    ) -> None:
        self.season, self.row, self.listed, self.index, self.flags = season, row, listed, index, flags
        self.competition = competition.pk if competition else None

    def find(self, match: ImportedMatch) -> Matched | None:
        """The match that a file's match is; None where it is new. Raises Unclear."""
        if not (match.home and match.away):
            return self.find_open(match)
        meeting = self.listed.meetings[id(match)]
        known = self.index.by_pair.get(frozenset(meeting.sides), [])
        named = self.flags.same.get(match.where)
        if named in self.listed.places:  # another row, which this one supersedes
            found = self.find_by_itself(match, meeting, known)
            return msgspec.structs.replace(found, decided=True) if found else None
        if named is not None:
            return self.find_named(match, meeting, known, named)
        return self.find_by_itself(match, meeting, known)

    def find_by_itself(self, match: ImportedMatch, meeting: Meeting, known: list[Match]) -> Matched | None:
        """The match that a row is by what it says, sides known; None where it is new. Raises Unclear."""
        there = [row for row in known if self.is_same_day(match, row)]
        mine = [row for row in there if self.is_mine(row)]
        if match.where in self.flags.new:
            mine = [row for row in mine if row.season_id == (self.row and self.row.pk) and self.agrees(match, row)]
            return self.take(Matched(mine[0], turned=mine[0].home_id != meeting.home)) if mine else None
        if mine:
            best = min(
                mine, key=lambda row: (row.pk in self.index.taken, len(mine) > 1 and not self.agrees(match, row))
            )
            return self.take(Matched(best, turned=best.home_id != meeting.home))
        found = (
            self.find_in_season(match, meeting, known)
            or self.find_a_day_apart(match, meeting, known)
            or self.find_in_next_year(match, meeting, known)
            or self.find_open(match)
        )
        if found is None:
            self.ask(match, meeting, there, known)
        return self.take(found) if found else None

    def take(self, found: Matched) -> Matched:
        """Remember that a match is a row's."""
        self.index.taken.add(found.match.pk)
        return found

    def find_named(self, match: ImportedMatch, meeting: Meeting, known: list[Match], named: str) -> Matched | None:
        """The match that the caller says a row is; raises Unclear where that cannot be."""
        found = next((row for row in known if str(row.pk) == named.lower()), None)
        if found is None:
            raise Unclear(f"--same: {named} is no match of {match.home} and {match.away}")
        moved = match.day is not None and found.scheduled_on != match.day
        return self.take(Matched(found, turned=found.home_id != meeting.home, moved=moved, decided=True))

    def is_same_day(self, match: ImportedMatch, row: Match) -> bool:
        """Whether a match of the same two is of the same day; of a doubleheader, whether it is the same game."""
        if match.day is None or row.scheduled_on != match.day:
            return False
        return not self.season.several_a_day or (match.round or "") == row.round

    def is_mine(self, row: Match) -> bool:
        """Whether a match belongs to the file's competition, whatever its season is called."""
        return row.season.competition_id == self.competition

    def agrees(self, match: ImportedMatch, row: Match) -> bool:
        """Whether both are played, with one outcome; or both are not."""
        if not has_result(match):
            return row.status in UNPLAYED
        turned = row.home_id != self.listed.meetings[id(match)].home
        self.index.read_states(row)
        try:
            return row.status in DONE and contradict(self.season, match, row, turned=turned) is None
        except (Refused, UnreadableMatch, msgspec.ValidationError):
            return False

    def find_in_season(self, match: ImportedMatch, meeting: Meeting, known: list[Match]) -> Matched | None:
        """The match of the same season and sides on another day, where no other row of the file is that one."""
        if self.row is None or not known:
            return None
        days = self.listed.days[frozenset(meeting.sides)]
        rest = [
            row
            for row in known
            if row.season_id == self.row.pk
            and row.pk not in self.index.taken
            and not is_replay(match, row.status, later=row.pk in self.index.later)
            and (row.scheduled_on is None or row.scheduled_on not in days)
        ]
        at_home = sorted((row for row in rest if row.home_id == meeting.home), key=lambda row: bool(row.scheduled_on))
        alone = len(at_home) == 1
        moved = [row for row in at_home if self.is_moved(match, meeting, row, alone=alone)]
        same_round = [row for row in moved if meet(row).label == meeting.label]
        swapped = [row for row in rest if meet(row) == meeting.turned] if self.may_swap_ground(match, meeting) else []
        if len(swapped) == 1 and not same_round:
            return Matched(swapped[0], turned=True, moved=True)
        return next((Matched(row, moved=match.day is not None) for row in same_round or moved), None)

    def may_swap_ground(self, match: ImportedMatch, meeting: Meeting) -> bool:
        """Whether two meet once in a row's round, whoever is at home."""
        numbered = meeting.label.number is not None and not self.listed.is_cup_like(match)
        return numbered and self.season.sport in NO_SERIES

    def is_moved(self, match: ImportedMatch, meeting: Meeting, row: Match, *, alone: bool) -> bool:
        """Whether a match of the season and sides is a row's, of another day, by its round or a double round robin."""
        there = meet(row)
        if self.is_other_stage(match, row):
            return False
        if match.day is None or row.scheduled_on is None:
            unnamed = meeting.label == Label("", None) or there.label == Label("", None)
            undated = match.day is None and row.scheduled_on is None
            return (unnamed or there.label == meeting.label) and (alone or undated)
        both = meeting.label.number is not None and there.label.number is not None
        if both and not self.listed.is_cup_like(match):
            other_row = self.listed.has_round(meeting, there.label)  # of the same two, which is that match rather
            return there.label == meeting.label or (self.listed.once_at_home and not other_row)
        if there.label != meeting.label:
            return False
        if row.status in UNPLAYED or self.is_plan_of(match, row, alone=alone):
            return True
        named = meeting.label.name and self.season.sport in NO_SERIES and not self.season.several_a_day
        return bool(named) and alone and self.listed.times[meeting] == 1 and not self.listed.times.get(meeting.turned)

    def is_plan_of(self, match: ImportedMatch, row: Match, *, alone: bool) -> bool:
        """Whether a row is what was planned, before it was played, of a match that is there."""
        earlier = match.day is not None and row.scheduled_on is not None and match.day < row.scheduled_on
        return not has_result(match) and (earlier or (alone and row.pk in self.index.later))

    def is_other_stage(self, match: ImportedMatch, row: Match) -> bool:
        """Whether a match is of another stage or group, as far as both have one."""
        stage = row.stage.name if row.stage_id and row.stage is not None else ""
        return bool(match.stage and stage and stage != match.stage) or are_two_groups(match.group, row.group)

    def find_a_day_apart(self, match: ImportedMatch, meeting: Meeting, known: list[Match]) -> Matched | None:
        """The match that another source dates a day apart (its local day, or the UTC day): result and sides agree."""
        for row in self.list_near(match, meeting, known):
            if self.is_mine(row):
                return Matched(row, turned=row.home_id != meeting.home)
        return None

    def find_in_next_year(self, match: ImportedMatch, meeting: Meeting, known: list[Match]) -> Matched | None:
        """The match of the year before or after, where seasons are years, that was moved over the turn of the year.

        One of the two is still to be played, both have the same side at home, the same round and days no further apart
        than MOST_MOVED, the file has no row of the other day, and no other match is such a one.
        """
        if not (self.season.by_year and self.season.season.isdecimal()) or match.day is None:
            return None
        years = {str(int(self.season.season) + shift) for shift in (-1, 1)}
        near = [
            row
            for row in known
            if self.is_mine(row)
            and row.season.name in years
            and row.scheduled_on is not None
            and abs(row.scheduled_on - match.day) <= MOST_MOVED
            and meet(row) == meeting
            and row.pk not in self.index.taken
            and place(self.season, match, row.scheduled_on) not in self.index.listed
        ]
        if len(near) != 1 or not (near[0].status in UNPLAYED or self.is_plan_of(match, near[0], alone=True)):
            return None
        return Matched(near[0], moved=True)

    def list_near(self, match: ImportedMatch, meeting: Meeting, known: list[Match]) -> Iterator[Match]:
        """The matches of the same two, a day apart, that no other row is and that came out the same."""
        tolerance = timedelta(days=self.season.date_tolerance)
        if not known or match.day is None or not tolerance or not has_result(match):
            return
        days = self.listed.days[frozenset(meeting.sides)]
        for row in known:
            if row.scheduled_on is None or row.scheduled_on in days or row.pk in self.index.taken:
                continue
            near = abs(row.scheduled_on - match.day) <= tolerance
            if near and row.status in DONE and self.is_same_game(match, row) and self.agrees(match, row):
                yield row

    def is_same_game(self, match: ImportedMatch, row: Match) -> bool:
        """Whether a match has the same place among those of its day."""
        return not self.season.several_a_day or (match.round or "") == row.round

    def find_open(self, match: ImportedMatch) -> Matched | None:
        """The fixture of the same day, round and ground whose sides are not all known; each is found once."""
        if self.row is None:
            return None
        there = self.index.open[self.row.pk, match.day, match.round or "", match.venue or ""]
        teams = self.listed.teams
        wanted = [teams[name].pk if name else None for name in (match.home, match.away)]
        for index, row in enumerate(there):
            if all(known in (None, side) for known, side in zip((row.home_id, row.away_id), wanted, strict=True)):
                return Matched(there.pop(index))
        return None

    def ask(self, match: ImportedMatch, meeting: Meeting, there: list[Match], known: list[Match]) -> None:
        """Raise Unclear where the same two met then in another competition, which may be this one by another name."""
        elsewhere = [*there, *self.list_near(match, meeting, known)]
        if elsewhere:
            row = elsewhere[0]
            raise Unclear(
                f"{match.home} and {match.away} met on {row.scheduled_on} in {row.season} already, match {row.pk}. "
                f"{flag(match, row)}"
            )


def place(season: ImportedSeason, match: ImportedMatch, day: date | None) -> Place:
    """Where a file would have a row of the same two on some day."""
    return season.competition, frozenset((match.home, match.away)), day


def flag(match: ImportedMatch, row: Match) -> str:
    """The flags that decide whether a row is a match."""
    return f"Is it that one? --same '{match.where}={row.pk}'; or another? --new '{match.where}'"


def contradict(
    season: ImportedSeason, match: ImportedMatch, row: Match, *, turned: bool
) -> tuple[Outcome, Outcome] | None:
    """The outcomes there and in the file where they contradict each other; raises Refused, UnreadableMatch."""
    there, here = outcome_of(row), find_outcome(season, match, turned=turned)
    return (there, here) if here.contradicts(there) else None


def outcome_of(row: Match) -> Outcome:
    """How a match that is there came out; raises UnreadableMatch."""
    return Outcome("ended" if row.status == "official" else row.status, view_of(decode_state(row)))
