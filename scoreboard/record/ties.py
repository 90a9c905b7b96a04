"""Who comes from one tie into another match: what is to be entered there, once the tie is decided.

A side that its fixture calls the winner or loser of a match (`home_from`, `away_from`) is filled in by the system, as a
record of its own, after the commit that decided it: who won or lost the tie as a whole, whichever of its legs, replays
or matches of a series the fixture names. While the later match has not begun, a correction changes it again; then
nothing changes by itself, and people are told. Whom an official has put there instead stays.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from scoreboard import parsing
from scoreboard.models import Match
from scoreboard.queries import decode_state
from scoreboard.sports import get_sport, ties
from scoreboard.sports.base import Score, Side
from scoreboard.sports.common import Feeder, FixtureChanged, FixtureChanges, Ref
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.reasons import REASONS
from scoreboard.sports.rounds import strip_leg
from scoreboard.sports.state import MatchState, award_of, status_of, view_of
from scoreboard.sports.statuses import OVER
from scoreboard.wire.records import format_cursor

ACTOR = "system:tie"
SIDES: Sequence[Side] = ("home", "away")
TO_COME = frozenset({"scheduled", "delayed", "postponed"})
GONE = frozenset({"cancelled", "abandoned", "annulled"})
BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)


class Filling(NamedTuple):
    """What is to be entered in a later match that is at `seq`; `key` names the record that caused it."""

    match: UUID
    seq: int
    body: dict[str, object]
    key: str


class Held(NamedTuple):
    """A later match that has begun with others than those whom the ties before it say: who, in words."""

    match: Match
    state: MatchState
    what: str


@dataclass(frozen=True)
class Part:
    """A side of a match, as the rules of ties read it (scoreboard/sports/ties.py)."""

    side: Side
    competitor: Ref | None
    neutral: bool
    scored: int
    shootout: int | None
    won: bool | None
    advanced: bool | None
    decided_by: str


@dataclass(frozen=True)
class Meeting:
    """A match of a tie; `views` are its sides in the same order in all of them."""

    round: str
    views: tuple[Part, Part]
    over: bool
    is_due: bool


def may_fill(status_before: str, match: Match, records: Sequence[object]) -> bool:
    """Whether records of a match can change who comes from where: it is decided, or no more, or is fed otherwise."""
    if status_before in OVER or match.status in OVER:
        return True
    if not (match.home_feeder or match.away_feeder):
        return False
    return any(isinstance(record, FixtureChanged) for record in records)


def find_fillings(match: Match) -> Iterator[Filling | Held]:
    """What is to be entered since a match is as it is now: in those that its tie feeds, and in itself.

    One query where it feeds none and none feeds it.
    """
    near = load_near(match)
    cause = near.pop(match.pk, None)
    if cause is None:
        return
    for later in (*near.values(), *([cause] if cause.home_feeder or cause.away_feeder else [])):
        if (found := find_filling(later, cause)) is not None:
            yield found


def load_near(match: Match) -> dict[UUID, Match]:
    """A match as it is now, and those that it or another match of its two feeds, by id; one query."""
    same = (list_same(match) if match.home_id and match.away_id else Match.objects.filter(pk=match.pk)).values("pk")
    found = Match.objects.filter(pk=match.pk).union(
        Match.objects.filter(home_feeder__in=same), Match.objects.filter(away_feeder__in=same), all=True
    )
    return {each.pk: each for each in found}


def list_same(match: Match) -> QuerySet[Match]:
    """The matches of a match's two in the same stage."""
    sides = (match.home_id, match.away_id)
    return Match.objects.filter(season=match.season_id, stage=match.stage_id, home__in=sides, away__in=sides)


def find_filling(later: Match, cause: Match) -> Filling | Held | None:
    """What is to be entered in a later match whose sides are not who they should be; None where all is right."""
    state = decode_state(later)
    found: dict[str, Ref | None] = {}
    for side in SIDES:
        feeder: Feeder | None = getattr(state.fixture, f"{side}_from")
        source = find_source(feeder, later, cause)
        if feeder is None or source is None:
            continue
        fixture = decode_state(source).fixture
        wanted, present = find_outcome(source, feeder), getattr(state.fixture, side)
        of_source = {ref.id for ref in (fixture.home, fixture.away) if ref}
        if (present and present.id) != (wanted and wanted.id) and (present is None or present.id in of_source):
            found[side] = wanted
    home, away = (found.get(side, getattr(state.fixture, side)) for side in SIDES)
    if not found or (home and away and home.id == away.id):  # nobody plays against itself: for people to look at
        return None
    if later.status not in TO_COME or view_of(state).started:
        return hold(later, state, found)
    data = FixtureChanges(reason=REASONS["tie.decided"], **found)
    key = f"{cause.pk}:{format_cursor(cause.epoch, cause.seq)}:{'-'.join(found)}"
    return Filling(later.pk, later.seq, {"type": "fixture_changed", "data": msgspec.to_builtins(data)}, key)


