"""The admin's form of a fixture: whom it refers to, its details as their types have them, and why it changes."""

from typing import Any, get_type_hints

import msgspec
from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.forms.forms import DeclarativeFieldsMetaclass
from msgspec import inspect

from scoreboard import parsing, queries
from scoreboard.entrances.values import NARROWER, Unfit, check_details
from scoreboard.models import Match
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.sports.common import DETAILS, list_fields


class LinesField(forms.CharField):
    """Structs of texts, one a line, its fields parted by colons: `Referee: Szymon Marciniak`."""

    def __init__(self, struct: type[msgspec.Struct]) -> None:
        self.struct, self.names = struct, struct.__struct_fields__
        kinds = map(inspect.type_info, get_type_hints(struct, include_extras=True).values())
        bounds = (getattr(kind, "max_length", None) for kind in kinds)
        most = min(filter(None, bounds), default=None)
        self.expected = ": ".join(self.names) + (f", each of 1 to {most} letters" if most else "")
        help_text = f"One a line, as {': '.join(self.names)}."
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text=help_text)

    def to_python(self, value: Any) -> Any:
        """The structs of a text; raises ValidationError with each line that is none."""
        found, wrong = [], []
        for number, line in enumerate(str(value or "").splitlines(), start=1):
            if not line.strip():
                continue
            parts = [part.strip() for part in line.split(":", maxsplit=len(self.names) - 1)]
            try:
                found.append(parsing.convert(dict(zip(self.names, parts, strict=True)), self.struct))
            except (ValueError, msgspec.ValidationError):  # too few parts, or one that is empty or too long
                wrong.append(f"Line {number}: expected {self.expected}, got {line.strip()[:60]!r}.")
        if wrong:
            raise ValidationError(wrong)
        return tuple(found)

    def prepare_value(self, value: Any) -> str:
        """The text of structs; one that came in stays as it is."""
        if isinstance(value, str):
            return value
        return "\n".join(": ".join(getattr(each, name) for name in self.names) for each in value or ())


class LineField(LinesField):
    """One struct of texts, as a line of `LinesField`: `01234567-89ab-…: winner`."""

    def __init__(self, struct: type[msgspec.Struct]) -> None:
        super().__init__(struct)
        self.widget = forms.TextInput()
        self.help_text = f"As {': '.join(self.names)}."

    def to_python(self, value: Any) -> Any:
        """The struct of a text, None of an empty one; raises ValidationError."""
        found = super().to_python(value)
        return found[0] if found else None

    def prepare_value(self, value: Any) -> str:
        """The text of a struct; one that came in stays as it is."""
        return super().prepare_value([value] if isinstance(value, self.struct) else value)


def make_field(kind: inspect.Type) -> forms.Field:
    """The form's field for a detail of this type; raises TypeError for a type that no detail has had yet."""
    if isinstance(kind, inspect.UnionType):
        (kind,) = (each for each in kind.types if not isinstance(each, inspect.NoneType))
    if isinstance(kind, inspect.StrType):
        return forms.CharField(required=False, max_length=kind.max_length, empty_value=None)
    if isinstance(kind, inspect.IntType):
        return forms.IntegerField(required=False, min_value=kind.ge, max_value=kind.le)
    if isinstance(kind, inspect.BoolType):
        return forms.BooleanField(required=False)
    if isinstance(kind, inspect.DateTimeType):
        return forms.SplitDateTimeField(required=False, widget=AdminSplitDateTime)
    if isinstance(kind, inspect.DateType):
        return forms.DateField(required=False, widget=AdminDateWidget)
    if isinstance(kind, inspect.VarTupleType) and isinstance(kind.item_type, inspect.StructType):
        return LinesField(kind.item_type.cls)
    if isinstance(kind, inspect.StructType):
        return LineField(kind.cls)
    raise TypeError(f"No form has a field for {kind} yet.")


HELP = {
    "scheduled_at": "In UTC. Where only the ground's own day is known, leave this empty and give that below.",
    "scheduled_on": "The day at the ground, where the instant is not known.",
    "local_time": "The time at the ground, as 19:30, where the instant is not known.",
}
FIELDS = {name: make_field(inspect.type_info(kind)) for name, kind, _ in list_fields(DETAILS, types=NARROWER)}
for _name, _text in HELP.items():
    FIELDS[_name].help_text = _text
DetailsForm = DeclarativeFieldsMetaclass("DetailsForm", (forms.Form,), FIELDS)


class FixtureForm(DetailsForm, forms.ModelForm):  # type: ignore[misc, valid-type]  # a class made at run time
    """A fixture as it is entered; what is saved of it goes into the match log."""

    reason = forms.CharField(
        max_length=500, required=False, help_text="Why the fixture changes. Stays in the match log.", strip=True
    )

    class Meta:
        model = Match
        fields = ["season", "stage", "home", "away", *DETAILS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        match: Match | None = kwargs.get("instance")
        if match is not None:
            kwargs["initial"] = load_details(match) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        season, stage = found.get("season"), found.get("stage")
        home, away = found.get("home"), found.get("away")
        if season and stage and stage.season_id != season.pk:
            raise ValidationError({"stage": f"{stage.name} is a stage of {stage.season.name}, not of this season."})
        if home and home == away:
            raise ValidationError({"away": f"{home} cannot play against itself."})
        for side, competitor in (("home", home), ("away", away)):
            if season and competitor and competitor.sport != season.competition.sport:
                raise ValidationError({side: f"{competitor} does not play {season.competition.sport}."})
        if found.get("scheduled_at") and {"scheduled_on", "local_time", "scheduled_at"} & {*self.changed_data}:
            for name in ("scheduled_on", "local_time"):
                if found.get(name):
                    self.add_error(name, "Leave this empty: the instant, in UTC, says it already.")
        for name in [name for name in self.changed_data if name in DETAILS and name in found]:
            try:
                found |= check_details({name: found[name]})
            except Unfit as error:
                self.add_error(name, f"{str(error).partition(' - at ')[0]}.")
        return found


def load_details(match: Match) -> dict[str, Any]:
    """The details of a match's fixture, by name; none of them where it cannot be read."""
    try:
        fixture = queries.decode_state(match).fixture
    except UnreadableMatch:
        return {}
    return {name: getattr(fixture, name) for name in DETAILS}
