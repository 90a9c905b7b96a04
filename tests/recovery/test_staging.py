"""What was read of Kafka, kept in a file: the first of doubles, the highest versions, and how far it was read."""

import pytest

from scoreboard.recovery.staging import LogOffset, StagedRecord, Staging
from scoreboard.wire.catalogue import CatalogueEntry
from stats.ingest.messages import MessageCopy


def make(seq, *, match="m", epoch=1, payload="{}"):
    return StagedRecord(match, epoch, seq, 0, payload)


def at(offset, *, topic="events", partition=0):
    return LogOffset(topic, partition, offset)


def test_a_record_is_staged_as_its_message_has_it():
    value = b'{"type":"goal","match":"m","sport":"football","seq":7,"epoch":2}'
    assert StagedRecord.of_message(MessageCopy("t", 3, 41, b"m", value)) == ("m", 2, 7, 3, value.decode())


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "staged.sqlite3"


@pytest.fixture
def staging(path):
    staging = Staging(path, cluster="c")
    yield staging
    staging.close()


def test_records_are_loaded_in_order(staging):
    records = [make(2), make(1), make(1, epoch=2)]
    staging.add_records(records, at(3))
    assert staging.load_records("m") == [records[1], records[0], records[2]]
    assert staging.load_records("another") == []


def test_of_doubles_the_first_stays(staging):
    staging.add_records([make(1, payload="first"), make(1, payload="second")], at(2))
    staging.add_records([make(1, payload="third")], at(3))
    assert [record.payload for record in staging.load_records("m")] == ["first"]


def test_reading_goes_on_after_what_is_staged(staging):
    assert staging.find_offset("events", 0) == 0
    staging.add_records([make(1)], at(5))
    staging.add_entries([], at(7, topic="catalogue", partition=1))
    assert (staging.find_offset("events", 0), staging.find_offset("catalogue", 1)) == (5, 7)
    assert staging.find_offset("events", 1) == 0


def test_what_cannot_be_staged_leaves_the_offset_too(staging):
    with pytest.raises(Exception, match=r"binding|type"):
        staging.add_records([make(1), make(2, payload={})], at(2))
    assert (staging.load_records("m"), staging.find_offset("events", 0)) == ([], 0)


@pytest.mark.parametrize("versions", [[1, 2, 3], [3, 1, 2]])
def test_of_an_entry_the_highest_version_stays(staging, versions):
    for version in versions:
        staging.add_entries([CatalogueEntry("season", "s", version, {"name": str(version)})], at(1, topic="catalogue"))
    (entry,) = staging.load_entries("season")
    assert (entry.kind, entry.id, entry.version, entry.data) == ("season", "s", 3, {"name": "3"})
    assert list(staging.load_entries("stage")) == []


def test_matches_are_listed_with_replays_last(staging):
    replay = make(1, match="a", payload='{"replay_of":"c"}')
    staging.add_records([replay, make(1, match="c"), make(1, match="b")], at(3))
    assert staging.list_matches() == ["b", "c", "a"]


def test_matches_without_a_first_record_are_orphans(staging):
    staging.add_records([make(1, match="a"), make(2, match="b"), make(3, match="b")], at(3))
    assert (staging.list_matches(), staging.list_orphans()) == (["a"], ["b"])


def test_what_was_staged_is_there_the_next_time(staging, path):
    staging.add_records([make(1)], at(1))
    staging.close()
    again = Staging(path, cluster="c")
    assert (again.find_offset("events", 0), again.load_records("m")) == (1, [make(1)])
    again.close()


def test_another_cluster_s_is_not(staging, path):
    staging.add_records([make(1)], at(1))
    staging.close()
    again = Staging(path, cluster="another")
    assert (again.find_offset("events", 0), again.list_matches()) == (0, [])
    again.close()


def test_a_file_that_is_removed_is_gone(staging, path):
    staging.remove()
    assert list(path.parent.iterdir()) == []
