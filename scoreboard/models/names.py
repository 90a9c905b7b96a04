"""What competitors are called: the normal form in which names are compared, and the further names they go by."""

import functools
import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from scoreboard.models.entering import Entered
from scoreboard.models.listed import Listed
from scoreboard.models.nations import NATIONS

KEY_LENGTH = 240  # a name of 120 characters can grow when it is taken apart
# Letters that Unicode does not take apart into a plain one and an accent.
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "e", "&": " and "}
    | dict.fromkeys("'’‘ʼ`´", "")
)
INITIALS = re.compile(r"(?<=\b\w)\.(?=\w\b)")  # the dot in F.C.


@functools.lru_cache(maxsize=20_000)
def normalise(name: str) -> str:
    """The form in which two spellings of a name are equal: no case, accents or punctuation, single spaces.

    "AS Saint-Étienne" and "as saint etienne" are both "as saint etienne". Letters of other scripts stay as they are.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold()).translate(LETTERS)
    kept = "".join(mark_of(character) for character in INITIALS.sub("", plain))
    return (" ".join(kept.split()) or name.casefold().strip())[:KEY_LENGTH]


def mark_of(character: str) -> str:
    """What a character leaves in a name's normal form: itself, a space for punctuation, nothing for an accent.

    Nothing either for what is not seen: a soft hyphen, a zero-width space that was copied from a page with the name.
    """
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return ""
    # Vowel signs of Indian scripts are marks too, but no accents: without them the word is another.
    return character if character.isalnum() or unicodedata.category(character)[0] == "M" else " "


SAME_NATION: dict[str, tuple[str, ...]] = {
    normalise(name): tuple(normalise(other) for other in names) for names in NATIONS for name in names
}


def list_keys(name: str) -> tuple[str, ...]:
    """The normal forms under which a name is looked for: its own first, then those of the same national team."""
    key = normalise(name)
    return (key, *(other for other in SAME_NATION.get(key, ()) if other != key))


class NameKey(models.CharField):
    """The normal form of the row's `name`, kept by the database's own writing of it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": KEY_LENGTH, "editable": False, "default": "", **options})

    def pre_save(self, model_instance: Any, add: bool) -> str:
        key = normalise(model_instance.name)
        setattr(model_instance, self.attname, key)
        return key


class CompetitorAlias(Listed, Entered):
    """A further name of a competitor: of another source, another language, another time.

    It leads to its competitor before anybody's own name does: so does the name of one that was merged into another.
    Where it was a name for some years only, it leads there in seasons that began in these: another may have it now.
    """

    OWNER = "competitor"
    SAID = ("name", "since", "until")

    competitor = models.ForeignKey("Competitor", on_delete=models.CASCADE, related_name="aliases")
    sport = models.CharField(max_length=30, editable=False, help_text="Its competitor's, so that names are unique.")
    name = models.CharField(max_length=120)
    key = NameKey()
    since = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The first year of the name.")
    until = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The last season's (first) year.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sport", "key"], name="alias_key")]
        ordering = ["name"]
        verbose_name_plural = "competitor aliases"

    def __str__(self) -> str:
        return self.name

    def holds(self, year: int | None) -> bool:
        """Whether it is the competitor's name in a year; where the year is not known, it may be."""
        return year is None or (self.since or 0) <= year <= (self.until or 9999)

    def fill(self) -> None:
        self.sport = self.competitor.sport

    def clean(self) -> None:
        taken = CompetitorAlias.objects.filter(sport=self.competitor.sport, key=normalise(self.name))
        if other := taken.exclude(pk=self.pk).select_related("competitor").first():
            raise ValidationError({"name": f"{self.name} is a name of {other.competitor} already."})
