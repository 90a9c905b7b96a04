"""Empties the audit log between tests that commit: its table refuses that to everybody but who takes the lock off."""

from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from django.core.management.commands import flush
from django.db import connections


@pytest.fixture(scope="session", autouse=True)
def _flush_the_audit_log_too() -> Iterator[None]:
    """Have Django's `flush`, with which it ends such a test, take the triggers off for as long as it runs."""
    lock = import_module("scoreboard.migrations.0004_audit_log")
    original: Callable[..., None] = flush.Command.handle

    def handle(self: flush.Command, **options: object) -> None:
        connection = connections[str(options["database"])]
        if options["database"] != "default":
            original(self, **options)
            return
        with connection.schema_editor() as editor:
            lock.reopen(None, editor)
        original(self, **options)
        with connection.schema_editor() as editor:
            lock.close(None, editor)

    patch = pytest.MonkeyPatch()
    patch.setattr(flush.Command, "handle", handle)
    yield
    patch.undo()
