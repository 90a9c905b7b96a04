"""Which tables live in which database."""


class StatsRouter:
    """Keeps the `stats` app in the database of its own, and everything else out of it (design.md, decision 3)."""

    def db_for_read(self, model, **hints):
        return "stats" if model._meta.app_label == "stats" else "default"

    db_for_write = db_for_read

    def allow_relation(self, first, second, **hints):
        return self.db_for_read(type(first)) == self.db_for_read(type(second))

    def allow_migrate(self, db, app_label, **hints):
        return (app_label == "stats") == (db == "stats")
