"""API tokens: what programs show instead of a password."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction

from scoreboard.models.catalogue import Competition
from scoreboard.models.match import Match


def hash_token(token: str) -> str:
    """The form in which a token is stored. Tokens are 256 random bits: a fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


class ApiToken(models.Model):
    """A token of its user's rights or less: for one match, one competition, or all that the user may score."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    hash = models.CharField(max_length=64, unique=True)
    match = models.ForeignKey(Match, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    used_on = models.DateField(null=True, blank=True, help_text="The last day on which it was shown.")

    def __str__(self) -> str:
        return f"token {self.pk} of {self.user}"

    @classmethod
    def issue(
        cls,
        *,
        user: models.Model,
        match: Match | None = None,
        competition: Competition | None = None,
        expires_at: datetime | None = None,
    ) -> str:
        """Make a token and return it; it cannot be read again, only its hash is stored."""
        token = "sb_" + secrets.token_urlsafe(32)
        with transaction.atomic():  # with its note in the audit log
            cls.objects.create(
                user=user, hash=hash_token(token), match=match, competition=competition, expires_at=expires_at
            )
        return token


class AcceptedRequest(models.Model):
    """A request that was accepted under an idempotency key and is in no match's log, with its answer.

    It is kept for some time (accounts/purging.py).
    """

    actor = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    request_hash = models.BinaryField()
    answer: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="accepted_key")]

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"
