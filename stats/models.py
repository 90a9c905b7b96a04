"""What stats keep: the records of every match, facts folded from them, the catalogue, and how far Kafka is read.

Facts are replaced per match, all of them in one transaction with the offset; nothing here is ever counted up or down
(docs/explanation/architecture.md). Ids are those of the log, as text: no table of the live side is referred to.
"""

from typing import Any

from django.db import models
from django.db.models import Q

ID = 36  # characters of a UUID as text


class Log(models.Model):
    """A match's log as far as it is known here: `applied_seq` is folded into facts, `top_seq` is stored.

    `waiting_since` is set while records are stored that cannot be applied: one before them is missing or refused, or
    says what this release does not know, which `awaits` names: an upgrade will. `version` goes up with every write, so
    that a writer sees whether another one was faster.
    """

    match = models.CharField(max_length=ID, primary_key=True)
    version = models.PositiveIntegerField(default=1)
    sport = models.CharField(max_length=30)
    epoch = models.PositiveIntegerField(default=1)
    applied_seq = models.PositiveIntegerField(default=0)
    top_seq = models.PositiveIntegerField(default=0)
    recorded_at = models.DateTimeField(null=True, help_text="When the last applied record was recorded.")
    waiting_since = models.DateTimeField(null=True)
    awaits = models.CharField(max_length=120, blank=True, db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["waiting_since"], name="log_waiting", condition=Q(waiting_since__isnull=False)),
            models.Index(fields=["recorded_at"], name="log_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.match} e{self.epoch}-{self.applied_seq}"


class Segment(models.Model):
    """Records of a match that follow one another, from `seq` to `last_seq`, as Kafka gave them in one batch.

    `payload` is the JSON array of the records, byte for byte, and `offsets` that of where each lay in `partition`. Of a
    match that is played, a segment has a record or two; of one that was read from the log, all that a batch held: one
    row for many makes the table a third as large, and is cheaper to write (decision 0009).
    """

    pk = models.CompositePrimaryKey("match", "epoch", "seq")
    match = models.CharField(max_length=ID)
    epoch = models.PositiveIntegerField()
    seq = models.PositiveIntegerField()
    last_seq = models.PositiveIntegerField()
    payload = models.TextField()
    partition = models.PositiveIntegerField()
    offsets = models.TextField()

    def __str__(self) -> str:
        return f"{self.match} e{self.epoch}-{self.seq}"


class SideFact(models.Model):
    """One side of a match: whom it is about, in what, against whom, and what came of it.

    `from_match` is the match whose winner or loser (`from_outcome`) this side is, as far as its fixture says so.
    `lineup`: its line-up is known. `scored` and `conceded` are in the sport's own score. `result` is W, D or L, for a
    live match as it stands, and "" before it; a shootout does not make a draw a win, but `won` says who won in the end,
    `advanced` who goes through where the match decides a tie of several, `shootout` how many kicks went in. `periods`
    lists [name, for, against].
    `outcome` is a kind of win or defeat that the sport's tables tell apart, `measures` what they need beside the score.
    `replay` marks a match that plays another one again: whatever spans competitions skips it.
    """

    pk = models.CompositePrimaryKey("match", "side")
    match = models.CharField(max_length=ID)
    side = models.CharField(max_length=4)
    sport = models.CharField(max_length=30)
    competition = models.CharField(max_length=ID)
    season = models.CharField(max_length=ID)
    stage = models.CharField(max_length=ID, blank=True)
    group = models.CharField(max_length=120, blank=True)
    round = models.CharField(max_length=120, blank=True)
    round_number = models.PositiveIntegerField(null=True)
    competitor = models.CharField(max_length=ID, blank=True)
    competitor_name = models.CharField(max_length=120, blank=True)
    opponent = models.CharField(max_length=ID, blank=True)
    opponent_name = models.CharField(max_length=120, blank=True)
    from_match = models.CharField(max_length=ID, blank=True, default="", db_default="")
    from_outcome = models.CharField(max_length=6, blank=True, default="", db_default="")
    lineup = models.BooleanField(default=False, db_default=False)
    neutral = models.BooleanField(default=False)
    replay = models.BooleanField(default=False)
    on = models.DateField(null=True, help_text="The day of play: UTC of the time, or local.")
    scheduled_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=20)
    over = models.BooleanField(default=False)
    live = models.BooleanField(default=False)
    scored = models.IntegerField(default=0)
    conceded = models.IntegerField(default=0)
    periods = models.JSONField(default=list)
    result = models.CharField(max_length=1, blank=True)
    won = models.BooleanField(null=True)
    advanced = models.BooleanField(null=True)
    shootout = models.PositiveIntegerField(null=True)
    outcome = models.CharField(max_length=30, blank=True)
    measures: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(default=dict)
    decided_by = models.CharField(max_length=30, blank=True)
    epoch = models.PositiveIntegerField()
    seq = models.PositiveIntegerField()
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["season"], name="side_season"),
            models.Index(fields=["competitor", "on"], name="side_competitor"),
        ]

    def __str__(self) -> str:
        return f"{self.competitor_name or '?'} in {self.match}"


