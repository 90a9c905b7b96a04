"""Named reads of the tables: all that pages, API and operators ask of stats. Ids are texts, instants UTC."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Count, F, Max, Q, Sum, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from scoreboard.envelope import decode_record, write_cursor, write_time
from scoreboard.sports.match import fold_leniently
from scoreboard.sports.ranking import Ranking
from stats import broker
from stats.models import CatalogueItem, DeadLetter, Lease, Log, PersonFact, Record, SeasonFact, SideFact
from stats.projections import results
from stats.projections.place import Place
from stats.standings import Adjustment, make_table

# --- standings -------------------------------------------------------------------------------------------------------


def read_standings(
    season_id: str,
    *,
    stage: str | None = None,
    group: str | None = None,
    round: int | None = None,  # noqa: A002  # the parameter's name is fixed
    on: date | None = None,
    recorded_at: datetime | None = None,
    live: bool = False,
) -> dict[str, Any]:
    """A season's tables, or those of one stage or group, as now or then (interfaces.md has the shape).

    Of rounds up to `round`, of days up to `on`, as was known at `recorded_at`; with `live`, matches being played count
    as they stand. A season without groups has one table, named None; in one with groups, matches outside them
    (knock-out rounds) are in no table.
    """
    sides = _load_sides(season_id) if recorded_at is None else _load_sides_as_known(season_id, recorded_at)
    in_groups = [side for side in sides if side.group]
    tables: dict[str, list[SideFact]] = {}
    for side in in_groups or sides:
        if stage in (None, side.stage) and group in (None, side.group):
            tables.setdefault(side.group, []).append(side)
    counted = {
        name: [side for side in table if _counts(side, round=round, on=on, live=live)] for name, table in tables.items()
    }
    items = _load_items(season_id, sides)
    last_day = on or (recorded_at.astimezone(UTC) if recorded_at else timezone.now()).date()
    if round is not None:  # an adjustment counts with the matches before which it was made
        last_day = max((side.on for table in counted.values() for side in table if side.on), default=date.min)
    adjustments = _read_adjustments(items, until=last_day, known_at=recorded_at)
    season = items.get(("season", season_id))
    return {
        "season": {"id": season_id, "name": season.payload.get("name", "") if season else ""},
        "as_of": {
            "round": round,
            "on": on.isoformat() if on else None,
            "recorded_at": write_time(recorded_at),
            "live": live,
        },
        "current_to": _write_position(max(sides, key=lambda side: (side.recorded_at or EPOCH, side.seq), default=None)),
        "groups": [
            {
                "name": name or None,
                "rows": make_table(
                    competitors=_name_competitors(table, items),
                    sides=counted[name],
                    ranking=_read_ranking(table, items),
                    adjustments=adjustments,
                ),
            }
            for name, table in sorted(tables.items())
        ],
    }


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Items = dict[tuple[str, str], CatalogueItem]


def _load_sides(season_id: str) -> list[SideFact]:
    return list(SideFact.objects.filter(season=season_id))


def _load_sides_as_known(season_id: str, known_at: datetime) -> list[SideFact]:
    """The sides of a season's matches, from the records that there were at `known_at`."""
    of_season = SeasonFact.objects.filter(season=season_id).values("match")
    sides = [side for side in SideFact.objects.filter(match__in=of_season) if side.season == season_id]
    as_now = [side for side in sides if side.recorded_at and side.recorded_at <= known_at]
    later = SideFact.objects.filter(match__in=of_season, recorded_at__gt=known_at).values("match")
    logs: dict[str, list[str]] = {}
    for match, payload in (
        Record.objects.filter(match__in=later).order_by("epoch", "seq").values_list("match", "payload")
    ):
        logs.setdefault(match, []).append(payload)
    then = [side for match, log in logs.items() for side in _project_as_known(match, log, known_at)]
    return as_now + [side for side in then if side.season == season_id]


def _project_as_known(match: str, log: Iterable[str], known_at: datetime) -> list[SideFact]:
    records = [record for payload in log if (record := decode_record(payload)).recorded_at]
    records = [record for record in records if record.recorded_at and record.recorded_at <= known_at]
    if not records:
        return []
    last = records[-1]
    place = Place(match, last.epoch, last.seq, last.recorded_at, frozenset())
    return results.project(fold_leniently(records).state, place)


