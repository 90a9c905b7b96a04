"""Who calls: a bearer token, or the session of a logged-in user (then with its CSRF token)."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from scoreboard.api.problems import Problem
from scoreboard.models import ApiToken, Match
from scoreboard.permissions import find_token, may_schedule, may_score


@dataclass(frozen=True)
class Caller:
    """The user who calls, through a token or not."""

    user: AbstractBaseUser
    token: ApiToken | None = None

    @property
    def actor(self) -> str:
        """The caller as the log names them."""
        return f"token:{self.token.pk}:user:{self.user.pk}" if self.token else f"user:{self.user.pk}"

    def check_may_score(self, match: Match) -> None:
        """Raise 403 unless the caller may enter events of `match`."""
        if not may_score(self.user, match, token=self.token):
            raise Problem(403, "You may not score this match.")

    def check_may_schedule(self, competition_id: Any) -> None:
        """Raise 403 unless the caller may make fixtures of a competition."""
        if not may_schedule(self.user, competition_id, token=self.token):
            raise Problem(403, "You may not make fixtures of this competition.")


class TokenAuth(HttpBearer):
    """`Authorization: Bearer sb_…`, a token made by `manage.py token`."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        found = find_token(token)
        return Caller(found.user, found) if found else None


class UserAuth(SessionAuth):
    """The session cookie of a logged-in user."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        return Caller(request.user) if request.user.is_authenticated else None


AUTH = [TokenAuth(), UserAuth()]
