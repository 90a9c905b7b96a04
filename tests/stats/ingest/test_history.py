"""The records that led to a fold, loaded again."""

import pytest

from stats.ingest.fold import Fold
from stats.ingest.history import HistoryIncomplete, load_complete_histories, load_histories, load_history
from stats.storage import segments
from tests.stats.making import make_stored


@pytest.fixture
def stored():
    """Three records of a match in epoch 1, and one in epoch 2."""
    records = make_stored()
    segments.save([[*records, make_stored(epoch=2)[0]]])
    return records


def test_a_history_ends_at_its_fold(stored):
    assert load_histories({"m1": Fold(1, 2, None)}) == {"m1": stored[:2]}


def test_a_history_is_of_its_epoch(stored):
    assert [each.epoch for each in load_history("m1", Fold(2, 1, None))] == [2]


def test_a_match_that_is_not_stored_has_no_history(stored):
    assert load_histories({"m2": Fold(1, 1, None)}) == {"m2": []}


def test_a_record_that_is_missing_makes_a_history_incomplete(stored):
    with pytest.raises(HistoryIncomplete):
        load_complete_histories({"m1": Fold(1, 4, None)})


def test_the_beginning_has_no_history(django_assert_num_queries):
    with django_assert_num_queries(0, using="stats"):
        assert load_history("m1", Fold(1, 0, None)) == []
        assert load_histories({}) == {}
