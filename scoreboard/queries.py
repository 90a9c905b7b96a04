"""Named reads of the live side: what pages, API, push and relay ask of its tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zlib import crc32

import msgspec
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from scoreboard.entrances.days import ViewersDay
from scoreboard.known_names import find_competitors
from scoreboard.models import (
    Competition,
    Competitor,
    KafkaCluster,
    Match,
    MatchEvent,
    OutboxCursor,
    Person,
    Season,
    SquadEntry,
)
from scoreboard.models.catalogue import CATALOGUE
from scoreboard.models.loading import EDGES
from scoreboard.models.unreadable import UnreadableMatch, reading
from scoreboard.parsing import describe_error
from scoreboard.sports import get_sport
from scoreboard.sports.base import Event
from scoreboard.sports.common import Ref
from scoreboard.sports.sentences import name_sides
from scoreboard.sports.state import MatchState, state_decoder_of, view_of
from scoreboard.wire.covers import Shown, cover_text, parse_shown
from scoreboard.wire.records import Cursor, decode_record, format_cursor
from scoreboard.wire.snapshot import SNAPSHOT_VERSION, Snapshot, Summary, build_snapshot, shorten_snapshot

TWO_DAYS = timedelta(days=2)
LIVE = ("live", "delayed", "interrupted", "suspended")


# --- the match log ---------------------------------------------------------------------------------------------------


def load_log(match: Match, *, after: int = 0, limit: int | None = None) -> list[Event]:
    """A match's records in `seq` order, those after `after`, under the match's present epoch.

    Raises UnreadableMatch where one of them cannot be read, or is missing.
    """
    rows = MatchEvent.objects.filter(match=match, seq__gt=after).order_by("seq").values_list("seq", "record")
    records, shown = [], load_shown(match)
    for wanted, (seq, text) in enumerate(rows[:limit] if limit else rows, start=after + 1):
        if seq != wanted:
            raise UnreadableMatch(match.pk, f"record {wanted} is missing")
        record = decode_log_row(match.pk, seq, text, shown)
        records.append(record if record.epoch == match.epoch else msgspec.structs.replace(record, epoch=match.epoch))
    return records


def load_shown(match: Match) -> Shown:
    """What people are called instead of the names that a match's log has for them; raises UnreadableMatch."""
    try:
        return parse_shown(match.shown_names)
    except Exception as error:
        raise UnreadableMatch(match.pk, f"its shown names cannot be read: {describe_error(error)}") from error


def decode_log_row(match_id: UUID, seq: int, text: str, shown: Shown) -> Event:
    """The record that a row of a match's log holds, with the names `shown`; raises UnreadableMatch."""
    try:
        record = decode_record(cover_text(text, shown) if shown else text)
    except Exception as error:
        raise UnreadableMatch(match_id, f"record {seq} cannot be read: {describe_error(error)}") from error
    if record.seq != seq or record.match != str(match_id):
        raise UnreadableMatch(match_id, f"record {seq} says that it is record {record.seq} of {record.match[:60]!r}")
    return record


def load_log_ends(match_ids: Iterable[UUID | str]) -> dict[str, Cursor]:
    """The end of each match's log, as (epoch, seq) by match id; one query. Without those whose row is damaged."""
    rows = Match.objects.filter(pk__in=[UUID(str(match_id)) for match_id in match_ids])
    return {
        str(pk): (epoch, seq)
        for pk, epoch, seq in rows.values_list("pk", "epoch", "seq")
        if isinstance(epoch, int) and isinstance(seq, int)
    }


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


def matches_of_season(season_id: UUID) -> QuerySet[Match]:
    """A season's matches in the order of play, those whose day is not known last."""
    return (
        matches_with_names()
        .filter(season=season_id)
        .order_by(F("scheduled_on").asc(nulls_last=True), "scheduled_at", "pk")
    )


