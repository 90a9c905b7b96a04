"""Wakeups of the stats consumer: few, and an outage of Redis is logged once."""

import threading

import pytest

from scoreboard.eventlog.limits import RelayLimits
from scoreboard.eventlog.wakeup import Wakeup


@pytest.fixture
def sent():
    """A semaphore that each wakeup releases."""
    return threading.Semaphore(0)


def make_wakeup(sent, *, interval_s=0.0):
    return Wakeup(limits=RelayLimits(wakeup_interval_s=interval_s), send=lambda: sent.release() or True)


def test_a_request_is_sent(sent):
    make_wakeup(sent).request()
    assert sent.acquire(timeout=10)


def test_nothing_is_sent_unasked(sent):
    make_wakeup(sent)
    assert not sent.acquire(timeout=0.05)


def test_requests_within_the_interval_are_one_wakeup(sent):
    asking = make_wakeup(sent, interval_s=60.0)
    asking.request()
    assert sent.acquire(timeout=10)
    for _ in range(5):
        asking.request()
    assert not sent.acquire(timeout=0.05)


def test_an_outage_is_logged_once_and_so_is_its_end(caplog):
    answers = iter([OSError("away"), OSError("away"), None, OSError("away")])

    def send():
        if (error := next(answers)) is not None:
            raise error
        return True

    asking = Wakeup(send=send)
    for _ in range(4):
        asking._send()
    first, back, second = caplog.messages
    assert first == second == "cannot wake the stats consumer, beat will start it: away"
    assert back.startswith("the stats consumer can be woken again after ")
