"""An abstract model whose form fields are checked as all values from outside are (entrances/values.py)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from scoreboard.entrances.values import LINED, Unfit, check_day, check_text, check_time, check_value


class Entered(models.Model):
    """A row of which no form takes texts with anything unseen, or times that are none of ours."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Raise ValidationError with each field that a form cannot take."""
        super().clean_fields(exclude=exclude)
        unfit = {}
        for field in self._meta.concrete_fields:
            if exclude and field.name in exclude:
                continue
            try:
                check_field(field.name, getattr(self, field.attname))
            except Unfit as error:
                unfit[field.name] = f"{error}."
        if unfit:
            raise ValidationError(unfit)


def check_field(name: str, value: Any) -> None:
    """Raise Unfit where a field's value cannot come in; its length is the field's own business."""
    if isinstance(value, str):
        check_text(value, lines=name in LINED, most=len(value))
    elif isinstance(value, dict | list):
        check_value(value)
    elif isinstance(value, datetime):
        check_time(value)
    elif isinstance(value, date):
        check_day(value)
