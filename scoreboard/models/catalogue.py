"""The catalogue: competitions, seasons, stages, competitors, people, and the rules by which they are ranked.

Every row is versioned, and the relay sends each version newer than the last one sent to the topic `catalogue`.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from scoreboard.models.catalogued import Catalogued, Ruled
from scoreboard.models.names import NameKey
from scoreboard.sports import SPORTS
from scoreboard.wire.covers import FULL, RULES, cover_name


def list_sports() -> list[tuple[str, str]]:
    """Every sport's name and label, for a form's choice; read when it is shown: a new sport needs no migration."""
    return [(name, sport.label) for name, sport in SPORTS.items()]


class Competition(Ruled):
    """A league or a cup, over the years."""

    KIND = "competition"
    PAYLOAD = ("sport", "name", "country", "ruleset", "ranking", "names")
    LATER = ("names",)

    sport = models.CharField(max_length=30, choices=list_sports)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=60, blank=True)
    names = models.CharField(
        max_length=10,
        choices=[*RULES.items()],
        default=FULL,
        blank=True,  # a form that does not say it leaves it
        help_text="How people are named who take part, wherever the team plays: initials or numbers for the young.",
    )

    class Meta(Catalogued.Meta):
        constraints = [models.UniqueConstraint(fields=["sport", "name"], name="competition_name")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_sport_name(self) -> str:
        return self.sport

    def payload(self) -> dict[str, Any]:
        said = super().payload()
        return {name: value for name, value in said.items() if (name, value) != ("names", FULL)}


class Season(Ruled):
    """One edition of a competition."""

    KIND = "season"
    PAYLOAD = ("competition", "name", "ruleset", "ranking")

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="seasons")
    name = models.CharField(max_length=60)

    class Meta(Catalogued.Meta):
        constraints = [models.UniqueConstraint(fields=["competition", "name"], name="season_name")]
        ordering = ["-name"]

    def __str__(self) -> str:
        return f"{self.competition} {self.name}"

    def get_sport_name(self) -> str:
        return self.competition.sport


class Stage(Ruled):
    """A part of a season with rules of its own: group stage, knock-out stage."""

    KIND = "stage"
    PAYLOAD = ("season", "name", "ruleset", "ranking")

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="stages")
    name = models.CharField(max_length=60)

    class Meta(Catalogued.Meta):
        constraints = [models.UniqueConstraint(fields=["season", "name"], name="stage_name")]
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.season}: {self.name}"

    def get_sport_name(self) -> str:
        return self.season.competition.sport


class Competitor(Catalogued):
    """A team, a person or a pair that takes part."""

    KIND = "competitor"
    PAYLOAD = ("sport", "name", "short_name", "colour", "aliases")
    LATER = LISTS = ("aliases",)

    sport = models.CharField(max_length=30, choices=list_sports)
    name = models.CharField(max_length=120)
    key = NameKey(db_index=True)
    short_name = models.CharField(max_length=12, blank=True)
    colour = models.CharField(max_length=7, blank=True, help_text="#rrggbb, shown as a thin edge only.")
    # The strictest rule of all competitions that it has taken part in (record/covering.py).
    names = models.CharField(max_length=10, default=FULL, editable=False)

    class Meta(Catalogued.Meta):
        constraints = [models.UniqueConstraint(fields=["sport", "name"], name="competitor_name")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Person(Catalogued):
    """A player, as one competitor names them; two may share a name, told apart by `namesake`.

    Where two rows are found to be one person, `same_as` says so, and nothing else changes: `main` is at whom that ends,
    under whom whatever is shown stands (catalogue/identity.py). None is oneself.

    Where a person may not be named in full, `shown` is what is said instead; of one who was erased the name itself is
    gone, and "Player 10" stands in its place (record/covering.py). What leaves the house is `public_name`.
    """

    KIND = "person"
    LATER = ("namesake", "birth_date", "same_as", "main", "shown", "erased", "aliases", "sources")
    PAYLOAD = ("competitor", "name", *LATER)
    LISTS = ("aliases", "sources")

    competitor = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="people")
    name = models.CharField(max_length=120)
    namesake = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        blank=True,
        help_text="0, or a number of its own for each further person of the name.",
    )
    birth_date = models.DateField(null=True, blank=True)
    same_as = models.ForeignKey("self", null=True, editable=False, on_delete=models.PROTECT, related_name="merged")
    main = models.ForeignKey("self", null=True, editable=False, on_delete=models.PROTECT, related_name="all_merged")
    names = models.CharField(
        max_length=10,
        choices=[*RULES.items()],
        blank=True,
        default="",
        help_text="How this person is to be named; empty: as the competitions of the team have it.",
    )
    shown = models.CharField(max_length=120, blank=True, default="", editable=False)
    erased = models.BooleanField(default=False, editable=False)

    class Meta(Catalogued.Meta):
        constraints = [models.UniqueConstraint(fields=["competitor", "name", "namesake"], name="person_name")]
        ordering = ["name", "namesake"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        if self.erased or self.shown or not self.namesake:
            return self.public_name
        return f"{self.name} ({self.namesake + 1})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and not (self.shown or self.erased):
            rule = self.names or self.competitor.names
            self.shown = "" if rule == FULL else cover_name(self.name, rule)
        super().save(*args, **kwargs)

    @property
    def public_name(self) -> str:
        """What the person is called wherever anybody can read it."""
        return self.shown or self.name

    @property
    def covered(self) -> bool:
        """Whether the person is called otherwise than by name."""
        return self.erased or bool(self.shown)

    def payload(self) -> dict[str, Any]:
        said = super().payload() | {"name": self.public_name}
        untold = {"birth_date", "aliases", "sources"} if self.covered else {"shown", "erased"}
        return {name: value for name, value in said.items() if name not in untold}

    def clean(self) -> None:
        self.namesake = self.namesake or 0  # a form may leave it empty


class SquadEntry(Catalogued):
    """Somebody in a competitor's squad of a season: with which number and position, and from when until when."""

    KIND = "squad"
    PAYLOAD = ("season", "competitor", "person", "number", "position", "since", "until")
    LATER = ("number", "since", "until")  # which not everybody has

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="squads")
    competitor = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="squads")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="squads")
    number = models.PositiveSmallIntegerField(null=True, blank=True, help_text="On the shirt.")
    position = models.CharField(max_length=30, blank=True, help_text="As the source has it: GK, Mittelfeld, C.")
    since = models.DateField(null=True, blank=True, help_text="Empty: from the season's beginning.")
    until = models.DateField(null=True, blank=True, help_text="Empty: until the season's end.")

    class Meta(Catalogued.Meta):
        constraints = [
            models.UniqueConstraint(fields=["season", "competitor", "person", "since"], name="squad_person_since"),
            models.UniqueConstraint(
                fields=["season", "competitor", "person"], condition=Q(since=None), name="squad_person"
            ),
        ]
        ordering = ["competitor", "number", "person"]
        verbose_name_plural = "squad entries"

    def __str__(self) -> str:
        return f"{self.competitor} {self.number or ''} {self.person}"

    def clean(self) -> None:
        if not (self.season_id and self.competitor_id and self.person_id):
            return  # which the fields themselves tell
        if self.person.competitor_id != self.competitor_id:
            raise ValidationError({"person": f"{self.person} is not of {self.competitor}."})
        if self.competitor.sport != self.season.competition.sport:
            raise ValidationError({"competitor": f"{self.competitor} plays {self.competitor.sport}."})
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": "Expected no day before the first one."})


