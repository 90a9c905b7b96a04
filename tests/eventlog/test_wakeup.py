"""Wakeups of the stats consumer: few, and an outage of Redis is logged once."""

import threading

import pytest

from scoreboard.eventlog import wakeup
from scoreboard.eventlog.wakeup import Wakeup


@pytest.fixture
def sent(monkeypatch):
    """A semaphore that each wakeup releases; none waits for the next."""
    sent = threading.Semaphore(0)
    monkeypatch.setattr(wakeup, "INTERVAL_S", 0.0)
    monkeypatch.setattr(wakeup, "send_consume", lambda: sent.release() or True)
    return sent


def test_a_request_is_sent(sent):
    Wakeup().request()
    assert sent.acquire(timeout=10)


def test_nothing_is_sent_unasked(sent):
    Wakeup()
    assert not sent.acquire(timeout=0.05)


def test_requests_within_the_interval_are_one_wakeup(sent, monkeypatch):
    monkeypatch.setattr(wakeup, "INTERVAL_S", 60.0)
    asking = Wakeup()
    asking.request()
    assert sent.acquire(timeout=10)
    for _ in range(5):
        asking.request()
    assert not sent.acquire(timeout=0.05)


def test_an_outage_is_logged_once_and_so_is_its_end(monkeypatch, caplog):
    answers = iter([OSError("away"), OSError("away"), None, OSError("away")])

    def send():
        if (error := next(answers)) is not None:
            raise error
        return True

    monkeypatch.setattr(wakeup, "send_consume", send)
    asking = Wakeup()
    for _ in range(4):
        asking._send()
    first, back, second = caplog.messages
    assert first == second == "cannot wake the stats consumer, beat will start it: away"
    assert back.startswith("the stats consumer can be woken again after ")
