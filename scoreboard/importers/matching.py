"""Which match of the database a match of a file is: the same day and sides, or a fixture that was moved."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec

from scoreboard.importers.base import ImportedMatch, ImportedSeason
from scoreboard.models import Competitor, Match, Season
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.queries import decode_state
from scoreboard.sports import get_sport
from scoreboard.sports.base import Refused, Score, Side, View, other
from scoreboard.sports.common import StatusChanged
from scoreboard.sports.decoding import convert_event
from scoreboard.sports.match import view_of
from scoreboard.sports.sentences import explain_error
from scoreboard.sports.statuses import OVER

UNPLAYED = frozenset({"scheduled", "delayed", "postponed"})
Pair = frozenset[UUID]
TURNED = {"home": "away", "away": "home"}


class Matched(msgspec.Struct, frozen=True):
    """A match of the database that a match of a file is.

    `turned`: the file has home and away the other way round. `moved`: it is dated otherwise now. `superseded`: what the
    file says here is older than what it says of the same match elsewhere.
    """

    match: Match
    turned: bool = False
    moved: bool = False
    superseded: bool = False

    def list_new_events(self, match: ImportedMatch) -> list[dict[str, Any]]:
        """The file's events that say more than the database knows, from the database's sides."""
        events = [turn(event) for event in match.events] if self.turned else list(match.events)
        return [] if is_postponed(events) and self.match.status == "postponed" else events


class MatchIndex:
    """The matches there are that a season's file may speak of; two queries, then all in memory."""

    def __init__(self, season: ImportedSeason, *, row: Season, teams: dict[str, Competitor]) -> None:
        self.season, self.teams, self.tolerance = season, teams, timedelta(days=season.date_tolerance)
        self.listed: dict[tuple[UUID, UUID, str], list[ImportedMatch]] = defaultdict(list)
        self.days: dict[Pair, set[date | None]] = defaultdict(set)
        for match in season.matches:
            if match.home and match.away:
                key = self.key_of(match)
                self.listed[key].append(match)
                self.days[frozenset(key[:2])].add(match.day)
        days = {
            match.day + timedelta(days=shift)
            for match in season.matches
            if match.day
            for shift in range(-season.date_tolerance, season.date_tolerance + 1)
        }
        self.by_day: dict[tuple[date | None, Pair, str], Match] = {}
        self.by_round: dict[tuple[UUID, UUID, str], list[Match]] = defaultdict(list)
        self.open: dict[tuple[Any, ...], list[Match]] = defaultdict(list)
        there = Match.objects.filter(sport=season.sport, replay_of=None)
        for known in there.filter(scheduled_on__in=days):
            if known.home_id and known.away_id:
                pair = frozenset((known.home_id, known.away_id))
                self.by_day[known.scheduled_on, pair, self.distinguish(known.round)] = known
        for known in there.filter(season=row):
            if known.home_id and known.away_id:
                self.by_round[known.home_id, known.away_id, known.round].append(known)
            else:
                self.open[known.scheduled_on, known.round, known.venue].append(known)

    def key_of(self, match: ImportedMatch) -> tuple[UUID, UUID, str]:
        """A meeting within a season, whenever it is played."""
        return self.teams[match.home or ""].pk, self.teams[match.away or ""].pk, match.round or ""

    def distinguish(self, label: str | None) -> str:
        """What tells two matches apart that the same sides play on one day: nothing, where they play one."""
        return (label or "") if self.season.several_a_day else ""

    def add(self, match: ImportedMatch, there: Match) -> None:
        """Remember a match as it has just been entered."""
        if match.home and match.away:
            key = self.key_of(match)
            self.by_day[match.day, frozenset(key[:2]), self.distinguish(match.round)] = there
            if there not in self.by_round[key]:
                self.by_round[key].append(there)

    def find(self, match: ImportedMatch) -> Matched | None:
        """The match that a file's match is; None where it is new."""
        if not (match.home and match.away):
            return self.find_open(match)
        home, away, _ = key = self.key_of(match)
        if match.day is None:
            return self.find_undated(key)
        pair = frozenset((home, away))
        same_day = self.by_day.get((match.day, pair, self.distinguish(match.round)))
        if same_day is not None:
            return Matched(same_day, turned=same_day.home_id != home)
        return self.find_dated_otherwise(match, pair, home) or self.find_moved(match, key) or self.find_open(match)

    def find_undated(self, key: tuple[UUID, UUID, str]) -> Matched | None:
        """The season's match of these sides at this ground, for a file that does not say when; in its round, if named.

        Where there are several, it is the one that has no date either.
        """
        home, away, label = key
        there = [
            match
            for (at_home, guest, round_name), matches in self.by_round.items()
            if (at_home, guest) == (home, away) and label in ("", round_name)
            for match in matches
        ]
        undated = [match for match in there if match.scheduled_on is None]
        found = undated or (there if len(there) == 1 else [])
        return Matched(found[0]) if found else None

    def find_dated_otherwise(self, match: ImportedMatch, pair: Pair, home: UUID) -> Matched | None:
        """The match that another source dates a day apart (its local day, or the UTC day): result and sides agree."""
        if match.day is None or not has_result(match):
            return None
        for shift in (-self.tolerance, self.tolerance):
            day = match.day + shift
            there = self.by_day.get((day, pair, self.distinguish(match.round))) if shift else None
            if there is not None and there.status in OVER and there.scheduled_on not in self.days[pair]:
                found = Matched(there, turned=there.home_id != home)
                if self.contradict(found, match) is None:
                    return found
        return None

    def find_moved(self, match: ImportedMatch, key: tuple[UUID, UUID, str]) -> Matched | None:
        """The fixture of the same season, sides and round that was to be played another day.

        A file may list a match twice, on the day it was put off and on that when it was played: the later row counts.
        """
        rows = {row.day: row for row in self.listed[key]}
        for there in self.by_round[key]:
            row = rows.get(there.scheduled_on)
            if row is None:
                if there.status in UNPLAYED:
                    return Matched(there, moved=True)
            elif supersedes(match, row) and there.status in UNPLAYED:
                return Matched(there, moved=True)
            elif supersedes(row, match):
                return Matched(there, superseded=True)
        return None

    def find_open(self, match: ImportedMatch) -> Matched | None:
        """The fixture of the same day, round and ground whose sides are not all known; each is found once."""
        there = self.open[match.day, match.round or "", match.venue or ""]
        wanted = [self.teams[name].pk if name else None for name in (match.home, match.away)]
        for index, row in enumerate(there):
            if all(known in (None, side) for known, side in zip((row.home_id, row.away_id), wanted, strict=True)):
                return Matched(there.pop(index))
        return None

    def contradict(self, found: Matched, match: ImportedMatch) -> str | None:
        """Where the database says otherwise than the file; None where they agree, or one of them says nothing."""
        if not has_result(match) or found.match.status not in (*OVER, "abandoned", "cancelled"):
            return None
        try:
            there, here = view_of(decode_state(found.match)), self.fold_file(found, match)
        except (Refused, UnreadableMatch, msgspec.ValidationError) as error:
            return f"not comparable with the match that is there already: {explain_error(error)}"
        if there.score == here.score and agree_on_shootout(there, here):
            return None
        scores = f"{format_result(there)} there, {format_result(here)} in the file"
        return f"contradicts the match that is there already: {scores}"

    def fold_file(self, found: Matched, match: ImportedMatch) -> View:
        """What the file's events come to, by its own rules and the database's sides; raises Refused."""
        sport = get_sport(self.season.sport)
        ruleset = {**self.season.ruleset, **self.season.stages.get(match.stage or "", {}), **match.ruleset}
        play: Any = sport.start(sport.read_ruleset(ruleset), clock_rate=1.0)
        awarded: Score | None = None
        for body in match.events:
            event = convert_event(self.season.sport, turn(body) if found.turned else body)
            if isinstance(event, StatusChanged):
                awarded = event.data.score or awarded
            else:
                play = sport.apply(play, event)
        view = sport.view(play)
        return msgspec.structs.replace(view, score=awarded) if awarded else view