def _counts(side: SideFact, *, round: int | None, on: date | None, live: bool) -> bool:  # noqa: A002
    """Whether a side's match counts in a table: ended, or live where that is asked; of these rounds and days."""
    if not side.competitor or not (side.over or (live and side.live)):
        return False
    if round is not None and (side.round_number is None or side.round_number > round):
        return False
    return on is None or (side.on is not None and side.on <= on)


def _load_items(season_id: str, sides: Sequence[SideFact]) -> Items:
    """What the catalogue says of a season, all that ranks it, and all who play in it; one query."""
    ids = {season_id}
    for side in sides:
        ids |= {side.competition, side.stage, side.competitor}
    rows = CatalogueItem.objects.filter(Q(item__in=ids) | Q(parent=season_id, kind="adjustment"))
    return {(row.kind, row.item): row for row in rows}


def _read_ranking(table: Sequence[SideFact], items: Items) -> Ranking:
    """The ranking rules of a table: competition ‹ season ‹ stage; of the stage only where all matches share one."""
    levels = {("competition", side.competition) for side in table}, {("season", side.season) for side in table}
    stages = {("stage", side.stage) for side in table}
    rules: dict[str, Any] = {}
    for level in (*levels, stages if len(stages) == 1 else set()):
        for place in level:
            if place in items:
                rules |= items[place].payload.get("ranking") or {}
    return msgspec.convert(rules, Ranking)


def _read_adjustments(items: Items, *, until: date, known_at: datetime | None) -> list[Adjustment]:
    adjustments = [
        Adjustment(
            competitor=row.payload["competitor"],
            points=row.payload["points"],
            reason=row.payload["reason"],
            on=date.fromisoformat(row.payload["on"]),
        )
        for (kind, item), row in items.items()
        if kind == "adjustment" and (known_at is None or _made_at(item) <= known_at)
    ]
    return sorted((item for item in adjustments if item.on <= until), key=lambda item: item.on)


def _made_at(item: str) -> datetime:
    """When a catalogue entry was made, which its id (UUIDv7) tells to the millisecond."""
    return datetime.fromtimestamp((UUID(item).int >> 80) / 1000, tz=UTC)


def _name_competitors(table: Iterable[SideFact], items: Items) -> dict[str, str]:
    """Everyone in a table by id, under their present names."""
    return {
        side.competitor: _read_name(items.get(("competitor", side.competitor)), side.competitor_name)
        for side in table
        if side.competitor
    }


def _read_name(row: CatalogueItem | None, otherwise: str) -> str:
    return str(row.payload.get("name") or otherwise) if row else otherwise


def _write_position(log: SideFact | Log | None) -> dict[str, Any]:
    """Up to which record, and what time, something is current."""
    if log is None:
        return {"match": None, "seq": None, "cursor": None, "at": None}
    seq = log.seq if isinstance(log, SideFact) else log.applied_seq
    return {
        "match": log.match,
        "seq": seq,
        "cursor": write_cursor(log.epoch, seq),
        "at": write_time(log.recorded_at),
    }


# --- people and form -------------------------------------------------------------------------------------------------


def read_scorers(season_id: str, limit: int = 20) -> list[dict[str, Any]]:
    """A season's top scorers, most goals first; those with as many share a rank. Two queries.

    `{"rank", "person": {"id", "name"}, "competitor": {"id", "name"}, "goals", "penalties", "assists"}`; a person whom
    the log knows by name only has that name as id.
    """
    facts = PersonFact.objects.filter(season=season_id, stat__in=["goals", "penalties", "assists"])
    scorers = facts.values("person", "competitor").annotate(
        name=Max("name"),
        competitor_name=Max("competitor_name"),
        goals=Sum("value", filter=Q(stat="goals"), default=0),
        penalties=Sum("value", filter=Q(stat="penalties"), default=0),
        assists=Sum("value", filter=Q(stat="assists"), default=0),
    )
    rows = list(scorers.filter(goals__gt=0).order_by("-goals", "name", "person")[:limit])
    ids = {row["person"] for row in rows} | {row["competitor"] for row in rows}
    items = {row.item: row for row in CatalogueItem.objects.filter(item__in=ids)}
    places: dict[int, int] = {}
    return [
        {
            "rank": places.setdefault(row["goals"], number),
            "person": {"id": row["person"], "name": _read_name(items.get(row["person"]), row["name"])},
            "competitor": {
                "id": row["competitor"],
                "name": _read_name(items.get(row["competitor"]), row["competitor_name"]),
            },
            "goals": row["goals"],
            "penalties": row["penalties"],
            "assists": row["assists"],
        }
        for number, row in enumerate(rows, start=1)
    ]