def filter_matches(
    *,
    day: date | None = None,
    viewers_day: ViewersDay | None = None,
    status: str | None = None,
    sport: str | None = None,
    competition_id: UUID | None = None,
    season_id: UUID | None = None,
    after: tuple[date | None, UUID] | None = None,
) -> QuerySet[Match]:
    """Matches by day of play, those without a day last; `after` (day, id) is where a page begins.

    `day` is the ground's, `viewers_day` one of whoever looks.
    """
    wanted = {
        "scheduled_on": day,
        "status": status,
        "sport": sport,
        "season__competition": competition_id,
        "season": season_id,
    }
    found = matches_with_names().filter(**{name: value for name, value in wanted.items() if value is not None})
    if viewers_day is not None:
        found = found.filter(is_on(viewers_day))
    found = found.annotate(day=Coalesce("scheduled_on", Value(date.max))).order_by("day", "pk")
    if after is not None:
        last, pk = after[0] or date.max, after[1]
        found = found.filter(Q(day__gt=last) | Q(day=last, pk__gt=pk))
    return found


def decode_state(match: Match) -> MatchState:
    """The match's stored state; raises UnreadableMatch."""
    with reading(match):
        state: MatchState = state_decoder_of(match.sport).decode(match.state)
        if why := find_contradiction(match, state):
            raise UnreadableMatch(match.pk, why)
    return state


def find_contradiction(match: Match, state: MatchState) -> str | None:
    """What of a match's row cannot be, or cannot be of its state; None where nothing is wrong."""
    for name in ("recorded_at", "scheduled_at", "scheduled_on"):
        if getattr(match, name) in EDGES:
            return f"{name} is out of the calendar"
    if state.fixture.scheduled_at is not None:
        state.fixture.scheduled_at.astimezone(UTC)  # raises OverflowError: the same of what the state says
    if not isinstance(match.epoch, int) or not isinstance(match.recorded_at, datetime):
        return f"its epoch is {match.epoch!r}, its last record is of {match.recorded_at!r}"
    if (match.seq, match.sport) != (state.seq, state.fixture.sport):
        return f"its row is of {match.sport}, at {match.seq}; its state of {state.fixture.sport}, at {state.seq}"
    phase = view_of(state).phase
    return None if phase in get_sport(match.sport).phases else f"{match.sport} has no phase {phase!r}"


def load_snapshot(match: Match, state: MatchState | None = None) -> Snapshot:
    """A match (from `matches_with_names`) as it looks outside, under its present catalogue names.

    `state` is its stored state, where that has been read already. Raises UnreadableMatch.
    """
    state = state or decode_state(match)
    with reading(match):
        names = name_sides(match.home, match.away)
        snapshot = build_snapshot(state, match_id=str(match.id), epoch=match.epoch, names=names)
    rows = {
        "competition": match.season.competition,
        "season": match.season,
        "stage": match.stage,
        "home": match.home,
        "away": match.away,
    }
    named = {field: Ref(str(row.id), row.name) for field, row in rows.items() if row is not None}
    return msgspec.structs.replace(snapshot, **named)


def load_summary(match: Match) -> Summary:
    """A match in a list: its snapshot without incidents."""
    return shorten_snapshot(load_snapshot(match))


def catalogue_version(match: Match) -> int:
    """A number that grows whenever a name in the match's snapshot changes; the cursor does not know of those."""
    rows = (match.season.competition, match.season, match.stage, match.home, match.away)
    return sum(row.version for row in rows if row is not None)


def format_etag(match: Match) -> str:
    """The ETag of a match's snapshot: its cursor, the versions of its names and of what snapshots say, its state's sum.

    The sum tells apart what earlier rules made of the same records, and what a refold makes of them.
    """
    cursor, folded = format_cursor(match.epoch, match.seq), crc32(str(match.state).encode(errors="replace"))
    return f'"{cursor}.{catalogue_version(match)}.{SNAPSHOT_VERSION}.{folded:08x}"'


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
    """A competitor of a sport by id, or by any name it goes by."""
    try:
        return Competitor.objects.filter(sport=sport, pk=UUID(text)).first()
    except ValueError:
        return find_competitors([text], sport=sport).get(text)


