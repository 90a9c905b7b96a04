"""Where a batch is saved: on a thread with PostgreSQL, at once with SQLite."""

import threading
from contextlib import closing

import pytest

from stats.ingest.writer_thread import WriterThread
from tests.stats.feeding import ON_POSTGRESQL


@pytest.fixture
def writer():
    with closing(WriterThread()) as writer:
        yield writer


def test_what_was_saved_is_the_future_s_result(writer):
    assert writer.submit(lambda: 5).result(timeout=10) == 5


def test_what_is_raised_is_raised_where_the_result_is_asked_for(writer):
    future = writer.submit(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        future.result(timeout=10)


def test_sqlite_saves_on_the_same_thread_and_postgresql_on_its_own(writer):
    thread = writer.submit(threading.current_thread).result(timeout=10)
    assert (thread is threading.current_thread()) is not ON_POSTGRESQL