class PersonFact(models.Model):
    """How many of one thing (`stat`, by the sport's name for it) a person has in a match.

    `person` is the id where the log knows one, else the name.
    """

    pk = models.CompositePrimaryKey("match", "competitor", "person", "stat")
    match = models.CharField(max_length=ID)
    sport = models.CharField(max_length=30)
    season = models.CharField(max_length=ID)
    replay = models.BooleanField(default=False)
    competitor = models.CharField(max_length=ID, blank=True)
    competitor_name = models.CharField(max_length=120, blank=True)
    person = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    stat = models.CharField(max_length=30)
    value = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["season", "stat"], name="person_season"),
            models.Index(fields=["person"], name="person_person"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.value} {self.stat} in {self.match}"


class IncidentFact(models.Model):
    """What a fan saw of a match; `order` is its place in it."""

    pk = models.CompositePrimaryKey("match", "seq")
    match = models.CharField(max_length=ID)
    seq = models.PositiveIntegerField()
    order = models.PositiveIntegerField()
    sport = models.CharField(max_length=30)
    season = models.CharField(max_length=ID)
    replay = models.BooleanField(default=False)
    kind = models.CharField(max_length=30)
    side = models.CharField(max_length=4, blank=True)
    competitor = models.CharField(max_length=ID, blank=True)
    person = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=120, blank=True)
    related = models.CharField(max_length=120, blank=True)
    related_name = models.CharField(max_length=120, blank=True)
    period = models.CharField(max_length=30, blank=True)
    minute = models.CharField(max_length=12, blank=True)
    clock_ms = models.IntegerField(null=True)
    confirmation = models.CharField(max_length=10)
    detail = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    home_score = models.IntegerField(null=True)
    away_score = models.IntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["season", "kind"], name="incident_season")]

    def __str__(self) -> str:
        return f"{self.kind} {self.seq} in {self.match}"


class SeasonFact(models.Model):
    """Every season that a match has ever been in: where to look for tables as they were known at some time."""

    pk = models.CompositePrimaryKey("match", "season")
    match = models.CharField(max_length=ID)
    season = models.CharField(max_length=ID)

    class Meta:
        indexes = [models.Index(fields=["season"], name="season_season")]

    def __str__(self) -> str:
        return f"{self.match} in {self.season}"


class CatalogueItem(models.Model):
    """The highest version known of a catalogue entry; `parent` is the entry it belongs to (an adjustment's season…).

    `main` is, of a person who was merged into another one, under whom they count now (stats/queries/identity.py).
    """

    kind = models.CharField(max_length=20)
    item = models.CharField(max_length=ID)
    version = models.PositiveIntegerField()
    parent = models.CharField(max_length=ID, blank=True)
    main = models.CharField(max_length=ID, blank=True, default="", db_default="")
    payload: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "kind"], name="item_of_kind")]
        indexes = [
            models.Index(fields=["parent", "kind"], name="item_parent"),
            models.Index(fields=["main"], name="item_main", condition=~Q(main="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item} v{self.version}"


class Lease(models.Model):
    """Which worker reads a partition, and from where. `token` is the fence: taking the lease makes it another one.

    A cluster is part of the key: on another Kafka cluster reading begins at its first record, and what is known already
    is dropped as a double.
    """

    cluster = models.CharField(max_length=80)
    topic = models.CharField(max_length=80)
    partition = models.PositiveIntegerField()
    next_offset = models.PositiveBigIntegerField(default=0)
    owner = models.CharField(max_length=80, blank=True)
    token = models.PositiveBigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)
    advanced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "topic", "partition"], name="lease_of_partition")]

    def __str__(self) -> str:
        return f"{self.topic}[{self.partition}] at {self.next_offset}"


class DeadLetter(models.Model):
    """A message that could not be read or applied, and why; its match is parked until the letter is settled.

    `epoch` and `seq` are known where the message is a record at all. `settled` says how: "applied" where later records
    or a retry made it right, "dropped" by decision; "" while it is open. `published`: whether the dead-letter topic has
    it.
    """

    topic = models.CharField(max_length=80)
    partition = models.PositiveIntegerField()
    offset = models.PositiveBigIntegerField()
    key = models.BinaryField(null=True)
    value = models.BinaryField(null=True)
    match = models.CharField(max_length=ID, blank=True)
    epoch = models.PositiveIntegerField(null=True)
    seq = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    published = models.BooleanField(default=False)
    settled = models.CharField(max_length=10, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["match"], name="dead_open", condition=Q(settled="")),
            models.Index(fields=["id"], name="dead_unpublished", condition=Q(published=False)),
        ]

    def __str__(self) -> str:
        return f"{self.topic}[{self.partition}]@{self.offset}: {self.reason}"
