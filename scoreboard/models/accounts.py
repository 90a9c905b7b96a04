"""What belongs to an account: its sessions, its second factor, the codes for when that is lost."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class UserSession(AbstractBaseSession):
    """A session, which knows its user, so that they can see and end it. It has no user until the login is done."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions")
    seen_on = models.DateField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"session of {self.user}"


class SecondFactor(models.Model):
    """The secret that a user shares with an authenticator: every 30 s it makes another code (TOTP, RFC 6238)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="second_factor"
    )
    secret = models.CharField(max_length=64, help_text="In hexadecimal.")
    since = models.DateTimeField(auto_now_add=True)
    last_step = models.BigIntegerField(help_text="Of the last code that was accepted: none is accepted twice.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"second factor of {self.user}"


class RecoveryCode(models.Model):
    """A code that does once in place of the authenticator's; only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    hash = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "hash"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"recovery code {self.pk} of {self.user}"
