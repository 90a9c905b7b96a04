"""What a file's row adds to, or puts right in, the match that is there: as records, each with its reason.

Known beats unknown, played beats unplayed. Where two sources that have a match as played differ, the later one of
those that say of when they are (`--as-of`) is right; without, a result is asked for, and the day, the hour and the
ground are what the same source says at last. What people have entered stays, unless `--same` decides otherwise.
"""

import functools
from collections.abc import Mapping
from typing import Any

import msgspec

from scoreboard.importers.base import ImportedMatch, ImportedSeason
from scoreboard.importers.changes import change, format_value
from scoreboard.importers.decisions import find_decision, find_last
from scoreboard.importers.lineups import list_untold
from scoreboard.importers.matching import Matched, Unclear, contradict, flag
from scoreboard.importers.results import (
    ABANDONED,
    ANNULLED,
    CANCELLED,
    DONE,
    Outcome,
    declares,
    find_outcome,
    has_result,
    is_decision,
    is_postponed,
)
from scoreboard.importers.sources import LINEUPS, RESULT, WHERE, Dates, Source, date_new
from scoreboard.importers.turning import list_played, list_voids, turn
from scoreboard.models import Competitor, Match, MatchEvent, Season
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.queries import decode_state, load_log
from scoreboard.record.fixture import make_ref, resolve_ruleset
from scoreboard.record.known_people import KnownPeople
from scoreboard.sports import get_sport
from scoreboard.sports.base import Refused
from scoreboard.sports.common import KNOWN_LATE, Fixture
from scoreboard.sports.days import find_day
from scoreboard.sports.reasons import REASONS
from scoreboard.sports.sentences import explain_error
from scoreboard.sports.state import MatchState
from scoreboard.sports.statuses import DECISIONS, UNPLAYED

WHEN = ("scheduled_on", "scheduled_at", "local_time")


class Update(msgspec.Struct):
    """What is to be entered of a row: event bodies; what it says that changes; of when the fields are now.

    `entered` are records that were entered before, so that the row and the match are seen from one side.
    """

    bodies: list[dict[str, Any]] = []
    entered: int = 0
    changed: list[str] = []
    warnings: list[str] = []
    dates: dict[str, str] = {}


