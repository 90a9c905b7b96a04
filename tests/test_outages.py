"""An outage is logged once, and so is its end."""

import logging
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from scoreboard.outages import Outage

logger = logging.getLogger(__name__)


@pytest.fixture
def outage():
    return Outage(logger, away="Redis does not answer", back="Redis is back")


def test_it_is_logged_once_and_so_is_its_end(outage, caplog):
    for _ in range(3):
        outage.began(OSError("refused"))
    for _ in range(3):
        outage.ended()
    first, last = caplog.messages
    assert first == "Redis does not answer: refused"
    assert re.fullmatch(r"Redis is back after \d+\.\d s", last)
    assert {record.levelno for record in caplog.records} == {logging.WARNING}


def test_it_is_true_while_it_lasts(outage):
    assert not outage
    outage.began(OSError())
    assert outage
    outage.ended()
    assert not outage


def test_without_an_outage_nothing_is_logged(outage, caplog):
    outage.ended()
    assert caplog.messages == []


def test_the_next_one_is_logged_again(outage, caplog):
    for _ in range(2):
        outage.began(OSError("refused"))
        outage.ended()
    assert caplog.messages.count("Redis does not answer: refused") == 2


def test_an_error_without_a_text_is_named(outage, caplog):
    outage.began(TimeoutError())
    assert caplog.messages == ["Redis does not answer: TimeoutError"]


def test_errors_of_several_kinds_are_logged_once_each(outage, caplog):
    for error in (OSError("refused"), KeyError("x"), OSError("refused"), KeyError("x")):
        outage.began(error, kind=type(error))
    assert caplog.messages == ["Redis does not answer: refused", "Redis does not answer: 'x'"]


def test_a_traceback_only_where_asked_for(outage, caplog):
    outage.began(OSError("refused"), kind=1)
    outage.began(OSError("refused"), kind=2, traceback=True)
    assert [bool(record.exc_info) for record in caplog.records] == [False, True]


def test_it_has_not_ended_while_some_calls_fail(caplog):
    outage = Outage(logger, away="Cannot push", back="Pushes go through again", settle_s=0.2)
    for _ in range(5):  # one of two servers is away
        outage.began(OSError("refused"))
        outage.ended()
    assert caplog.messages == ["Cannot push: refused"]
    time.sleep(0.25)
    outage.ended()
    assert len(caplog.messages) == 2
    assert not outage


def test_many_threads_log_it_once(outage, caplog):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: outage.began(OSError("refused")), range(200)))
        list(pool.map(lambda _: outage.ended(), range(200)))
    assert len(caplog.messages) == 2
