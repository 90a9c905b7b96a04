"""The audit log: who did what, when, from where, why. The database refuses to change or to delete a row of it."""

from django.db import models
from django.db.models import Q

KINDS = {
    "event": "Event entered",
    "correction": "Correction",
    "status": "Status declared",
    "fixture": "Fixture",
    "import": "Import",
    "epoch": "Epoch raised",
    "dead_letter": "Dead letter",
    "adjustment": "Points adjusted",
    "rights": "Rights",
    "user": "User",
    "token": "Token",
    "login": "Logged in",
    "login_failed": "Login failed",
    "logout": "Logged out",
}


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
    address = models.CharField(max_length=45, blank=True, help_text="The caller's; empty for a program.")
    match = models.UUIDField(null=True)
    subject = models.CharField(max_length=300, blank=True, help_text="To what or whom it was done.")
    what = models.CharField(max_length=500)
    reason = models.CharField(max_length=500, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        default_permissions = ("view",)
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["match", "id"], name="audit_match"),
            models.Index(fields=["name", "id"], name="audit_name"),
            # Entered events are nearly all of it: whoever looks for something rarer need not pass them.
            models.Index(fields=["kind", "id"], name="audit_rare", condition=~Q(kind="event")),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.name}: {self.what}"
