"""Matches made again from the log, where that holds what no database takes: only what is concerned is left out."""

from uuid import UUID

import msgspec
import pytest

from scoreboard.models import AuditEntry, Competitor, Match, MatchEvent, OutboxCursor
from scoreboard.models.catalogue import CATALOGUE
from scoreboard.queries import decode_state
from scoreboard.recovery.restore import restore
from scoreboard.recovery.staging import LogOffset, StagedRecord, Staging
from scoreboard.sports.match import fold
from scoreboard.wire.catalogue import CatalogueEntry
from scoreboard.wire.records import encode_record
from tests.sports.logs import goal, make_log, start

pytestmark = pytest.mark.django_db
IDS = [f"01a20b9a-1405-7066-8ec3-{number:012}" for number in range(20)]


def make_entry(kind, id_, data):
    return CatalogueEntry(kind, id_, 1, data)


def make_records(number, *bodies, **fixture):
    """A match's records as the log has them."""
    names = {"competition": 10, "season": 11, "home": 12, "away": 13}
    refs = {name: {"id": IDS[place], "name": name.title()} for name, place in names.items()}
    log = make_log(*(bodies or (start(), goal())), **{**refs, **fixture})
    return [
        msgspec.structs.replace(event, match=IDS[number], recorded_at=event.occurred_at, actor="user:1")
        for event in log
    ]


def stage(tmp_path, matches, entries=()):
    staging = Staging(tmp_path / "staged.sqlite3", cluster="c1")
    for name, records in matches.items():
        texts = [one if isinstance(one, str) else encode_record(one).decode() for one in records]
        staging.add_records(
            [StagedRecord(name, 1, seq, 0, text) for seq, text in enumerate(texts, 1)], LogOffset("events", 0, 1)
        )
    staging.add_entries(entries, LogOffset("catalogue", 0, 1))
    return staging


def run(staging):
    warnings = []
    restore(staging, cluster_id="c1", warn=warnings.append, report=lambda done, total: None)
    return warnings


def test_poison_costs_its_own_match_only(tmp_path):
    early = "0001-01-01T00:00:00+14:00"
    records = {number: make_records(number) for number in range(8)}
    matches = {
        IDS[0]: records[0],
        IDS[1]: make_records(1, scheduled_at=early),
        IDS[2]: make_records(2, round_number=2**40),
        IDS[3]: make_records(3, home={"id": "no id", "name": "Home"}),
        IDS[4]: [records[4][0], "[" * 100_000, records[4][2]],
        IDS[5]: records[5],
        IDS[6]: make_records(6, venue="a\0b"),
        "no id": records[7],
    }
    warnings = run(stage(tmp_path, matches))
    assert sorted(str(pk) for pk in Match.objects.values_list("pk", flat=True)) == [IDS[0], IDS[4], IDS[5]]
    for number in (0, 5):
        match = Match.objects.get(pk=IDS[number])
        assert decode_state(match) == fold(msgspec.structs.replace(one) for one in records[number])
    assert Match.objects.get(pk=IDS[4]).seq == 1
    for name in (*IDS[1:5], IDS[6], "'no id'"):
        assert any(warning.startswith(f"match {name}: ") for warning in warnings), (name, warnings)
    assert not any(IDS[number] in warning for number in (0, 5) for warning in warnings)
    assert MatchEvent.objects.count() == 7
    assert OutboxCursor.objects.count() == 3
    assert "3 matches with 7 records" in AuditEntry.objects.get(kind="import").what


def test_a_name_that_no_database_takes_is_left_out_or_shown_as_it_can_be(tmp_path):
    team = {"sport": "football", "short_name": "", "colour": ""}
    entries = [
        make_entry("competitor", IDS[12], {**team, "name": "Ho\0me"}),
        make_entry("competitor", IDS[13], {**team, "name": ""}),
        make_entry("competitor", IDS[14], {**team, "name": "Others"}),
        make_entry("competitor", "no id", {**team, "name": "Nobody"}),
        make_entry("person", IDS[15], {"competitor": "no id", "name": "Ada"}),
    ]
    warnings = run(stage(tmp_path, {IDS[0]: make_records(0)}, entries))
    names = dict(Competitor.objects.values_list("pk", "name"))
    # What the match says of a team without a name is what it gets.
    assert names == {UUID(IDS[12]): "Ho\ufffdme", UUID(IDS[13]): "Away", UUID(IDS[14]): "Others"}
    assert Match.objects.count() == 1
    assert [warning.partition(":")[0] for warning in warnings] == [
        "competitor 'no id'",
        f"competitor {IDS[13]}",
        f"person '{IDS[15]}'",
    ]
    assert len(CATALOGUE) == 8
