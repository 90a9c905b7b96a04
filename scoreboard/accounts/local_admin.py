"""The demo's admin, whose password is shown where it is started: let in on that machine only, and in a demo only.

The name is the demo's: outside it no user of that name gets in, however it was made.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest

from scoreboard.entrances.addresses import parse_address

ADMIN = "demo"
# What proxies say of whom they ask for. (A request that came through one may look as if it were from here.)
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")


class Backend(ModelBackend):
    """Django's users with their passwords; the demo's admin only where `admits` says so."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The user of that name and password, if they may log in with `request`."""
        user = super().authenticate(request, username, password, **kwargs)
        if user is not None and user.get_username() == ADMIN and not admits(request):
            return None
        return user

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether the user may have a session at all: asked at every request, so that none outlives the demo."""
        return super().user_can_authenticate(user) and may_act(user)


def may_act(user: User) -> bool:
    """Whether the user may do anything here: the demo's admin, in a demo only."""
    return settings.DEMO or user.get_username() != ADMIN


def admits(request: HttpRequest | None) -> bool:
    """Whether the demo's admin may log in with this request: one made on this machine, through no proxy."""
    if request is None or not settings.DEMO or any(name in request.headers for name in FORWARDED):
        return False
    address = parse_address(request.META.get("REMOTE_ADDR"))
    return address is not None and address.is_loopback
