"""By what people are known besides their names: other spellings, and the ids of the sources that tell of them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.crypto import salted_hmac

from scoreboard.models.catalogue import Competitor, Person
from scoreboard.models.entering import Entered
from scoreboard.models.listed import Listed


class PersonAlias(Listed, Entered):
    """Another spelling of a person's name, which leads to them in their competitor."""

    OWNER = "person"
    SAID = ("name",)

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="aliases")
    competitor = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="+", editable=False)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["competitor", "name"], name="person_alias_name")]
        ordering = ["name"]
        verbose_name_plural = "person aliases"

    def __str__(self) -> str:
        return self.name

    def fill(self) -> None:
        self.competitor_id = self.person.competitor_id

    def clean(self) -> None:
        taken = PersonAlias.objects.filter(competitor=self.person.competitor_id, name=self.name).exclude(pk=self.pk)
        if other := taken.select_related("person").first():
            raise ValidationError({"name": f"{self.name} is a name of {other.person} already."})
        if Person.objects.filter(competitor=self.person.competitor_id, name=self.name).exclude(pk=self.person_id):
            raise ValidationError({"name": f"{self.name} is somebody else's own name: merge the two."})


class PersonSource(Listed):
    """The id by which a source knows a person: `source` is a format's name, `ref` the id, of one in each competitor."""

    OWNER = "person"
    SAID = ("source", "ref")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sources")
    competitor = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="+", editable=False)
    source = models.CharField(max_length=30)
    ref = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "ref", "competitor"], name="person_source_ref")]
        ordering = ["source", "ref"]

    def __str__(self) -> str:
        return f"{self.source}:{self.ref}"

    def fill(self) -> None:
        self.competitor_id = self.person.competitor_id


class ForgottenName(models.Model):
    """A name, or a source's id, of a person who was erased, as a keyed hash: so that no source brings it back."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="forgotten")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="forgotten_name")]
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest

    @staticmethod
    def hash(name: str) -> str:
        """The keyed hash of a name, or of a source's id as "retrosheet:judga001"; another SECRET_KEY gives another."""
        return salted_hmac("scoreboard.forgotten", name, algorithm="sha256").hexdigest()
