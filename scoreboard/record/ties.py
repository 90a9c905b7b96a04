"""Who comes from one match into another: what is to be entered in the later one, once the earlier one is decided.

A side that its fixture calls the winner or loser of a match (`home_from`, `away_from`) is filled in by the system, as a
record of its own, after the commit that decided it. While the later match has not begun, a correction changes it again;
then nothing changes by itself. Whom an official has put there instead stays.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db.models import Q

from scoreboard.models import Match
from scoreboard.queries import decode_state
from scoreboard.sports.base import Side
from scoreboard.sports.common import Feeder, Fixture, FixtureChanged, FixtureChanges, Ref
from scoreboard.sports.reasons import REASONS
from scoreboard.sports.rounds import strip_leg
from scoreboard.sports.state import MatchState, status_of, view_of
from scoreboard.sports.statuses import OVER
from scoreboard.wire.records import format_cursor

ACTOR = "system:tie"
SIDES: Sequence[Side] = ("home", "away")
TO_COME = frozenset({"scheduled", "delayed", "postponed"})
GONE = frozenset({"cancelled", "abandoned", "annulled"})


class Filling(NamedTuple):
    """What is to be entered in a later match that is at `seq`; `key` names the record that caused it."""

    match: UUID
    seq: int
    body: dict[str, object]
    key: str


def may_fill(status_before: str, match: Match, records: Sequence[object]) -> bool:
    """Whether records of a match can change who comes from where: it is decided, or no more, or is fed otherwise."""
    if status_before in OVER or match.status in OVER:
        return True
    if not (match.home_feeder or match.away_feeder):
        return False
    return any(isinstance(record, FixtureChanged) for record in records)


def find_fillings(match_id: UUID) -> Iterator[Filling]:
    """What is to be entered since a match is as it is now: in those that it feeds, and in itself.

    One query where it feeds none and none feeds it.
    """
    near = list(Match.objects.filter(Q(pk=match_id) | Q(home_feeder=match_id) | Q(away_feeder=match_id)))
    cause = next((match for match in near if match.pk == match_id), None)
    if cause is None:
        return
    fed = [match for match in near if match.pk != match_id]
    for later in (*fed, *([cause] if cause.home_feeder or cause.away_feeder else [])):
        if (filling := find_filling(later, cause)) is not None:
            yield filling


def find_filling(later: Match, cause: Match) -> Filling | None:
    """What is to be entered in a match to come whose sides are not who they should be; None where all is right."""
    state = decode_state(later)
    if later.status not in TO_COME or view_of(state).started:
        return None
    found: dict[str, Ref | None] = {}
    for side in SIDES:
        feeder: Feeder | None = getattr(state.fixture, f"{side}_from")
        if feeder is None or (cause.pk != later.pk and feeder.match != str(cause.pk)):
            continue
        source = cause if feeder.match == str(cause.pk) else Match.objects.filter(pk=feeder.match).first()
        if source is None or source.pk == later.pk or source.sport != later.sport:
            continue
        fixture = (known := decode_state(source)).fixture
        wanted, present = find_outcome(source, known, feeder), getattr(state.fixture, side)
        of_source = {ref.id for ref in (fixture.home, fixture.away) if ref}
        if (present and present.id) != (wanted and wanted.id) and (present is None or present.id in of_source):
            found[side] = wanted
    home, away = (found.get(side, getattr(state.fixture, side)) for side in SIDES)
    if not found or (home and away and home.id == away.id):  # nobody plays against itself: for people to look at
        return None
    data = FixtureChanges(reason=REASONS["tie.decided"], **found)
    key = f"{cause.pk}:{format_cursor(cause.epoch, cause.seq)}:{'-'.join(found)}"
    return Filling(later.pk, later.seq, {"type": "fixture_changed", "data": msgspec.to_builtins(data)}, key)


def find_outcome(match: Match, state: MatchState, feeder: Feeder) -> Ref | None:
    """Who won or lost what a match decides; None while nobody has, or where it alone does not decide it."""
    view = view_of(state)
    winner = view.advances or view.winner
    if status_of(state, view) not in OVER or winner is None:
        return None
    if view.aggregate is None and is_one_of_several(match, state.fixture):
        return None
    side: Side = winner if feeder.outcome == "winner" else SIDES[1 - SIDES.index(winner)]
    found: Ref | None = getattr(state.fixture, side)
    return found


def is_one_of_several(match: Match, fixture: Fixture) -> bool:
    """Whether the same two have another match in this round that is to come, or has a winner: a leg, a series.

    What was drawn before is replayed, and decides nothing.
    """
    sides = (match.home_id, match.away_id)
    others = Match.objects.filter(season=match.season_id, stage=match.stage_id, home__in=sides, away__in=sides)
    return any(
        strip_leg(other.round) == strip_leg(fixture.round or "")
        and (other.status not in OVER or view_of(decode_state(other)).winner is not None)
        for other in others.exclude(pk=match.pk).exclude(status__in=GONE)
    )