def has_result(match: ImportedMatch) -> bool:
    """Whether a file says how a match ended, and not only that it is to be played."""
    return bool(match.events) and not is_postponed(match.events)


def is_postponed(events: list[dict[str, Any]]) -> bool:
    return [event["data"].get("status") for event in events if event["type"] == "status"] == ["postponed"]


def supersedes(new: ImportedMatch, old: ImportedMatch) -> bool:
    """Whether a file's row makes another one of the same meeting void: that was put off, or this one was played."""
    later = str(new.day) > str(old.day)
    return later and not has_result(old) and (bool(old.events) or has_result(new))


def turn(value: Any) -> Any:
    """An event, or a part of one, seen from the other side."""
    if isinstance(value, dict):
        return {TURNED.get(name, name): turn_field(name, inner) for name, inner in value.items()}
    return value


def turn_field(name: str, value: Any) -> Any:
    return other(value) if name in ("side", "winner") and value else turn(value)


def agree_on_shootout(there: View, here: View) -> bool:
    """Whether two sources agree on a shootout; one of them may know its winner alone."""
    if there.shootout is not None and here.shootout is not None:
        return there.shootout == here.shootout
    return find_shootout_winner(there) == find_shootout_winner(here)


def find_shootout_winner(view: View) -> Side | None:
    """Who won the shootout; None where there was none."""
    return (view.advances or view.winner) if view.decided_by == "shootout" else None


def format_result(view: View) -> str:
    """A result in words: 3–3 (4–2 pen.)."""
    text = f"{view.score.home}–{view.score.away}"
    if view.shootout:
        return f"{text} ({view.shootout.home}–{view.shootout.away} pen.)"
    winner = find_shootout_winner(view)
    return f"{text} ({winner} on pen.)" if winner else text
