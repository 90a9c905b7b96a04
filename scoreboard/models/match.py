"""Matches, their log (which is also the outbox), and how far Kafka has it."""

from django.db import models
from django.db.models import F, Q

from scoreboard.models.catalogue import Competitor, Season, Stage
from scoreboard.models.catalogued import new_id
from scoreboard.models.entering import Entered


class Match(Entered):
    """A match: its state, folded from its log. Every field but `epoch` is derived from MatchEvents by record/."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sport = models.CharField(max_length=30)
    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="matches")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="matches", null=True, blank=True)
    group = models.CharField(max_length=120, blank=True)
    round = models.CharField(max_length=120, blank=True)
    round_number = models.PositiveSmallIntegerField(null=True, blank=True)
    home = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    away = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    home_feeder = models.UUIDField(null=True, blank=True, help_text="The match whose winner or loser is at home.")
    away_feeder = models.UUIDField(null=True, blank=True, help_text="The match whose winner or loser is away.")
    scheduled_at = models.DateTimeField(null=True, blank=True)
    scheduled_on = models.DateField(null=True, blank=True, help_text="The day of play: UTC of the time, or local.")
    venue = models.CharField(max_length=120, blank=True)
    replay_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replays")

    status = models.CharField(max_length=20, default="scheduled")
    phase = models.CharField(max_length=30, blank=True)
    home_score = models.IntegerField(default=0)
    away_score = models.IntegerField(default=0)
    state = models.TextField(help_text="The fold of the match log, as JSON.")
    # What is said of people instead of the names that the log has for them: a wire.covers.Shown as JSON, or nothing.
    shown_names = models.TextField(null=True, editable=False)  # NULL: SQLite need not copy the table
    epoch = models.PositiveIntegerField(default=1)
    seq = models.PositiveIntegerField(default=0)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["scheduled_on", "scheduled_at"], name="match_day"),
            models.Index(fields=["season", "scheduled_at"], name="match_season"),
            models.Index(fields=["home_feeder"], name="match_home_feeder", condition=Q(home_feeder__isnull=False)),
            models.Index(fields=["away_feeder"], name="match_away_feeder", condition=Q(away_feeder__isnull=False)),
            models.Index(
                fields=["status"],
                name="match_live",
                condition=Q(status__in=["live", "delayed", "interrupted", "suspended"]),
            ),
        ]
        verbose_name_plural = "matches"

    def __str__(self) -> str:
        return f"{self.home or '?'} – {self.away or '?'} ({self.scheduled_on or 'no date'})"


class MatchEvent(models.Model):
    """One record of the match log. Never changed; deleted only where a replay begins anew (record.restart_replay), or
    where it cannot be read and an operator sets it aside (repairing.cut).

    A correction is a further record.
    """

    id = models.BigAutoField(primary_key=True)
    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    record = models.TextField(help_text="The record as JSON, as the log holds it.")
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=200, null=True, blank=True, help_text="Idempotency key of the request.")
    key_index = models.PositiveSmallIntegerField(default=0, help_text="Place in the request's batch.")
    request_hash = models.BinaryField(max_length=16, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["match", "seq"], name="event_seq"),
            models.UniqueConstraint(
                fields=["match", "actor", "key", "key_index"], name="event_key", condition=Q(key__isnull=False)
            ),
            # A new match has no row to look under: its first record's key is unique to who sent it.
            models.UniqueConstraint(
                fields=["actor", "key"], name="schedule_key", condition=Q(seq=1, key__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.match_id} {self.seq}"


class Damage(models.Model):
    """A match that could not be read. Refers to nothing by key: what is wrong may be the key."""

    match = models.UUIDField(primary_key=True)
    why = models.CharField(max_length=500)
    since = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.match}: {self.why}"


class SourceDates(models.Model):
    """As of when a match's fields are what imports have said: of the dated ones (`import --as-of`) the newest's date.

    `dates` holds an ISO date by field of the fixture, and one by "result". Refers to nothing by key: what is restored
    from Kafka has the same ids.
    """

    match = models.UUIDField(primary_key=True)
    dates = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.match}: {self.dates}"


class OutboxCursor(models.Model):
    """How far Kafka has a match's log, and which relay has the match in hand."""

    match = models.OneToOneField(Match, on_delete=models.CASCADE, primary_key=True, related_name="outbox")
    top_seq = models.PositiveIntegerField(default=0, help_text="The match's last record.")
    sent_seq = models.PositiveIntegerField(default=0, help_text="The last record that Kafka has acknowledged.")
    partition = models.PositiveIntegerField(null=True, help_text="Fixed at the first record, so that order holds.")
    waiting_since = models.DateTimeField(null=True, help_text="When the oldest unsent record was recorded.")
    leased_by = models.CharField(max_length=80, blank=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["waiting_since"], name="outbox_unsent", condition=Q(sent_seq__lt=F("top_seq"))),
        ]

    def __str__(self) -> str:
        return f"{self.match_id} {self.sent_seq}/{self.top_seq}"


class KafkaCluster(models.Model):
    """The one Kafka cluster that the outbox cursors speak of. Against another one the relay stops."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    cluster_id = models.CharField(max_length=80)
    since = models.DateTimeField(auto_now=True)
    rebuilding = models.BooleanField(default=False, help_text="`rebuild matches` has begun here, and not ended.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_cluster")]

    def __str__(self) -> str:
        return self.cluster_id