def find_person(person_id: UUID) -> Person | None:
    """The person of an id, or under whom that one counts since they were merged; None where there is none."""
    return find_person_of_page(person_id)[0]


def find_person_of_page(person_id: UUID) -> tuple[Person | None, bool]:
    """A person as `find_person` does, and whether any squad that they were in is known. One query."""
    places = SquadEntry.objects.filter(Q(person=OuterRef("pk")) | Q(person__main=OuterRef("pk")))
    people = Person.objects.select_related("competitor", "main__competitor").annotate(in_squads=Exists(places))
    found = people.filter(pk=person_id).first()
    return (found.main or found, found.in_squads) if found else (None, False)


def find_competitor_of_page(competitor_id: UUID) -> tuple[Competitor | None, bool]:
    """A competitor by id, and whether any squad of it is known. One query."""
    places = SquadEntry.objects.filter(competitor=OuterRef("pk"))
    found = Competitor.objects.annotate(in_squads=Exists(places)).filter(pk=competitor_id).first()
    return found, bool(found and found.in_squads)


def list_further_names(person: Person) -> list[str]:
    """What else a person is called: other spellings, and the names of who was merged into them; none of the covered."""
    if person.covered:
        return []
    theirs = Person.objects.filter(Q(pk=person.pk) | Q(main=person)).prefetch_related("aliases")
    open_ = [one for one in theirs if not one.covered]
    names = {name for one in open_ for name in (one.name, *(alias.name for alias in one.aliases.all()))}
    return sorted(names - {person.name})


def find_season_by_id(season_id: UUID) -> Season | None:
    """A season with its competition; None where there is none."""
    return Season.objects.select_related("competition").filter(pk=season_id).first()


# --- pages -----------------------------------------------------------------------------------------------------------


def is_on(day: ViewersDay) -> Q:
    """Whether a match is on a day of whoever looks: by its instant; one without stands on its date everywhere.

    The ground's day, which has an index, is at most two days from the viewer's.
    """
    near = Q(scheduled_on__range=(day.on - TWO_DAYS, day.on + TWO_DAYS))
    return near & Q(scheduled_at__gte=day.begin, scheduled_at__lt=day.end) | Q(scheduled_at=None, scheduled_on=day.on)


def matches_of_page(day: ViewersDay, *, with_live: bool) -> QuerySet[Match]:
    """The matches of a day's page: the day's own, and with `with_live` those being played now, of any day."""
    wanted = is_on(day)
    if with_live:
        wanted |= Q(status__in=LIVE)
    return matches_with_names().filter(wanted).order_by("season__competition__name", "scheduled_at", "pk")


def matches_to_score(*, since: date, until: date) -> QuerySet[Match]:
    """The matches a console lists: those being played, and those of the days `since` to `until`; replays left out."""
    wanted = Q(status__in=LIVE) | Q(scheduled_on__gte=since, scheduled_on__lte=until)
    found = matches_with_names().filter(wanted, replay_of=None)
    return found.order_by("season__competition__name", "scheduled_at", "pk")


