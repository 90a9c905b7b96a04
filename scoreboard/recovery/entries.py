"""Saves entries of the topic `catalogue` as the rows that they are versions of, for `rebuild matches`.

One that fits no row, or that the database does not take, costs itself alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction

from scoreboard.models.catalogue import Person
from scoreboard.models.catalogued import Catalogued
from scoreboard.models.listed import Listed
from scoreboard.models.rows import storing
from scoreboard.sports.base import Refused
from scoreboard.sports.sentences import explain_error
from scoreboard.wire.catalogue import CatalogueEntry

INSERT_AT_ONCE = 2_000
Warn = Callable[[str], object]
UNFIT = (ValueError, TypeError, AttributeError, ValidationError)


def save_entries(model: type[Catalogued], entries: Sequence[CatalogueEntry], warn: Warn) -> None:
    """Save the rows of a kind of entry, and those of their lists; `warn` is called with what is left out.

    The kinds that it refers to are to be saved before.
    """
    built = list(build_rows(model, entries, warn))
    if model is Person:
        tell_apart(built)
    save_rows(list(leave_out_orphans(model, built, warn)), warn)
    if model.LISTS:
        there = set(model.objects.values_list("pk", flat=True))
        owners = {str(row.pk): row for row in built if row.pk in there}
        for name in model.LISTS:
            save_rows(list(build_listed(name, entries, owners, warn)), warn)


def build_rows(model: type[Catalogued], entries: Iterable[CatalogueEntry], warn: Warn) -> Iterator[Catalogued]:
    """Build the rows of a kind of entry, marked as sent, since Kafka has them; `warn` of those that do not fit."""
    for entry in entries:
        try:
            values = convert(model, entry.data)
            yield model(id=UUID(entry.id), version=entry.version, sent_version=entry.version, **values)
        except UNFIT as error:
            warn(f"{model.KIND} {entry.id[:60]!r}: {error}")


def tell_apart(people: Sequence[Any]) -> None:
    """Number those who are called alike since they are not named in full: their entries number them by their names."""
    taken = {(one.competitor_id, one.name, one.namesake) for one in people if not one.shown}
    for one in people:
        while one.shown and (one.competitor_id, one.name, one.namesake) in taken:
            one.namesake += 1
        taken.add((one.competitor_id, one.name, one.namesake))


def build_listed(
    name: str, entries: Iterable[CatalogueEntry], owners: dict[str, Catalogued], warn: Warn
) -> Iterator[Listed]:
    """Build the rows of the lists of that name in entries; `owners` are the entries' own rows."""
    for entry in entries:
        if (owner := owners.get(entry.id)) is None or name not in entry.data:
            continue
        try:
            model = cast(type[Listed], owner._meta.get_field(name).related_model)  # noqa: SLF001  # Django's name for it
            for said in entry.data[name]:
                row = model(**{model.OWNER: owner}, **convert(model, said))
                row.fill()
                yield row
        except UNFIT as error:
            warn(f"{owner.KIND} {entry.id[:60]!r}: {name}: {error}")


def convert(model: type[models.Model], said: dict[str, Any]) -> dict[str, Any]:
    """What an entry says of a row's own fields, as these have it, by attribute."""
    fields = {column.name: column for column in model._meta.concrete_fields}  # noqa: SLF001  # Django's name for it
    given = {name: replace_nul(value) for name, value in said.items() if name in fields}
    return {fields[name].attname: fields[name].to_python(value) for name, value in given.items()}


def leave_out_orphans(model: type[Catalogued], rows: Sequence[Catalogued], warn: Warn) -> Iterator[Catalogued]:
    """Those of the rows whose references lead to rows that are there; one that may be empty is, where it does not."""
    references = [
        field
        for field in model._meta.concrete_fields  # noqa: SLF001  # as above
        if isinstance(field, models.ForeignKey)
    ]
    known: dict[str, set[UUID | None]] = {}
    for field in references:
        other = field.related_model
        own = {row.pk for row in rows} if other is model else set()
        there = other._default_manager.values_list("pk", flat=True)  # noqa: SLF001  # as above
        known[field.attname] = {None, *own, *there}
    for row in rows:
        lost = [field for field in references if getattr(row, field.attname) not in known[field.attname]]
        for field in lost:
            warn(f"{model.KIND} {row.pk}: there is no {field.name} {getattr(row, field.attname)}")
            if field.null:
                setattr(row, field.attname, None)
        if all(field.null for field in lost):
            yield row


def save_rows(rows: Sequence[models.Model], warn: Warn) -> None:
    """Save rows of one model; one that the database does not take is left out, and `warn` called with it."""
    if not rows:
        return
    try:
        with storing(), transaction.atomic():
            type(rows[0])._default_manager.bulk_create(rows, batch_size=INSERT_AT_ONCE)  # noqa: SLF001  # as above
    except Refused as error:
        if len(rows) == 1:
            warn(f"{rows[0]._meta.verbose_name} {rows[0].pk or rows[0]}: {explain_error(error)}")  # noqa: SLF001  # as above
            return
        for half in (rows[: len(rows) // 2], rows[len(rows) // 2 :]):
            save_rows(half, warn)


def replace_nul(text: Any) -> Any:
    """Replace NUL in a text by U+FFFD, since PostgreSQL takes none (SQLite once did); other values stay."""
    return text.replace("\0", "\ufffd") if isinstance(text, str) else text