class Updater:
    """Makes the Update of one row and the match that it is."""

    def __init__(
        self,
        season: ImportedSeason,
        teams: Mapping[str, Competitor],
        source: Source,
        *,
        match: ImportedMatch,
        found: Matched,
        dates: Dates,
        year: Season | None = None,  # the file's season, where seasons are years
        people: KnownPeople | None = None,  # who is meant by names, where that has been looked up
    ) -> None:
        self.season, self.teams, self.source, self.match, self.found = season, teams, source, match, found
        self.there: Match = found.match
        self.dates, self.year, self.people = dict(dates), year, people
        self.update, self.lined_up = Update(), False

    @functools.cached_property
    def state(self) -> MatchState:
        """The state of the match that is there; raises UnreadableMatch."""
        return decode_state(self.there)

    def make(self) -> Update:
        """What the row adds; raises Unclear where its result contradicts the match's, Refused, UnreadableMatch."""
        if self.there.status not in UNPLAYED | DONE | {ANNULLED}:
            return self.update  # it is being played: left to its scorer
        if self.there.status in UNPLAYED:
            self.complete()
        elif self.decide() or (self.there.status == ANNULLED and not declares(self.match, ABANDONED)):
            pass
        elif has_result(self.match):
            self.compare()
        elif self.source.as_of is not None:
            self.fill()
        self.update.dates = self.dates
        return self.update

    # --- who is at home ----------------------------------------------------------------------------------------------

    def is_right_about_home(self) -> bool:
        """Whether the file is to be followed in that the other side is at home: on a neutral ground nobody is.

        Who has a match as played knows that better than a plan. Of two who have, one without a date turns nothing.
        """
        played, to_come = has_result(self.match), self.there.status in UNPLAYED
        if not self.found.turned or not (to_come or (played and self.there.status in DONE | {ANNULLED})):
            return False
        fixture = self.state.fixture
        if self.list_details(fixture, played=played).get("neutral", fixture.neutral):
            return False
        dated = self.source.as_of is not None
        first = to_come and played and dated and self.is_of_imports()
        return first or ((to_come or dated or self.found.decided) and self.may_correct("home"))

    def confirm_home(self) -> None:
        """Remember as of when home and away are, now that they are the file's."""
        if self.source.as_of is not None:
            self.dates["home"] = self.source.as_of.isoformat()

    def may_play_anew(self) -> bool:
        """Whether the file's play is to be followed in place of all that is there."""
        later = self.source.beats(self.dates.get(RESULT)) and self.is_of_imports()
        return (self.found.decided or later) and has_result(self.match) and not is_decision(self.match)

    # --- a fixture that is still to be played ------------------------------------------------------------------------

    def complete(self) -> None:
        """Bring a fixture to where the file is: its sides, its day, its result."""
        match, there = self.match, self.there
        played = has_result(match)
        events = list(match.events)
        fixture = decode_state(there).fixture
        changes: dict[str, Any] = {
            side: make_ref(self.teams[name])
            for side, name in (("home", match.home), ("away", match.away))
            if name and getattr(there, f"{side}_id") is None
        }
        reason = REASONS["source.sides_known" if changes else "source.moved"]
        if is_postponed(events):
            events = [] if there.status == "postponed" or self.source.is_beaten_by(self.dates.get("day")) else events
        if self.found.turned:
            events = [turn(event) for event in events]
        really_played = played and not is_decision(match)
        changes |= self.list_details(fixture, played=played)
        changes |= self.list_day(fixture, moved=self.found.moved or (really_played and there.status == "postponed"))
        planned_again = not played and not is_postponed(match.events) and self.source.beats(self.dates.get("day"))
        if (really_played or planned_again) and there.status == "postponed":  # any day ends that, the old one, too
            changes.setdefault("scheduled_on", fixture.scheduled_on)
        ruleset = {**changes.get("ruleset", fixture.ruleset), **match.ruleset}
        if really_played and match.ruleset and ruleset != fixture.ruleset:
            changes["ruleset"] = ruleset
        if played and changes and changes.keys() <= {*KNOWN_LATE}:
            reason = REASONS["source.played"]
        if played:
            self.dates = {}  # what was said of the plan counts no more
        self.enter(changes, reason=reason, fixture=fixture)
        self.line_up()
        self.confirm(fixture, changes)
        self.update.bodies += events
        if events:
            self.update.changed.append("played" if really_played else str(events[0]["data"].get("status")))

    # --- a match that has been played --------------------------------------------------------------------------------

    def compare(self) -> None:
        """Compare the file's account of a match with the one that is there, and put right what the later one says."""
        try:
            differ = contradict(self.season, self.match, self.there, turned=self.found.turned)
        except UnreadableMatch:
            raise
        except (Refused, msgspec.ValidationError) as error:
            why = f"not comparable with the match that is there already: {explain_error(error)}"
            self.update.warnings.append(why)
            return
        fixture = self.state.fixture
        if differ is not None:
            if not self.may_replace(*differ):
                if self.source.as_of is not None:
                    self.fill()
                return
            self.replace(fixture, *differ)
        self.put_right(fixture, moved=differ is not None and differ[0].status == CANCELLED)

    def decide(self) -> bool:
        """Enter what officials have decided since; whether there is nothing more to compare.

        What an official has decided here stands, whatever a file says.
        """
        decided = self.there.status in DECISIONS
        if not decided and not any(event["type"] == "status" for event in self.match.events):
            return False
        if decided and not (find_last(load_log(self.there)).actor or "").startswith("import"):
            return not self.found.decided
        stored = self.dates.get(RESULT)
        cancelled = declares(self.match, CANCELLED)
        played_later = self.found.moved and str(self.match.day) < str(self.there.scheduled_on)
        if cancelled and played_later and not self.found.decided and not self.source.beats(stored):
            return True  # what was called off was played after all
        may = self.found.decided or self.is_of_this_source() or (self.is_of_imports() and self.source.beats(stored))
        # What is known of a match beats that it was called off.
        known = self.there.status == CANCELLED and not cancelled and self.is_of_imports()
        if not (may or known) or not has_result(self.match) or (self.source.is_beaten_by(stored) and not known):
            return False
        events = [turn(event) if self.found.turned else event for event in self.match.events]
        decision = find_decision(self.state, events)
        if decision is None:
            return False
        fixture = self.state.fixture
        if decision["data"]["status"] == "ended" and (differ := self.find_other_play(self.state)) is not None:
            self.replace(fixture, *differ)
            return self.put_right(fixture, moved=False)
        self.update.bodies.append(decision)
        self.update.changed.append(decision["data"]["status"])
        return self.put_right(fixture, moved=False)

    def find_other_play(self, state: MatchState) -> tuple[Outcome, Outcome] | None:
        """The outcomes of the play there and in the file where they contradict each other, decisions apart."""
        there = Outcome("ended", get_sport(self.there.sport).view(state.play))
        here = find_outcome(self.season, self.match, turned=self.found.turned)
        return (there, here) if here.contradicts(there) else None

    def put_right(self, fixture: Fixture, *, moved: bool) -> bool:
        """Follow the file in details, day (as `list_day`) and line-ups, and remember as of when all is; True."""
        changes = self.list_details(fixture, played=True) | self.list_day(fixture, moved=moved)
        self.enter(changes, reason=REASONS["source.corrected"], fixture=fixture)
        self.line_up()
        self.confirm(fixture, changes)
        return True

    def fill(self) -> None:
        """Add to a match that has been played what only a plan of it knows: its ground, the hour of the same day."""
        fixture = self.state.fixture
        names = (*WHERE, *(WHEN if self.there.scheduled_on == self.match.day else ()))
        changes = {name: getattr(self.match, name) for name in names if self.is_unknown(fixture, name)}
        changes = {name: value for name, value in changes.items() if value not in (None, getattr(fixture, name))}
        if changes:
            self.update.bodies.append(change(changes, reason=REASONS["source.corrected"]))
            self.update.changed += [f"{name}: {value}" for name, value in changes.items()]

    def may_replace(self, there: Outcome, here: Outcome) -> bool:
        """Whether the file's result takes the place of the one there; raises Unclear where nothing decides that."""
        if self.found.decided:
            return True
        stored = self.dates.get(RESULT)
        if self.source.is_beaten_by(stored) and there.status == CANCELLED and not is_decision(self.match):
            return self.is_of_imports()  # to be struck again: `replace`
        if self.source.is_beaten_by(stored):
            why = f"the match there is as of {stored}, later than this: it stays {there}, not {here}"
            self.update.warnings.append(why)
            return False
        if self.is_of_imports() and (
            self.source.beats(stored)
            or (there.status == CANCELLED and not is_decision(self.match))
            or (self.is_of_this_source() and is_decision(self.match) and here.status != there.status)
        ):
            return True
        raise Unclear(
            f"contradicts the match that is there already, {self.there.pk} of {self.there.scheduled_on} in "
            f"{self.there.season}: {there} there, {here} in the file. A later date of the source (--as-of) decides it. "
            f"{flag(self.match, self.there)}"
        )

    def replace(self, fixture: Fixture, there: Outcome, here: Outcome) -> None:
        """Enter the file's result instead of the one there: amended, declared, or void and entered anew."""
        reason = REASONS["source.corrected"]
        events = [turn(event) if self.found.turned else event for event in self.match.events]
        log = load_log(self.there)
        standing = list_played(log)
        kinds = [type(record).__struct_config__.tag for record in standing]
        self.update.changed.append(f"{there} is {here}")
        if len(standing) == len(events) == 1 and kinds == [events[0]["type"]]:
            data = {"seq": standing[0].seq, "reason": reason, "event": events[0]}
            self.update.bodies.append({"type": "amend", "data": data})
            return
        if not is_decision(self.match) or there.status != "ended" or declares(self.match, ABANDONED):
            self.update.bodies += list_voids(log, reason=reason)
            if self.match.ruleset and (ruleset := {**fixture.ruleset, **self.match.ruleset}) != fixture.ruleset:
                self.update.bodies.append(change({"ruleset": ruleset}, reason=reason))
        self.update.bodies += events
        if there.status == CANCELLED and self.source.is_beaten_by(self.dates.get(RESULT)) and not self.found.decided:
            struck = {"status": ANNULLED, "reason": find_last(log).data.reason}
            self.update.bodies.append({"type": "status", "data": struck})

    def line_up(self) -> None:
        """Enter the file's line-ups that are not known yet, or are to be followed in what is known otherwise."""
        untold = list_untold(self.match, self.state, self.teams, turned=self.found.turned, people=self.people)
        followed = [one for one in untold if one.known is None or self.may_correct(LINEUPS)]
        self.lined_up = followed == untold
        self.update.bodies += [one.body for one in followed]
        self.update.changed += [f"line-up of {one.team.name}" for one in followed]

    # --- details -----------------------------------------------------------------------------------------------------

    def list_details(self, fixture: Fixture, *, played: bool) -> dict[str, Any]:
        """Ground, zone, and what is known once a match has been played, where the file is to be followed in them."""
        changes = {}
        first = played and self.there.status in UNPLAYED  # it is the first to know how the match went
        for name in (*WHERE, *(KNOWN_LATE if played else ())):
            value, known = getattr(self.match, name), getattr(fixture, name)
            if value in (None, (), known):
                continue
            dated = self.source.as_of is not None and (first or self.is_unknown(fixture, name))
            if dated or (first and name in KNOWN_LATE) or self.may_correct(name):
                changes[name] = value
        return changes

    def is_unknown(self, fixture: Fixture, name: str) -> bool:
        """Whether a detail is not known; of a ground that is not neutral, whether no dated source said so."""
        if name == "neutral":
            return not fixture.neutral and name not in self.dates
        return getattr(fixture, name) in (None, ())

    def list_day(self, fixture: Fixture, *, moved: bool) -> dict[str, Any]:
        """The day and the hour, where the file is to be followed in them; `moved`: it is so whatever its source."""
        match, stored = self.match, self.dates.get("day")
        known = find_day(fixture)
        if match.day is None or not (known != match.day or self.has_other_time(fixture)):
            return {}
        first = self.there.status in UNPLAYED and has_result(match)
        moved = moved and (first or not stored or not (self.source.as_of is None or self.source.is_beaten_by(stored)))
        dated = first and self.source.as_of is not None
        if not (known is None or moved or dated or self.may_correct("day")):
            if self.found.moved and self.there.status in DONE:
                self.update.warnings.append(f"the match there, {self.there.pk}, is of {known}, not {match.day}")
            return {}
        found = {name: getattr(match, name) for name in WHEN}
        if known == match.day:  # what the file does not know of the hour stays
            found = {name: value for name, value in found.items() if value is not None}
        changes = {name: value for name, value in found.items() if value != getattr(fixture, name)}
        return changes | self.list_year() if "scheduled_on" in changes else changes

    def list_year(self) -> dict[str, Any]:
        """The season of another year, for a match that is moved into it; to be played by its rules."""
        year, there = self.year, self.there
        if year is None or year.pk == there.season_id or not there.season.name.isdecimal():
            return {}
        changes: dict[str, Any] = (
            {"season": make_ref(year), "stage": None} if there.stage_id else {"season": make_ref(year)}
        )
        if there.status in UNPLAYED and year.ruleset != there.season.ruleset:
            changes["ruleset"] = resolve_ruleset(season=year, stage=None, match=self.match.ruleset)
        return changes

    def has_other_time(self, fixture: Fixture) -> bool:
        """Whether the file knows another hour of the day."""
        return any(getattr(self.match, name) not in (None, getattr(fixture, name)) for name in WHEN)

    def may_correct(self, field: str) -> bool:
        """Whether the file is to be followed in a detail that is known otherwise."""
        stored = self.dates.get(field)
        if self.found.decided:
            return True
        if self.source.as_of is None:
            return not stored and self.is_of_this_source()
        return self.source.beats(stored) and self.is_of_imports()

    @functools.cached_property
    def actors(self) -> set[str]:
        """Who has entered the match's records, the system's own apart."""
        found = MatchEvent.objects.filter(match=self.there.pk).values_list("actor", flat=True).distinct()
        return {actor for actor in found if actor != "merge" and not actor.startswith("system:")}

    def is_of_imports(self) -> bool:
        """Whether nobody but imports has entered anything."""
        return all(actor.startswith("import") for actor in self.actors)

    def is_of_this_source(self) -> bool:
        """Whether nobody but imports of this format has."""
        return self.actors == {self.source.actor}

    def confirm(self, fixture: Fixture, changes: Mapping[str, Any]) -> None:
        """Remember as of when the fields are in which match and file agree now."""
        if self.source.as_of is None:
            return
        for field in date_new(self.match, self.source):
            name = "scheduled_on" if field == "day" else field
            value = changes.get(name, self.there.scheduled_on if field == "day" else getattr(fixture, name, None))
            here = self.match.day if field == "day" else getattr(self.match, name, None)
            agreed = field == RESULT or value == here or (field == "home" and not self.found.turned)
            agreed = agreed or (field == LINEUPS and self.lined_up)
            if (agreed or field in changes) and not self.source.is_beaten_by(self.dates.get(field)):
                self.dates[field] = self.source.as_of.isoformat()

    def enter(self, changes: dict[str, Any], *, reason: str, fixture: Fixture) -> None:
        """Add a change of the fixture, and say what it is."""
        if not changes:
            return
        self.update.bodies.append(change(changes, reason=reason))
        for name, value in changes.items():
            if name != "ruleset":
                self.update.changed.append(f"{name}: {format_value(getattr(fixture, name))} is {format_value(value)}")