def read_form(
    *, season_id: str | None = None, competitor_ids: Iterable[str] | None = None, last: int = 5
) -> dict[str, list[dict[str, Any]]]:
    """The `last` results of every competitor of a season, or of these competitors, newest first; by competitor's id.

    `{"match", "on", "result": "W"|"D"|"L", "side", "opponent": {"id", "name"}, "for", "against"}`. Without a season it
    spans competitions, replays left out. One query.
    """
    sides = SideFact.objects.filter(over=True).exclude(competitor="")
    sides = sides.filter(season=season_id) if season_id else sides.filter(replay=False)
    if competitor_ids is not None:
        sides = sides.filter(competitor__in=list(competitor_ids))
    newest_first = [F("on").desc(nulls_last=True), F("scheduled_at").desc(nulls_last=True), F("match").desc()]
    number = Window(RowNumber(), partition_by="competitor", order_by=newest_first)
    form: dict[str, list[dict[str, Any]]] = {}
    for side in sides.annotate(number=number).filter(number__lte=last).order_by("competitor", "number"):
        form.setdefault(side.competitor, []).append(
            {
                "match": side.match,
                "on": side.on,
                "result": side.result,
                "side": side.side,
                "opponent": {"id": side.opponent, "name": side.opponent_name},
                "for": side.scored,
                "against": side.conceded,
            }
        )
    return form


# --- why is my table late --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PartitionLag:
    """How far a partition is read. `end_offset` and `lag` (messages) are None where Kafka cannot be asked."""

    topic: str
    partition: int
    next_offset: int
    end_offset: int | None
    owner: str
    advanced_at: datetime | None

    @property
    def lag(self) -> int | None:
        """How many messages are not read yet."""
        return None if self.end_offset is None else max(0, self.end_offset - self.next_offset)


@dataclass(frozen=True)
class Lag:
    """How far the tables are behind Kafka, and what holds single matches up.

    `waiting` counts matches with records that cannot be applied yet, `parked` those with an open dead letter.
    """

    cluster_id: str | None
    partitions: list[PartitionLag]
    waiting: int
    parked: int
    dead_letters: int
    position: dict[str, Any]

    @property
    def messages(self) -> int | None:
        """How many messages are not read yet, in all; None where Kafka cannot be asked."""
        lags = [partition.lag for partition in self.partitions]
        return None if not lags or None in lags else sum(lag or 0 for lag in lags)


def read_lag() -> Lag:
    """How far the tables are behind; asks Kafka too, for half a second at most."""
    leases = list(Lease.objects.order_by("topic", "partition"))
    cluster, ends = broker.ask_ends({lease.topic for lease in leases})
    if cluster is None and leases:
        cluster = max(leases, key=lambda lease: lease.advanced_at or EPOCH).cluster
    letters = DeadLetter.objects.filter(settled="").aggregate(
        count=Count("pk"), matches=Count("match", distinct=True, filter=~Q(match=""))
    )
    return Lag(
        cluster_id=cluster,
        partitions=[
            PartitionLag(
                topic=lease.topic,
                partition=lease.partition,
                next_offset=lease.next_offset,
                end_offset=ends.get((lease.topic, lease.partition)),
                owner=lease.owner,
                advanced_at=lease.advanced_at,
            )
            for lease in leases
            if lease.cluster == cluster
        ],
        waiting=Log.objects.filter(waiting_since__isnull=False).count(),
        parked=letters["matches"],
        dead_letters=letters["count"],
        position=read_position(),
    )


def read_position() -> dict[str, Any]:
    """Which record was applied last: `{"match", "seq", "cursor", "at"}`, all None before the first."""
    return _write_position(Log.objects.filter(recorded_at__isnull=False).order_by("-recorded_at").first())


def read_waiting(limit: int = 50) -> list[Log]:
    """The matches with records that cannot be applied yet, those first that wait longest."""
    return list(Log.objects.filter(waiting_since__isnull=False).order_by("waiting_since")[:limit])


def read_dead_letters(limit: int = 50) -> list[DeadLetter]:
    """The open dead letters, newest first."""
    return list(DeadLetter.objects.filter(settled="").order_by("-pk")[:limit])
