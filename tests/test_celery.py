"""When the consumer's task is sent: not while enough messages wait, and whatever becomes of the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from scoreboard import celery
from scoreboard.celery import CONSUME, ENOUGH, PURGE, BoundedScheduler, app, send_consume


@pytest.fixture
def queue():
    """The queue of messages, in memory; empty before and after."""
    with app.connection_or_acquire() as connection:
        channel = connection.default_channel
        channel.queue_declare(app.conf.task_default_queue)
        channel.queue_purge(app.conf.task_default_queue)
        yield lambda: channel.queue_declare(app.conf.task_default_queue).message_count
        channel.queue_purge(app.conf.task_default_queue)


def test_no_message_is_sent_while_enough_wait(queue):
    assert [send_consume() for _ in range(ENOUGH + 2)] == [True] * ENOUGH + [False, False]
    assert queue() == ENOUGH


def test_a_message_never_expires(queue):
    send_consume()
    with app.connection_or_acquire() as connection:
        message = connection.default_channel.basic_get(app.conf.task_default_queue)
    assert message.headers["task"] == CONSUME
    assert message.headers["expires"] is None


def test_beat_goes_on_when_the_clock_is_set_back(queue, monkeypatch):
    scheduler = BoundedScheduler(app=app)
    scheduler.tick()
    sent = queue()
    the_hour_before = datetime.now(UTC) - timedelta(hours=1)
    monkeypatch.setattr(app, "now", lambda: the_hour_before)
    passed = celery.time.monotonic() + 1.5
    monkeypatch.setattr(celery.time, "monotonic", lambda: passed)
    scheduler.tick()
    assert queue() == sent + 1


def test_beat_sends_each_task_by_its_name(queue):
    scheduler = BoundedScheduler(app=app)
    for entry in scheduler.schedule.values():
        scheduler.apply_async(entry)
    with app.connection_or_acquire() as connection:
        messages = [connection.default_channel.basic_get(app.conf.task_default_queue) for _ in range(2)]
    assert {message.headers["task"] for message in messages} == {CONSUME, PURGE}
    app.loader.import_default_modules()  # as a worker does
    assert {CONSUME, PURGE} <= app.tasks.keys()
