"""The fold cache: bounded in bytes, the matches unused for longest leave first."""

import pytest

from stats.ingest.fold import Fold
from stats.ingest.fold_cache import CachedMatch, FoldCache, LogRow
from stats.models import Log
from tests.stats.making import make_stored


def make_cached(match="m", *, seq=10, waiting=()):
    return CachedMatch(LogRow(match, 1, "football", 1, seq, seq, None, None, ""), Fold(1, seq, None), waiting)


@pytest.fixture
def cache():
    return FoldCache()


def test_a_row_has_the_columns_of_its_table():
    assert LogRow._fields == tuple(field.attname for field in Log._meta.concrete_fields)


def test_what_was_put_is_there(cache):
    cached = make_cached()
    cache.put("m", cached)
    assert cache["m"] is cached
    assert cache.bytes == cached.size


def test_a_match_put_again_counts_once(cache):
    cache.put("m", make_cached(seq=10))
    cache.put("m", make_cached(seq=20))
    assert cache.bytes == make_cached(seq=20).size


def test_records_that_wait_count(cache):
    waiting = make_stored()
    cache.put("m", make_cached(waiting=waiting))
    assert cache.bytes > make_cached().size + sum(len(stored.payload) for stored in waiting)


def test_beyond_its_bytes_the_match_put_longest_ago_leaves():
    cache = FoldCache(most_bytes=2 * make_cached().size)
    for match in ("a", "b", "a", "c"):
        cache.put(match, make_cached(match))
    assert list(cache) == ["a", "c"]
    assert cache.bytes == 2 * make_cached().size


def test_a_match_larger_than_all_stays_alone():
    cache = FoldCache(most_bytes=1)
    cache.put("a", make_cached("a"))
    cache.put("b", make_cached("b"))
    assert list(cache) == ["b"]


@pytest.mark.parametrize("empty", [lambda cache: cache.remove("m"), lambda cache: cache.clear()])
def test_what_is_removed_no_longer_counts(cache, empty):
    cache.put("m", make_cached())
    empty(cache)
    assert (len(cache), cache.bytes) == (0, 0)


def test_removing_what_is_not_there_changes_nothing(cache):
    cache.put("m", make_cached())
    cache.remove("n")
    assert len(cache) == 1
