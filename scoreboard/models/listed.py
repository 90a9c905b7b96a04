"""Rows of their own that the entry of a row of the catalogue has in a list: its aliases, its sources' ids."""

from typing import Any, ClassVar

from django.db import models, transaction


class Listed(models.Model):
    """A row that belongs to one of the catalogue, which gets a new version with it: so Kafka is told.

    Whoever writes many at once, past `save`, calls `fill` before and the owner's `renew` after.
    """

    OWNER: ClassVar[str]  # the field that has it
    SAID: ClassVar[tuple[str, ...]]  # what an entry of the owner says of this row

    class Meta:
        abstract = True

    @transaction.atomic(savepoint=False)
    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill()
        super().save(*args, **kwargs)
        self.renew_owner()

    @transaction.atomic(savepoint=False)
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.renew_owner()
        return super().delete(*args, **kwargs)

    def fill(self) -> None:
        """Set what the owner says of this row, too."""
        raise NotImplementedError

    def renew_owner(self) -> None:
        """Make a new version of the row that this one belongs to."""
        owner: Any = type(self)._meta.get_field(self.OWNER).related_model  # noqa: SLF001  # Django's documented name
        owner.renew([getattr(self, f"{self.OWNER}_id")])

    def say(self) -> dict[str, Any]:
        """What an entry of the owner says of this row, as plain JSON values."""
        values = {name: getattr(self, name) for name in self.SAID}
        return {name: value for name, value in values.items() if value is not None}