def find_match_day(day: ViewersDay, *, later: bool) -> date | None:
    """The nearest day with a match before a viewer's day, or `later` than it; replays do not make a day.

    Two queries: grounds' days, which have an index, come in another order than the viewer's, by two days at most.
    """
    if later:
        beyond = Q(scheduled_at__gte=day.end) | Q(scheduled_at=None, scheduled_on__gt=day.on)
        beyond &= Q(scheduled_on__gte=day.on - TWO_DAYS)
    else:
        beyond = Q(scheduled_at__lt=day.begin) | Q(scheduled_at=None, scheduled_on__lt=day.on)
        beyond &= Q(scheduled_on__lte=day.on + TWO_DAYS)
    days = Match.objects.filter(beyond, replay_of=None, scheduled_on__isnull=False)
    first = days.order_by("scheduled_on" if later else "-scheduled_on").values_list("scheduled_on", flat=True).first()
    if first is None:
        return None
    near = days.filter(scheduled_on__range=(first - TWO_DAYS, first + TWO_DAYS))
    best = Min if later else Max
    try:
        found = near.aggregate(at=best("scheduled_at"), on=best("scheduled_on", filter=Q(scheduled_at=None)))
    except (ValueError, AttributeError):  # a damaged row is among them: the ground's day has to do
        return first
    offset = timedelta(minutes=day.end_offset if later else day.offset)
    nearest = [found["on"], found["at"] and (found["at"].astimezone(UTC) + offset).date()]
    return (min if later else max)(each for each in nearest if each)


def matches_of_competitor(competitor: Competitor) -> QuerySet[Match]:
    """A competitor's matches, the newest first; replays left out."""
    found = matches_with_names().filter(Q(home=competitor) | Q(away=competitor), replay_of=None)
    return found.order_by(F("scheduled_on").desc(nulls_first=True), "-scheduled_at", "-pk")


def matches_between(home: Competitor, away: Competitor) -> QuerySet[Match]:
    """What two competitors have played against each other, the newest first; replays left out."""
    return matches_of_competitor(home).filter(Q(home=away) | Q(away=away))


def squad_on_day(match: Match, competitor: UUID | None) -> QuerySet[SquadEntry]:
    """A competitor's squad in a match's season on its day, with people; the whole one where that is not known."""
    found = SquadEntry.objects.filter(season=match.season_id, competitor=competitor).select_related("person__same_as")
    if (day := match.scheduled_on) is None:
        return found
    return found.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gte=day))


def seasons_with_names() -> QuerySet[Season]:
    """Every season with its competition and how many matches it has (`matches_count`), the newest first in each."""
    found = Season.objects.select_related("competition").annotate(matches_count=Count("matches"))
    return found.order_by("competition__name", "competition__sport", "-name")  # two sports may have a "Cup"


def people_of(match: Match) -> dict[str, list[str]]:
    """The names known of each side, as {"home": […], "away": […]}; one query. In full: for who enters what they do."""
    rows = Person.objects.filter(competitor__in=[match.home_id, match.away_id], erased=False).order_by("name")
    found: dict[str, list[str]] = {"home": [], "away": []}
    for competitor_id, name in rows.values_list("competitor", "name"):
        found["home" if competitor_id == match.home_id else "away"].append(name)
    return found


# --- the outbox ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Backlog:
    """What Kafka has not got yet: records and their matches, since when the oldest waits, and catalogue rows."""

    records: int
    matches: int
    waiting_since: datetime | None
    leased: int
    catalogue: int
    cluster_id: str | None


def load_backlog(*, now: datetime) -> Backlog:
    """How far the relay is behind; `leased` counts the matches that a relay has in hand at `now`."""
    unsent = OutboxCursor.objects.filter(sent_seq__lt=F("top_seq")).aggregate(
        matches=Count("pk"),
        records=Sum(F("top_seq") - F("sent_seq")),
        since=Min("waiting_since"),
        leased=Count("pk", filter=Q(leased_until__gt=now)),
    )
    return Backlog(
        records=unsent["records"] or 0,
        matches=unsent["matches"],
        waiting_since=unsent["since"],
        leased=unsent["leased"],
        catalogue=sum(rows.objects.filter(sent_version__lt=F("version")).count() for rows in CATALOGUE),
        cluster_id=KafkaCluster.objects.values_list("cluster_id", flat=True).first(),
    )


def waiting_matches(limit: int) -> list[OutboxCursor]:
    """The matches whose records have waited longest for Kafka, with their names."""
    unsent = OutboxCursor.objects.filter(sent_seq__lt=F("top_seq")).select_related("match__home", "match__away")
    return list(unsent.order_by("waiting_since")[:limit])
