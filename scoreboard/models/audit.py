"""The audit log: who did what, when, from where, why. The database refuses to change or to delete a row of it.

Addresses are kept beside it, under random keys, for some time only: after that an entry says no more than that there
had been one.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import OuterRef, Q, Subquery

KINDS = {
    "event": "Event entered",
    "correction": "Correction",
    "status": "Status declared",
    "fixture": "Fixture",
    "held": "Not filled in",
    "import": "Import",
    "epoch": "Epoch raised",
    "repair": "Match repaired",
    "dead_letter": "Dead letter",
    "adjustment": "Points adjusted",
    "suspension": "Suspension decided",
    "person": "People merged, split, covered",
    "competitor": "Competitors merged",
    "squad": "Squads entered",
    "rights": "Rights",
    "user": "User",
    "token": "Token",
    "login": "Logged in",
    "login_failed": "Login failed",
    "logout": "Logged out",
}


class AuditAddress(models.Model):
    """The address that one act came from, until it is purged (AUDIT_ADDRESS_DAYS)."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    address = models.CharField(max_length=45)
    at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.address


class AuditEntries(models.QuerySet["AuditEntry"]):
    """Entries of the audit log."""

    def with_address(self) -> AuditEntries:
        """Each with its `address`: None where it came from this machine, or where it is not kept any more."""
        kept = AuditAddress.objects.filter(key=OuterRef("address_key"))
        return self.annotate(address=Subquery(kept.values("address")))


class AuditEntry(models.Model):
    """One act. Refers to nothing by key, so that it stands whatever becomes of users, tokens and matches.

    `actor` is as the match log names it ("user:3", "token:4:user:3", "import:openfootball", "command:token"),
    `name` the user's name then. `before` and `after` say what changed, and no more of it than a reader needs.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=20, choices=list(KINDS.items()))
    actor = models.CharField(max_length=80)
    name = models.CharField(max_length=150)
    address_key = models.UUIDField(null=True, help_text="Of the AuditAddress; none for a program of this machine.")
    match = models.UUIDField(null=True)
    subject = models.CharField(max_length=300, blank=True, help_text="To what or whom it was done.")
    what = models.CharField(max_length=500)
    reason = models.CharField(max_length=500, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    objects = AuditEntries.as_manager()

    class Meta:
        default_permissions = ("view",)
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["match", "id"], name="audit_match"),
            models.Index(fields=["name", "id"], name="audit_name"),
            # Entered events are nearly all of it: a search for a rarer kind must not read past them.
            models.Index(fields=["kind", "id"], name="audit_rare", condition=~Q(kind="event")),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.name}: {self.what}"