class StandingAdjustment(Catalogued):
    """Points given or taken by a decision, or the lot that was drawn, from a date on."""

    KIND = "adjustment"
    PAYLOAD = ("season", "competitor", "points", "reason", "on", "lot")
    LATER = ("lot",)

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="adjustments")
    competitor = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="adjustments")
    points = models.SmallIntegerField(help_text="Negative where points are deducted.")
    reason = models.CharField(max_length=500)
    on = models.DateField()
    lot = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The place by drawing of lots among those who are level: 1 above 2."
    )

    class Meta(Catalogued.Meta):
        ordering = ["on"]

    def __str__(self) -> str:
        what = f"lot {self.lot}" if self.lot else f"{self.points:+d}"
        return f"{self.competitor} {what} ({self.reason})"


class Suspension(Catalogued):
    """A ban by an official's decision, of so many matches or until a day.

    With `match` it takes the place of the ban that a dismissal in this match brought by itself; of no matches, it takes
    that away. Without, it is one beside the others, from the day `on`.
    """

    KIND = "suspension"
    PAYLOAD = ("season", "competitor", "person", "match", "matches", "until", "on", "reason")
    LATER = ("match", "until")

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="suspensions")
    competitor = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="suspensions", editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="suspensions")
    match = models.ForeignKey(
        "Match",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="suspensions",
        help_text="In which it was that is punished: the ban takes the place of the one by rule.",
    )
    matches = models.PositiveSmallIntegerField(
        default=0,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text="0: no ban, or until a day.",
    )
    until = models.DateField(null=True, blank=True, help_text="The last day of a ban that is not of so many matches.")
    on = models.DateField(help_text="When it was decided, and from when a ban for no match holds.")
    reason = models.CharField(max_length=500)

    class Meta(Catalogued.Meta):
        ordering = ["on"]

    def __str__(self) -> str:
        what = f"until {self.until}" if self.until else f"{self.matches} matches" if self.matches else "no ban"
        return f"{self.person} {what} ({self.reason})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.competitor_id = self.person.competitor_id
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if not (self.season_id and self.person_id):
            return  # which the fields themselves tell
        self.matches = self.matches or 0  # a form may leave it empty
        if self.matches and self.until:
            raise ValidationError({"until": "Expected so many matches or a last day, not both."})
        if self.match is None and not (self.matches or self.until):
            raise ValidationError({"matches": "Expected how many; none only where a match's ban is taken back."})
        if self.match is not None and self.match.season_id != self.season_id:
            raise ValidationError({"match": f"{self.match} is not of {self.season}."})
        if self.match is not None and self.person.competitor_id not in (self.match.home_id, self.match.away_id):
            raise ValidationError({"match": f"{self.person} is of {self.person.competitor}, who do not play there."})
        if self.person.competitor.sport != self.season.competition.sport:
            raise ValidationError({"person": f"{self.person} plays {self.person.competitor.sport}."})


CATALOGUE: tuple[type[Catalogued], ...] = (
    Competition,
    Season,
    Stage,
    Competitor,
    Person,
    SquadEntry,
    StandingAdjustment,
    Suspension,
)
