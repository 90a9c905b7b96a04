"""Rows written in bulk are what the ORM would have written, whatever their texts hold."""

from datetime import UTC, date, datetime

import pytest
from django.db import DataError, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stats.models import IncidentFact, Log, Segment, SideFact
from stats.storage import bulk

AWKWARD = [
    'say "when"',
    "back\\slash",
    'both\\"',
    "\\.",
    "a\nb",
    "tab\there",
    "null",
    "",
    "[1]",
    "],\n[",
    "Ünïcödé 🏐",
    "'",
]
INCIDENT = {"season": "s", "sport": "football", "confirmation": "confirmed", "kind": "goal", "replay": False}


def make_incident(number, name):
    text = dict.fromkeys(("side", "competitor", "person", "related", "period", "minute", "detail", "reason"), "")
    row = {"match": "m", "seq": number, "order": number, **INCIDENT, **text, "name": name, "related_name": name}
    return {**row, "clock_ms": None, "home_score": 0, "away_score": None}


def insert(model, *rows):
    bulk.insert_values(model, [tuple(row[column] for column in bulk.columns_of(model)) for row in rows])


@pytest.mark.parametrize("names", [AWKWARD, *([name] for name in AWKWARD)])
def test_texts_come_back_as_they_went_in(names):
    insert(IncidentFact, *(make_incident(number, name) for number, name in enumerate(names)))
    rows = list(IncidentFact.objects.order_by("seq").values())
    assert rows == [make_incident(number, name) for number, name in enumerate(names)]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20), max_size=5))
def test_any_payload_comes_back_as_it_went_in(payloads):
    Segment.objects.all().delete()
    rows = [("m", 1, number, number, payload, 0, "[]") for number, payload in enumerate(payloads)]
    bulk.insert_values(Segment, rows)
    columns = ("match", "epoch", "seq", "last_seq", "payload", "partition", "offsets")
    found = Segment.objects.order_by("seq").values_list(*columns)
    assert list(found) == rows


@pytest.mark.parametrize(("column", "value"), [("name", "A\0n"), ("clock_ms", 2**31)])
def test_what_a_database_cannot_hold_is_refused(column, value):
    row = {**make_incident(1, "Ann"), column: value}
    if connections["stats"].vendor == "postgresql":
        with pytest.raises(DataError), transaction.atomic(using="stats"):
            insert(IncidentFact, row)
        assert not IncidentFact.objects.exists()
    else:
        insert(IncidentFact, row)
        assert getattr(IncidentFact.objects.get(), column) == value


def test_a_time_without_a_zone_is_utc():
    bulk.insert_values(Log, [("m", 1, "football", 1, 2, 3, datetime(2026, 2, 3, 4, 5), None, "")])  # noqa: DTZ001
    assert Log.objects.get().recorded_at == datetime(2026, 2, 3, 4, 5, tzinfo=UTC)


def test_times_days_and_lists_are_what_the_orm_reads():
    made = SideFact(
        match="m", side="home", sport="tennis", competition="c", season="s", status="live", epoch=1, seq=3, won=True,
        on=date(2026, 2, 3), recorded_at=datetime(2026, 2, 3, 4, 5, 6, 7, UTC), periods=[["set_1", 6, 4]],
        scheduled_at=datetime(2026, 2, 3, 4, 5, tzinfo=UTC), measures={"aces": 1},
    )  # fmt: skip
    row = {field.attname: getattr(made, field.attname) for field in SideFact._meta.concrete_fields}
    insert(SideFact, row)
    (found,) = SideFact.objects.values()
    assert found == row
    assert SideFact.objects.filter(recorded_at__lte=made.recorded_at, on=made.on).count() == 1


def test_rows_are_updated_whole_and_others_are_not():
    rows = [(name, 1, "football", 1, 2, 3, None, datetime(2026, 1, 1, tzinfo=UTC), "") for name in ("a", "b", 'c"\\')]
    bulk.insert_values(Log, rows)
    changed = [(row[0], 2, "rugby", 2, 4, 5, datetime(2026, 1, 2, 3, tzinfo=UTC), None, "type 'x'") for row in rows[1:]]
    bulk.update_values(Log, changed)
    assert list(Log.objects.order_by("match").values_list()) == [rows[0], *changed]


def test_rows_are_found_by_any_number_of_texts():
    rows = [(f"match {number}", 1, "football", 1, 1, 1, None, None, "") for number in range(5)]
    bulk.insert_values(Log, rows)
    wanted = [f"match {number}" for number in range(3, 3_000)]
    assert Log.objects.filter(match__any=wanted).count() == 2
    assert Log.objects.filter(match__any=[]).count() == 0
