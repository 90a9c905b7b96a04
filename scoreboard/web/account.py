"""The account's pages: who I am, password, second factor, sessions, tokens, and what is kept of me."""

from collections.abc import Callable
from typing import Any, cast

import msgspec
from django.contrib import messages
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scoreboard.accounts import holders, second_factor, sessions
from scoreboard.accounts.locks import guard
from scoreboard.models import ApiToken, RecoveryCode

View = Callable[..., HttpResponse]
ENROLLING = "enrolling"  # in a session's data: the secret that its user is about to take into an authenticator
ENTRIES = 10_000  # of the audit log, in a download; `manage.py export_user` writes all
WRONG_PASSWORD = "That is not your password."  # noqa: S105
WRONG_CODE = "That is not the code that the app shows now. Codes change every 30 seconds; is the clock right?"


def private(view: View) -> View:
    """A page of whoever is logged in, which nothing caches."""
    return never_cache(login_required(sensitive_post_parameters()(view)))


def owner(request: HttpRequest) -> User:
    """The user who is logged in."""
    return cast("User", request.user)


@private
@require_safe
def show_account(request: HttpRequest) -> HttpResponse:
    """Everything at a glance."""
    user = owner(request)
    tokens = ApiToken.objects.filter(user=user).select_related("match__home", "match__away", "competition")
    context = {
        "factor": second_factor.find_factor(user),
        "required": second_factor.is_required(user),
        "sessions": sessions.list_sessions(user, this=request.session.session_key),
        "tokens": tokens.order_by("-pk"),
    }
    return render(request, "account/overview.html", context)


# --- password --------------------------------------------------------------------------------------------------------


class PasswordForm(PasswordChangeForm):
    """The old password, which is guarded as at a login, and the new one twice."""

    def __init__(self, request: HttpRequest, data: Any = None) -> None:
        super().__init__(owner(request), data)
        self._request = request

    def clean_old_password(self) -> str:
        old: str = self.cleaned_data["old_password"]
        if not is_password(self._request, old):
            raise ValidationError(WRONG_PASSWORD)
        return old


@private
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the password: every other session ends, and no other device is known any more."""
    form = PasswordForm(request, request.POST or None)
    if not form.is_valid():
        return render(request, "account/password.html", {"form": form})
    user = form.save()
    update_session_auth_hash(request, user)
    sessions.end_sessions(user, but=request.session.session_key)
    messages.success(request, "The password is changed. Everywhere else you are logged out.")
    return redirect_to_login(reverse("account"))  # which makes this device known again


def is_password(request: HttpRequest, password: str) -> bool:
    """Whether it is the password of whoever is logged in. Raises LockedOut."""
    return authenticate(request, username=owner(request).get_username(), password=password) is not None


def is_code(request: HttpRequest, code: str) -> bool:
    """Whether it is a code of whoever is logged in. Raises LockedOut."""
    user = owner(request)
    return bool(guard(request, user.get_username(), lambda: second_factor.check_code(user, code)))


# --- second factor ---------------------------------------------------------------------------------------------------


@private
@require_http_methods(["GET", "HEAD", "POST"])
def manage_second_factor(request: HttpRequest) -> HttpResponse:
    """Set a second factor up; or have its recovery codes made anew, or take it away, with password and code."""
    if second_factor.find_factor(owner(request)) is None:
        return set_up(request)
    if request.method != "POST":
        return show_factor(request)
    if not is_password(request, request.POST.get("password", "")):
        return show_factor(request, refused=WRONG_PASSWORD)
    if not is_code(request, request.POST.get("code", "")):
        return show_factor(request, refused=WRONG_CODE)
    if request.POST.get("act") == "codes":
        return render(request, "account/codes.html", {"codes": second_factor.make_recovery_codes(owner(request))})
    second_factor.remove(owner(request), but=request.session.session_key, how="by its owner")
    request.session.pop(second_factor.MARK, None)
    messages.success(request, "The second factor is gone: name and password are enough.")
    return redirect("account")


def set_up(request: HttpRequest) -> HttpResponse:
    """Show a secret until a code proves that an authenticator has it; then the recovery codes, once."""
    secret = request.session.get(ENROLLING)
    if secret is None:
        secret = request.session[ENROLLING] = second_factor.make_secret()
    refused = None
    if request.method == "POST":
        if codes := second_factor.enrol(request, owner(request), secret, request.POST.get("code", "")):
            del request.session[ENROLLING]
            return render(request, "account/codes.html", {"codes": codes, "new": True})
        refused = WRONG_CODE
    uri = second_factor.write_uri(owner(request), secret)
    context = {
        "uri": uri,
        "qr": second_factor.draw(uri),
        "secret": second_factor.write_secret(secret),
        "required": second_factor.is_required(owner(request)),
        "refused": refused,
    }
    return render(request, "account/enrol.html", context)


def show_factor(request: HttpRequest, *, refused: str | None = None) -> HttpResponse:
    """What there is, and what can be done with it."""
    context = {
        "factor": second_factor.find_factor(owner(request)),
        "left": RecoveryCode.objects.filter(user=owner(request)).count(),
        "required": second_factor.is_required(owner(request)),
        "unproven": second_factor.is_missing(request),
        "refused": refused,
    }
    return render(request, "account/second_factor.html", context)


# --- sessions, tokens ------------------------------------------------------------------------------------------------


@private
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one session, or all others."""
    if handle := request.POST.get("session"):
        ended = int(sessions.end_session(owner(request), handle))
    else:
        ended = sessions.end_sessions(owner(request), but=request.session.session_key)
    messages.success(request, "That session is over." if ended == 1 else f"{ended} sessions are over.")
    return redirect("account")


@private
@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Take one's own token away."""
    token = ApiToken.objects.filter(user=owner(request), pk=token_id).first()
    if token is None:
        raise Http404("You have no such token.")
    token.delete()
    messages.success(request, f"Token {token_id} is of no use any more.")
    return redirect("account")


# --- what is kept ----------------------------------------------------------------------------------------------------


@private
@require_safe
def download_data(request: HttpRequest) -> HttpResponse:
    """Everything that is kept of whoever is logged in, as JSON."""
    body = msgspec.json.format(msgspec.json.encode(holders.export(owner(request), entries=ENTRIES)))
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return HttpResponse(body, content_type="application/json", headers=headers)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def erase_account(request: HttpRequest) -> HttpResponse:
    """End the account for good, with the password."""
    refused = None
    if request.method == "POST":
        if not request.POST.get("confirm"):
            refused = "Tick the box to confirm it."
        elif not is_password(request, request.POST.get("password", "")):
            refused = WRONG_PASSWORD
        else:
            try:
                holders.erase(owner(request), how="by its owner")
            except holders.LastSuperuser:
                refused = "You are the only superuser: make another one first."
            else:
                logout(request)
                return render(request, "account/erased.html")
    return render(request, "account/erase.html", {"refused": refused})
