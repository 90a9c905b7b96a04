"""Devices that have logged in before, known by a signed cookie until their user's password is changed."""

import secrets
import time
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "device"
PATH = "/login"  # where it is looked at: no cache has to know of it
SALT = "scoreboard.device"
MAX_AGE_S = 400 * 86_400  # the longest that browsers keep a cookie
USERS = 8  # of one device: who logged in last


class Visit(NamedTuple):
    """A user who has logged in on a device, when (seconds since 1970), and the proof that the password was today's."""

    user: int
    device: str
    issued: int
    proof: str


def find_device(request: HttpRequest | None, username: str) -> str | None:
    """Which device of the named user the request comes from; None where it is none that has logged in before.

    Who is logged in already is known by that.
    """
    if request is None:
        return None
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and user.get_username() == username:
        return f"session {request.session.session_key}"
    if not (visits := parse_visits(request)):
        return None
    users = get_user_model()
    named = users.objects.filter(**{users.USERNAME_FIELD: username}).first()
    return next((visit.device for visit in visits if named is not None and is_proven(visit, named)), None)


def remember_device(request: HttpRequest, response: HttpResponseBase, user: Any) -> None:
    """Let the device know, by a cookie of the response, that this user has logged in with it."""
    visits = parse_visits(request)
    known = next((visit.device for visit in visits if visit.user == user.pk), None)
    device, issued = known or secrets.token_urlsafe(12), int(time.time())
    mine = Visit(user.pk, device, issued, prove(user, device, issued))
    others = [visit for visit in visits if visit.user != user.pk]
    response.set_cookie(
        COOKIE,
        signing.dumps([mine, *others][:USERS], salt=SALT),
        max_age=MAX_AGE_S,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def parse_visits(request: HttpRequest) -> list[Visit]:
    """Who has logged in on the request's device, as its cookie says; empty where the cookie is not ours."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=MAX_AGE_S)
    except signing.BadSignature:
        return []
    return [Visit(*visit) for visit in found]


def prove(user: Any, device: str, issued: int) -> str:
    """What only a login with the user's present password can have written."""
    return salted_hmac(SALT, f"{user.get_session_auth_hash()} {device} {issued}", algorithm="sha256").hexdigest()


def is_proven(visit: Visit, user: Any) -> bool:
    """Whether a visit is the user's, and the password has not been changed since."""
    return visit.user == user.pk and constant_time_compare(visit.proof, prove(user, visit.device, visit.issued))
