"""Which tables live in which database."""

from typing import Any

from django.db.models import Model


class StatsRouter:
    """Keeps the `stats` app in the database of its own, and everything else out of it."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return "stats" if model._meta.app_label == "stats" else "default"  # noqa: SLF001  # Django's documented name

    db_for_write = db_for_read

    def allow_relation(self, first: Model, second: Model, **hints: Any) -> bool:
        return self.db_for_read(type(first)) == self.db_for_read(type(second))

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (app_label == "stats") == (db == "stats")
