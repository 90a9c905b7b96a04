"""Named reads of the live side: what pages, API, push and relay ask of its tables."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from scoreboard import envelope
from scoreboard.models import Competition, Competitor, Match, MatchEvent, Season
from scoreboard.sports.base import Event
from scoreboard.sports.match import MatchState, state_decoder_of

LIVE = ("live", "delayed", "interrupted", "suspended")


# --- the match log ---------------------------------------------------------------------------------------------------


def load_log(match: Match, *, after: int = 0, limit: int | None = None) -> list[Event]:
    """A match's records in `seq` order, those after `after`, under the match's present epoch."""
    rows = MatchEvent.objects.filter(match=match, seq__gt=after).order_by("seq").values_list("record", flat=True)
    records = [envelope.decode_record(row) for row in (rows[:limit] if limit else rows)]
    return [
        record if record.epoch == match.epoch else msgspec.structs.replace(record, epoch=match.epoch)
        for record in records
    ]


def load_tops(match_ids: Iterable[UUID | str]) -> dict[str, tuple[int, int]]:
    """How far each match's log reaches, as (epoch, seq) by match id; one query."""
    rows = Match.objects.filter(pk__in=[UUID(str(match_id)) for match_id in match_ids])
    return {str(pk): (epoch, seq) for pk, epoch, seq in rows.values_list("pk", "epoch", "seq")}


# --- matches ---------------------------------------------------------------------------------------------------------


def matches_with_names() -> QuerySet[Match]:
    """Matches with all that a snapshot names, in one query."""
    return Match.objects.select_related("season__competition", "stage", "home", "away")


def find_match(match_id: UUID | str) -> Match | None:
    """A match with its names; None where there is none of that id, or it is no id."""
    try:
        return matches_with_names().filter(pk=UUID(str(match_id))).first()
    except ValueError:
        return None


def matches_of_day(day: date, *, with_replays: bool = True) -> QuerySet[Match]:
    """The matches of a day, with live ones of any day if it is today's page that asks; by competition, then time."""
    found = matches_with_names().filter(scheduled_on=day)
    if not with_replays:
        found = found.filter(replay_of=None)
    return found.order_by("season__competition__name", "scheduled_at", "pk")


def live_matches() -> QuerySet[Match]:
    """The matches being played now."""
    return matches_with_names().filter(status__in=LIVE).order_by("season__competition__name", "scheduled_at", "pk")


def matches_of_season(season: Season) -> QuerySet[Match]:
    """A season's matches in the order of play."""
    return matches_with_names().filter(season=season).order_by("scheduled_on", "scheduled_at", "pk")


def read_state(match: Match) -> MatchState:
    """The match's stored state."""
    state: MatchState = state_decoder_of(match.sport).decode(match.state)
    return state


def read_snapshot(match: Match) -> dict[str, Any]:
    """A match (from `matches_with_names`) as it looks outside, under its present catalogue names."""
    snapshot = envelope.snapshot(read_state(match), match_id=str(match.id), epoch=match.epoch)
    for field, row in (
        ("competition", match.season.competition),
        ("season", match.season),
        ("stage", match.stage),
        ("home", match.home),
        ("away", match.away),
    ):
        if row is not None:
            snapshot[field] = {"id": str(row.id), "name": row.name}
    return snapshot


def summarise(match: Match) -> dict[str, Any]:
    """A match in a list: its snapshot without incidents."""
    snapshot = read_snapshot(match)
    del snapshot["incidents"]
    return snapshot


def catalogue_version(match: Match) -> int:
    """A number that grows whenever a name in the match's snapshot changes; the cursor does not know of those."""
    rows = (match.season.competition, match.season, match.stage, match.home, match.away)
    return sum(row.version for row in rows if row is not None)


def write_etag(match: Match) -> str:
    """The ETag of a match's snapshot: its cursor and its names' version."""
    return f'"{envelope.write_cursor(match.epoch, match.seq)}.{catalogue_version(match)}"'


# --- the catalogue ---------------------------------------------------------------------------------------------------


def find_by_id_or_name(rows: QuerySet[Any], text: str) -> Any | None:
    """A catalogue row by its id or its exact name; None where there is none."""
    try:
        return rows.filter(pk=UUID(text)).first()
    except ValueError:
        return rows.filter(name=text).first()


def find_competition(text: str, *, sport: str) -> Competition | None:
    """A competition by id or name."""
    found: Competition | None = find_by_id_or_name(Competition.objects.filter(sport=sport), text)
    return found


def find_season(text: str, *, competition: Competition) -> Season | None:
    """A season of a competition by id or name."""
    found: Season | None = find_by_id_or_name(Season.objects.filter(competition=competition), text)
    return found


def find_competitor(text: str, *, sport: str) -> Competitor | None:
    """A competitor of a sport by id or name."""
    found: Competitor | None = find_by_id_or_name(Competitor.objects.filter(sport=sport), text)
    return found
