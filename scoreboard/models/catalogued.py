"""What every row of the catalogue is: versioned, named to Kafka by an entry, and, of some, with rules."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from scoreboard import parsing
from scoreboard.models.entering import Entered
from scoreboard.sports import check_ranking, get_sport
from scoreboard.wire.catalogue import CatalogueEntry


def new_id() -> UUID:
    """An id that sorts by time, so that indexes stay local."""
    return uuid7()


def check_rules(value: dict[str, Any], check: Callable[[dict[str, Any]], Any], field: str) -> None:
    """Raise ValidationError, with the key and what was expected, unless `check` takes `value`."""
    try:
        check(value)
    except msgspec.ValidationError as error:
        raise ValidationError({field: str(error)}) from error


class Catalogued(Entered):
    """A row of the catalogue: a new version with every save; `sent_version` says how far Kafka has it."""

    KIND: str
    PAYLOAD: tuple[str, ...]  # the fields that the topic has
    LATER: tuple[str, ...] = ()  # of these, the ones that entries of before have not, or not every one has
    LISTS: tuple[str, ...] = ()  # of these, the ones that are rows of their own (models/listed.py)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    sent_version = models.PositiveIntegerField(default=0, editable=False)

    objects = models.Manager["Catalogued"]()

    class Meta:
        abstract = True
        # Nearly always empty: the relay sees twice a second that it has nothing to send, without reading a table.
        indexes = [models.Index(fields=["id"], name="%(class)s_unsent", condition=Q(sent_version__lt=F("version")))]

    @transaction.atomic(savepoint=False)  # with its note in the audit log, where it gets one
    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            self.version = F("version") + 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        super().save(*args, **kwargs)
        if not isinstance(self.version, int):
            self.refresh_from_db(fields=["version"])

    def as_entry(self) -> CatalogueEntry:
        """The row's present version, as the topic `catalogue` has it."""
        return CatalogueEntry(kind=self.KIND, id=str(self.pk), version=self.version, data=self.payload())

    def payload(self) -> dict[str, Any]:
        """What an entry says of this row, as plain JSON values."""
        values = {name: self.say(name) for name in self.PAYLOAD}
        return {name: value for name, value in values.items() if value not in (None, []) or name not in self.LATER}

    def say(self, name: str) -> Any:
        """What an entry says of a field, or of the rows of a list, as a plain JSON value."""
        if name in self.LISTS:
            return [row.say() for row in getattr(self, name).all()]
        value = getattr(self, self._meta.get_field(name).attname)  # type: ignore[union-attr]
        return str(value) if isinstance(value, UUID | date) else value

    @classmethod
    def renew(cls, ids: Collection[UUID]) -> None:
        """Make a new version of rows of which a list has changed: Kafka is told of it."""
        if ids:
            cls.objects.filter(pk__in=ids).update(version=F("version") + 1)


class Ruled(Catalogued):
    """A row that carries rules: of play and of ranking, only those that differ from the level above."""

    ruleset = models.JSONField(default=dict, blank=True, help_text="Rules of play that differ from the level above.")
    ranking = models.JSONField(default=dict, blank=True, help_text="Ranking rules that differ from the level above.")

    class Meta(Catalogued.Meta):
        abstract = True

    def get_sport_name(self) -> str:
        """The sport whose rules apply."""
        raise NotImplementedError

    def clean(self) -> None:
        ruleset = get_sport(self.get_sport_name()).ruleset
        check_rules(self.ruleset, lambda rules: parsing.convert(rules, ruleset), "ruleset")
        check_rules(self.ranking, check_ranking, "ranking")
