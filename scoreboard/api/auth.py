"""Who calls: a bearer token, or the session of a logged-in user (then with its CSRF token)."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from ninja.security import SessionAuth
from ninja.security.http import HttpAuthBase
from ninja.utils import check_csrf

from scoreboard.accounts import second_factor
from scoreboard.api.problems import Problem, unauthorized
from scoreboard.models import ApiToken, Match
from scoreboard.permissions import find_token, may_identify, may_merge, may_schedule, may_score


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

    def check_may_identify(self) -> None:
        """Raise 403 unless the caller may say who people are."""
        if not may_identify(self.user, token=self.token):
            raise Problem(403, "You may not merge or split people.")

    def check_may_merge(self) -> None:
        """Raise 403 unless the caller may merge competitors."""
        if not may_merge(self.user, token=self.token):
            raise Problem(403, "You may not merge competitors.")


class TokenAuth(HttpAuthBase):
    """`Authorization: Bearer sb_…`, a token made by `manage.py token`. Who shows one is judged by it alone."""

    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Caller | None:
        """The token's caller; None without that header; raises 401 for a token that opens nothing."""
        shown = request.headers.get("Authorization")
        if shown is None:
            return None
        scheme, _, token = shown.partition(" ")
        if scheme.lower() != "bearer":
            raise unauthorized()
        found = find_token(token.strip())
        if found is None:
            raise unauthorized("The token is not known, has expired, or its user may not act")
        return Caller(found.user, found)


class UserAuth(SessionAuth):
    """The session cookie of a logged-in user, with the CSRF token in `X-CSRFToken`."""

    def __call__(self, request: HttpRequest) -> Caller | None:
        """The session's user; None where no user is logged in; raises 403 without the CSRF token."""
        if not request.user.is_authenticated:
            return None
        if check_csrf(request) is not None:
            raise Problem(403, "Expected the CSRF token of this session in the header X-CSRFToken.")
        if second_factor.is_missing(request):
            raise Problem(403, "A superuser's session needs a second factor, set up at /account; a token needs none.")
        return Caller(request.user)


AUTH = [TokenAuth(), UserAuth()]
