"""Django's login with a name and a password, behind the locks: every entrance asks it."""

from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.http import HttpRequest

from scoreboard.accounts import local_admin
from scoreboard.accounts.locks import guard


class Backend(local_admin.Backend):
    """The users of the database, and of the demo where there is one."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The user of that name and password, if they may log in with `request`. Raises LockedOut."""
        if username is None or password is None:
            return None
        check = super().authenticate
        return guard(request, username, lambda: check(request, username, password, **kwargs))

    async def aauthenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """Do as `authenticate`, without blocking the event loop. Raises LockedOut."""
        return await sync_to_async(self.authenticate)(request, username, password, **kwargs)
