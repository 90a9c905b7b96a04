"""Fields of these pages' forms: a row picked by typing a part of its name, and the reason of what is done."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import CharField, Form

from scoreboard.entrances.values import LONGEST, Unfit, check_text, is_id


class Picker(AutocompleteSelect):
    """The admin's picker of the rows that a field of a model may refer to; ids come from addresses, too."""

    def __init__(self, model: type[Model], field: str) -> None:
        super().__init__(model._meta.get_field(field), admin.site)  # noqa: SLF001  # Django's documented name

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        """What is picked already; a text that is no id cannot be looked up, and is nothing."""
        return super().optgroups(name, [each for each in value if is_id(each)], attr)


class Reason(Form):
    """Why somebody decides it; the audit log keeps it."""

    reason = CharField(max_length=LONGEST)

    def clean_reason(self) -> str:
        """The reason; raises ValidationError where it has what no entrance takes."""
        try:
            return check_text(str(self.cleaned_data["reason"]))
        except Unfit as error:
            raise ValidationError(f"{error}.") from error
