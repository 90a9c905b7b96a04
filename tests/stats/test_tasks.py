"""The task that Celery starts: what is away is logged once, however many calls fail."""

import pytest
from django.db import OperationalError

from stats import tasks


class FailingWorker:
    """Raises, with each call, the next of these errors; None is a call that goes well."""

    def __init__(self, *errors):
        self.errors = list(errors)

    def consume(self, **_):
        error = self.errors.pop(0)
        if error is not None:
            raise error


@pytest.fixture
def consume(monkeypatch):
    monkeypatch.setattr(tasks.dead_letters, "publish", lambda: None)
    consumer = tasks.Consumer()

    def run(*errors):
        consumer._worker = FailingWorker(*errors)
        for _ in errors:
            consumer.run()

    return run


def test_an_outage_is_logged_once_and_so_is_its_end(consume, caplog):
    consume(OperationalError("refused"), OperationalError("refused"), None, None)
    away, back = caplog.messages
    assert away == "tables fall behind: refused"
    assert back.startswith("tables catch up again after ")
    assert caplog.records[0].exc_info is None


def test_another_kind_of_error_is_logged_too_an_unforeseen_one_with_its_traceback(consume, caplog):
    consume(OperationalError("refused"), KeyError("x"), KeyError("x"))
    assert caplog.messages == ["tables fall behind: refused", "tables fall behind: 'x'"]
    assert caplog.records[1].exc_info
