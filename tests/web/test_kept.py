"""What is found out is kept, by one at a time: /readyz and /metrics cost the same whoever asks, and how often."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from scoreboard.web import health
from scoreboard.web.kept import Kept
from stats.ingest import kafka_reader


class Find:
    """Counts, and takes as long as it is told."""

    def __init__(self):
        self.times = 0
        self.go_on = threading.Event()
        self.go_on.set()

    def __call__(self):
        self.times += 1
        assert self.go_on.wait(10)
        return self.times


def test_it_is_found_once_in_a_while(settings):
    settings.PROBES_KEPT_MS = 1_000
    now = 5.0
    kept = Kept(Find(), clock=lambda: now)
    assert [kept.read() for _ in range(5)] == [1] * 5
    now += 1.1
    assert [kept.read() for _ in range(5)] == [2] * 5


def test_while_one_finds_out_others_have_what_was_before_and_at_first_wait(settings):
    settings.PROBES_KEPT_MS = 60_000
    find = Find()
    kept = Kept(find)
    find.go_on.clear()
    with ThreadPoolExecutor(8) as threads:
        first = [threads.submit(kept.read) for _ in range(4)]
        time.sleep(0.05)
        find.go_on.set()
        assert [each.result() for each in first] == [1] * 4
        settings.PROBES_KEPT_MS = 1
        time.sleep(0.01)
        find.go_on.clear()
        second = threads.submit(kept.read)
        while find.times < 2:
            time.sleep(0.001)
        assert [kept.read() for _ in range(100)] == [1] * 100
        find.go_on.set()
        assert second.result() == 2


def test_what_fails_is_not_kept(settings):
    settings.PROBES_KEPT_MS = 60_000
    answers = iter([OSError("away"), 7])

    def find():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    kept = Kept(find)
    with pytest.raises(OSError, match="away"):
        kept.read()
    assert [kept.read(), kept.read()] == [7, 7]


@pytest.fixture
def no_kafka(settings, monkeypatch):
    """A Kafka that is away, and nobody who goes on asking it afterwards: a process keeps whom it asked first."""
    settings.KAFKA_BOOTSTRAP = "127.0.0.1:1"
    monkeypatch.setattr(kafka_reader, "ask_ends", kafka_reader.EndFinder().ask_ends)
    health.make_admin.cache_clear()
    yield
    health.make_admin.cache_clear()


@pytest.mark.django_db(databases=["default", "stats"])
@pytest.mark.parametrize(("path", "kept"), [("/readyz", "readiness"), ("/metrics", "figures")])
def test_many_who_ask_make_neither_threads_nor_clients(client, settings, monkeypatch, no_kafka, path, kept):
    settings.PROBES_KEPT_MS = 60_000
    asked = []
    find = getattr(health, kept)._find
    monkeypatch.setattr(health, kept, Kept(lambda: asked.append(1) or find()))
    client.get(path)
    threads = threading.active_count()
    for _ in range(20):
        assert client.get(path).status_code == 200
    assert (len(asked), threading.active_count()) == (1, threads)


def test_kafka_is_asked_by_one_client(no_kafka):
    for _ in range(3):
        assert health.measure(health.ask_kafka)["ok"] is False
    assert health.make_admin.cache_info().misses == 1