def hold(later: Match, state: MatchState, found: dict[str, Ref | None]) -> Held | None:
    """What people are told of a match that has begun; nothing of one that was called off."""
    if later.status in GONE:
        return None
    present = {side: getattr(state.fixture, side) for side in found}
    told = (
        f"{side} is {present[side].name if present[side] else 'nobody'}, by the tie before it {name_wanted(wanted)}"
        for side, wanted in found.items()
    )
    return Held(later, state, f"not changed, since it has begun: {'; '.join(told)}")


def name_wanted(wanted: Ref | None) -> str:
    """Who should be there, in words."""
    return wanted.name if wanted else "nobody yet"


def find_source(feeder: Feeder | None, later: Match, cause: Match) -> Match | None:
    """The match that a side comes from, as it is now; one of another sport, or the later match itself, is none."""
    if feeder is None:
        return None
    source = cause if feeder.match == str(cause.pk) else Match.objects.filter(pk=feeder.match).first()
    return None if source is None or source.pk == later.pk or source.sport != later.sport else source


# --- who has won -----------------------------------------------------------------------------------------------------


def find_outcome(match: Match, feeder: Feeder) -> Ref | None:
    """Who won or lost the tie that a match is of; None while nobody has, or where its matches do not decide it."""
    meetings = list_meetings(match)
    if not meetings:
        return None
    winner = find_winner(meetings, find_rules(match))
    if winner is None:
        return None
    return meetings[0].views[winner if feeder.outcome == "winner" else 1 - winner].competitor


def find_winner(meetings: Sequence[Meeting], rules: Ranking) -> int | None:
    """Which of a tie's two is through; where not all its legs are here, the one knows it that has the aggregate."""
    decision = ties.decide(meetings, ties.tell_form(meetings, rules), rules)
    if decision is not None:
        return decision.winner
    told = [part for meeting in meetings if meeting.over for part in enumerate(meeting.views) if part[1].advanced]
    return told[-1][0] if told else None


def list_meetings(match: Match) -> list[Meeting]:
    """The matches of the tie that a match is of, in the order of play; none while its two are not known.

    Those between the same two, in the same stage and in rounds of the same name but for what tells legs apart.
    """
    if not (match.home_id and match.away_id):
        return []
    label = strip_leg(match.round)
    same = [each for each in list_same(match).exclude(status__in=GONE) if strip_leg(each.round) == label]
    same.sort(key=lambda each: (each.scheduled_on or date.max, each.scheduled_at or BEFORE_ALL, each.pk))
    return [build_meeting(each, swapped=each.home_id != same[0].home_id) for each in same]


def build_meeting(match: Match, *, swapped: bool) -> Meeting:
    """A match as the rules of ties read it."""
    state = decode_state(match)
    view, fixture, award = view_of(state), state.fixture, award_of(state)
    over = status_of(state, view) in OVER
    score = view.score if award is None or view.winner == view.score.leader() else award.score or Score()
    nobody = award is not None and award.both_lose
    parts = [
        Part(
            side,
            getattr(fixture, side),
            fixture.neutral,
            getattr(score, side),
            getattr(view.shootout, side) if view.shootout else None,
            False if nobody else view.winner == side if over and view.winner else None,
            view.advances == side if over and view.advances else None,
            view.decided_by or "",
        )
        for side in SIDES
    ]
    return Meeting(match.round, (parts[1], parts[0]) if swapped else (parts[0], parts[1]), over, not over)


def find_rules(match: Match) -> Ranking:
    """The ranking rules of a match's stage: sport ‹ competition ‹ season ‹ stage."""
    rules: dict[str, Any] = msgspec.to_builtins(get_sport(match.sport).ranking)
    for level in (match.season.competition, match.season, match.stage):
        rules |= level.ranking if level else {}
    return parsing.convert(rules, Ranking)
