"""The log of a Kafka in memory as Parquet: a row a record, and where what is no record was."""

import pytest

from stats.ops.export import NAMED, MissingPackage, export_log
from tests.factories import enter, make_match

parquet = pytest.importorskip("pyarrow.parquet")


@pytest.fixture
def match(season):
    match = make_match(season=season)
    enter(match, {"type": "period_start"}, {"type": "goal", "side": "home", "player": "Ann", "clock_ms": 60_000})
    return match


@pytest.fixture
def path(tmp_path):
    return tmp_path / "log.parquet"


def export(path, report=lambda done, total: None, **options):
    return export_log(path, report=report, **options)


def test_a_record_is_a_row_with_its_place_in_kafka(memory_kafka, match, path):
    memory_kafka.send_match(match, partition=1)
    assert export(path).records == 3
    row = parquet.read_table(path).to_pylist()[2]
    assert (row["match"], row["sport"], row["epoch"], row["seq"], row["type"]) == (
        str(match.pk), "football", 1, 3, "goal",
    )  # fmt: skip
    assert (row["side"], row["player"], row["clock_ms"]) == ("home", "Ann", 60_000)
    assert (row["partition"], row["offset"]) == (1, 2)
    assert row["record"] == memory_kafka.partition(1).log[2].value().decode()
    assert row["recorded_at"].tzinfo is not None


def test_doubles_are_rows_too(memory_kafka, match, path):
    memory_kafka.send_match(match)
    memory_kafka.send_match(match)
    assert export(path).records == 6


def test_what_is_no_record_is_counted_and_the_first_ones_are_named(memory_kafka, match, path):
    memory_kafka.send(b"\x1b")
    for _ in range(NAMED):
        memory_kafka.send(b"?")
    memory_kafka.send_match(match)
    exported = export(path)
    assert (exported.records, exported.unreadable, len(exported.places)) == (3, NAMED + 1, NAMED)
    assert exported.places[0].startswith("match-events[0]@0: no record")
    assert exported.places[0].isprintable()


def test_a_value_of_another_type_leaves_its_column_empty(memory_kafka, path):
    memory_kafka.send(b'{"match":"m","sport":"x","seq":1,"type":"t","side":5,"clock_ms":99999999999999999999}')
    export(path)
    (row,) = parquet.read_table(path).to_pylist()
    assert (row["side"], row["clock_ms"]) == (None, None)


def test_a_log_without_messages_is_a_file_without_rows(memory_kafka, path):
    assert export(path).records == 0
    assert parquet.read_table(path).num_rows == 0


def test_more_than_a_row_group_is_written(memory_kafka, match, path):
    memory_kafka.send_match(match, partition=0)
    memory_kafka.send_match(match, partition=1)
    export(path, row_group=2)
    assert parquet.read_table(path).num_rows == 6


def test_the_progress_reaches_all_messages(memory_kafka, match, path):
    memory_kafka.send_match(match)
    told = []
    export(path, report=lambda *progress: told.append(progress))
    assert told[-1] == (3, 3)


def test_without_kafka_no_file_is_left(memory_kafka, path):
    memory_kafka.is_away = True
    with pytest.raises(Exception, match="_TRANSPORT"):
        export(path)
    assert list(path.parent.iterdir()) == []


def test_without_pyarrow_the_package_is_named(memory_kafka, path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingPackage, match="requirements-export"):
        export(path)
