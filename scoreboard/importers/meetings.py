"""Which rows of a season's file are one match: moved, postponed and played, listed twice; and which of them counts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from scoreboard.importers.base import ImportedMatch, ImportedSeason, Note
from scoreboard.importers.results import ABANDONED, CANCELLED, declares, find_outcome, has_result
from scoreboard.models import Competitor
from scoreboard.models.meetings import Label, Meeting, are_two_groups, is_double_round_robin
from scoreboard.sports.base import Refused
from scoreboard.sports.sentences import explain_error


class Flags(msgspec.Struct, frozen=True):
    """What the caller has decided: which row is which match or row (`--same`), and which rows are new (`--new`)."""

    same: Mapping[str, str] = {}
    new: Collection[str] = ()


class Listed:
    """A season's rows, each with what it is: the one that counts of its match, superseded by another, or refused."""

    def __init__(
        self, season: ImportedSeason, teams: Mapping[str, Competitor], *, there: Iterable[Meeting], flags: Flags
    ) -> None:
        self.season, self.teams, self.flags = season, teams, flags
        self.superseded: dict[int, ImportedMatch] = {}  # by id() of the row: rows may be equal
        self.refused: dict[int, str] = {}
        rows = [match for match in season.matches if match.home and match.away]
        self.places = {match.where for match in rows}
        self.meetings = {id(match): self.meet(match) for match in rows}
        self.times: dict[Meeting, int] = defaultdict(int)
        for meeting in self.meetings.values():
            self.times[meeting] += 1
        self.once_at_home = is_double_round_robin([*self.meetings.values(), *there])
        by_pair: dict[frozenset[UUID], list[ImportedMatch]] = defaultdict(list)
        for match in rows:
            by_pair[frozenset(self.meetings[id(match)].sides)].append(match)
        self.days: dict[frozenset[UUID], set[Any]] = {}
        for pair, matches in by_pair.items():
            counting = self.settle(matches) if len(matches) > 1 else matches
            self.days[pair] = {match.day for match in counting}

    def meet(self, match: ImportedMatch) -> Meeting:
        """Who meets in a row whose sides are known."""
        label = Label.of(match.round, match.round_number, match.group)
        return Meeting(self.teams[match.home or ""].pk, self.teams[match.away or ""].pk, label)

    def has_round(self, meeting: Meeting, label: Label) -> bool:
        """Whether a row has the same two in a round, whoever is at home."""
        there = Meeting(meeting.home, meeting.away, label)
        return bool(self.times.get(there) or self.times.get(there.turned))

    def is_cup_like(self, match: ImportedMatch) -> bool:
        """Whether the same two may meet again in one round: legs, replays."""
        rules = {**self.season.stages.get(match.stage or "", {}), **match.ruleset}
        meeting = self.meetings[id(match)]
        return bool(rules.get("extra_time") or rules.get("shootout") or "first_leg" in rules) or bool(
            self.times.get(meeting.turned)
        )

    def settle(self, matches: list[ImportedMatch]) -> list[ImportedMatch]:
        """Find the rows of one pair that are one match; those that count."""
        counting: list[ImportedMatch] = []
        for match in matches:
            known = next((other for other in counting if self.is_same(other, match)), None)
            if known is None:
                counting.append(match)
                continue
            if (why := self.contradict(known, match)) is not None:
                self.refused[id(match)] = why
            elif self.prefer(match, known):
                counting[counting.index(known)] = match
                self.superseded[id(known)] = match
            else:
                self.superseded[id(match)] = known
        return counting

    def is_same(self, one: ImportedMatch, other: ImportedMatch) -> bool:
        """Whether two rows of one pair are one match."""
        if self.flags.same.get(other.where) == one.where or self.flags.same.get(one.where) == other.where:
            return True
        if {one.where, other.where} & {*self.flags.new}:
            return one == other
        first, second = self.meetings[id(one)], self.meetings[id(other)]
        if one.day == other.day:
            if self.season.several_a_day:
                return (one.round or "") == (other.round or "")
            return one.day is not None or first == second
        if first.sides != second.sides or one.stage != other.stage or are_two_groups(one.group, other.group):
            return False
        if declares(one, ABANDONED) != declares(other, ABANDONED):
            return False  # it was played anew
        if first.label.number is not None and second.label.number is not None and not self.is_cup_like(other):
            return first.label == second.label or self.once_at_home
        return first.label == second.label and (supersedes(one, other) or supersedes(other, one))

    def prefer(self, new: ImportedMatch, known: ImportedMatch) -> bool:
        """Whether a row counts before another of the same match: played before unplayed, then the later day."""
        if self.flags.same.get(new.where) == known.where:
            return True
        if self.flags.same.get(known.where) == new.where:
            return False
        if has_result(new) != has_result(known):
            return has_result(new)
        later = str(new.day or "") > str(known.day or "")
        if later and has_result(new):
            why = f"the same match as {known.where}, which has another day, {known.day}: this one counts"
            self.season.warnings.append(Note(new.where, why))
        return later or (new.day == known.day and bool(new.events) and not known.events)

    def contradict(self, known: ImportedMatch, new: ImportedMatch) -> str | None:
        """Why two rows that are one match cannot both be true; None where they can, or it has been decided."""
        if not (has_result(known) and has_result(new)) or known.events == new.events:
            return None
        if new.where in self.flags.same or known.where in self.flags.same:
            return None
        if any(declares(one, CANCELLED) and str(one.day) < str(two.day) for one, two in ((known, new), (new, known))):
            return None  # called off, and played later
        turned = self.meetings[id(known)].home != self.meetings[id(new)].home
        try:
            one, other = find_outcome(self.season, known), find_outcome(self.season, new, turned=turned)
        except (Refused, msgspec.ValidationError) as error:
            return f"not comparable with {known.where}, which is the same match: {explain_error(error)}"
        if not other.contradicts(one):
            return None
        return (
            f"contradicts {known.where} ({known.day}), which is the same match: {one} there, {other} here. "
            f"Which counts? --same '{new.where}={known.where}' (this row), "
            f"--same '{known.where}={new.where}' (that one), or --new '{new.where}' (two matches)"
        )


def supersedes(new: ImportedMatch, old: ImportedMatch) -> bool:
    """Whether a row makes another one of the same meeting void: that was put off, or this one was played."""
    later = str(new.day) > str(old.day)
    return later and not has_result(old) and (bool(old.events) or has_result(new))
