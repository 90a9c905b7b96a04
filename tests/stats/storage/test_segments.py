"""Records many a row: what goes in comes out, byte for byte, in order."""

import sys

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stats.models import Segment
from stats.storage import segments
from stats.storage.stored_record import StoredRecord

pytestmark = pytest.mark.django_db(databases=["stats"])
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


def make(seq, *, match="m", epoch=1, offset=None, text="Ünlü\t\\n "):
    payload = f'{{"seq": {seq},\n  "text": {msgspec.json.encode(text).decode()}}}'
    return StoredRecord(match, epoch, seq, payload, 3, seq if offset is None else offset)


def places():
    return list(Segment.objects.order_by("match", "epoch", "seq").values_list("match", "epoch", "seq", "last_seq"))


def load_all():
    return list(segments.load_all(broken=pytest.fail))


def test_records_that_follow_one_another_are_one_row():
    records = [make(seq, offset=10 * seq) for seq in range(1, 6)]
    segments.save([records])
    assert places() == [("m", 1, 1, 5)]
    assert list(segments.load(["m"])) == records


def test_a_gap_and_an_epoch_begin_a_row():
    records = [make(1), make(2), make(4), make(1, epoch=2), make(2, epoch=2)]
    segments.save([records, [make(1, match="n")]])
    assert places() == [("m", 1, 1, 2), ("m", 1, 4, 4), ("m", 2, 1, 2), ("n", 1, 1, 1)]
    assert list(segments.load(["m"])) == records
    assert list(segments.load(["n", "x"])) == [make(1, match="n")]
    assert load_all() == [*records, make(1, match="n")]
    assert segments.count() == 6


def test_without_records_there_are_none():
    segments.save([[], []])
    assert (places(), load_all(), segments.count()) == ([], [], 0)


def test_no_row_takes_more_than_a_reader_should_hold():
    most = segments.MOST_CHARS
    records = [make(1), make(2, text="x" * (most - 50)), make(3), make(4, text="y" * 2 * most), make(5), make(6)]
    segments.save([records])
    assert [place[2:] for place in places()] == [(1, 1), (2, 2), (3, 3), (4, 4), (5, 6)]
    assert load_all() == records


def test_a_row_that_cannot_be_read_any_more_is_told_and_the_others_are_read():
    segments.save([[make(1)], [make(1, match="n")], [make(1, match="o")]])
    Segment.objects.filter(match="n").update(payload="[" * 2_000)
    told = []
    records = list(segments.load_all(broken=lambda match, error: told.append((match, type(error)))))
    assert [stored.match for stored in records] == ["m", "o"]
    # Python 3.11 nests no deeper than this, newer ones do, and meet the end of what is cut off.
    assert told == [("n", RecursionError if sys.version_info < (3, 12) else msgspec.DecodeError)]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.tuples(st.integers(1, 3), st.integers(1, 9)), TEXTS, max_size=12))
def test_any_records_come_back_as_they_went_in(texts):
    Segment.objects.all().delete()
    records = [make(seq, epoch=epoch, text=text) for (epoch, seq), text in sorted(texts.items())]
    segments.save([records])
    assert list(segments.load(["m"])) == records
    assert segments.count() == len(records)
