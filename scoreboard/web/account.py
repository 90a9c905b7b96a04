"""The account's pages: who I am, password, second factor, sessions, tokens, and what is kept of me.

A button may be pressed twice, and the second answer is the one that is seen: whatever is done once only is shown on a
page of its own, to which both lead.
"""

import time
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, cast

import msgspec
from django.contrib import messages
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from scoreboard.accounts import holders, second_factor, sessions
from scoreboard.accounts.locks import guard
from scoreboard.models import ApiToken
from scoreboard.web.logins import USED_CODE

View = Callable[..., HttpResponse]
ENROLLING = "enrolling"  # in a session's data: the secret that its user is about to take into an authenticator
CODES = "recovery_codes"  # in it: {"codes", "new", "until"}, until they have been kept
CODES_S = 600
AFTER = "after_codes"  # in it: where its user wanted to go, who had to set up a second factor first
ENTRIES = 10_000  # of the audit log, in a download; `manage.py export_user` writes all
WRONG_PASSWORD = "That is not your password."  # noqa: S105
WRONG_CODE = "That is not the code that the app shows now. Codes change every 30 seconds; is the clock right?"
SAME_PASSWORD = "That is the password that you have now."  # noqa: S105
UNCONFIRMED = "Tick the box to confirm it."
LAST_SUPERUSER = "You are the only superuser: make another one first."
SESSIONS_OVER = {0: "It was over already.", 1: "That session is over."}  # by how many have ended


def private(view: View) -> View:
    """A page of whoever is logged in, which nothing caches; after a login it is opened, not sent to again."""

    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            is_sent = request.method not in {"GET", "HEAD"}
            return redirect_to_login(reverse("account") if is_sent else request.get_full_path())
        return view(request, *args, **kwargs)

    return page


def act(view: View) -> View:
    """What is done by a button of the account's page: who only opens its address is led there."""

    @private
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if request.method == "POST" else redirect("account")

    return page


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
        "waiting": are_shown(request.session.get(CODES)),
        "left": partial(second_factor.count_recovery_codes, user),  # asked where there is a second factor
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
            raise ValidationError(WRONG_PASSWORD, code="password_incorrect")
        return old

    def clean_new_password1(self) -> str:
        new: str = self.cleaned_data["new_password1"]
        if new == self.cleaned_data.get("old_password"):
            raise ValidationError(SAME_PASSWORD, code="password_unchanged")
        return new

    def clean(self) -> dict[str, Any]:
        """Ask for a code last: it works once, and what else is wrong should not cost it."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and (refused := refuse_code(self._request)):
            self.add_error(None, refused)
        return cleaned


@private
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the password: every other session ends, and no other device is known any more."""
    form = PasswordForm(request, request.POST or None)
    if not form.is_valid():
        context = {"form": form, "factor": second_factor.find_factor(owner(request))}
        return render(request, "account/password.html", context)
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


def refuse_code(request: HttpRequest) -> str:
    """Why not to do what was sent, of somebody who has a second factor; "" with its code. Raises LockedOut."""
    if second_factor.find_factor(owner(request)) is None or is_code(request, request.POST.get("code", "")):
        return ""
    return USED_CODE


# --- second factor ---------------------------------------------------------------------------------------------------


@private
@require_http_methods(["GET", "HEAD", "POST"])
def manage_second_factor(request: HttpRequest) -> HttpResponse:
    """Set a second factor up; or have its recovery codes made anew, or take it away, with password and code."""
    what = request.POST.get("act")
    if second_factor.find_factor(owner(request)) is None:
        return redirect("account") if what else set_up(request)  # it is gone already
    if request.method != "POST":
        return show_factor(request)
    if what not in {"codes", "remove"} or (what == "codes" and find_codes(request)):
        return redirect("account-codes")  # they have been made already
    if not is_password(request, request.POST.get("password", "")):
        return show_factor(request, refused=WRONG_PASSWORD)
    if refused := refuse_code(request):
        if second_factor.find_factor(owner(request)) is None:
            return redirect("account")
        return redirect("account-codes") if find_codes(request) else show_factor(request, refused=refused)
    if what == "codes":
        with transaction.atomic():
            keep_codes(request, second_factor.make_recovery_codes(owner(request)), new=False)
        return redirect("account-codes")
    second_factor.remove(owner(request), but=request.session.session_key, how="by its owner")
    for name in (second_factor.MARK, CODES):
        request.session.pop(name, None)
    if second_factor.is_required(owner(request)):
        messages.success(request, "The second factor is gone. Set up another one now: a superuser needs one.")
        return redirect("account-second-factor")
    messages.success(request, "The second factor is gone: name and password are enough.")
    return redirect("account")


def set_up(request: HttpRequest) -> HttpResponse:
    """Show a secret until a code proves that an authenticator has it; then the recovery codes."""
    secret = request.session.get(ENROLLING)
    if secret is None:
        secret = request.session[ENROLLING] = second_factor.make_secret()
    refused = None
    if request.method == "POST":
        if not is_password(request, request.POST.get("password", "")):
            refused = WRONG_PASSWORD
        else:
            with transaction.atomic():
                codes = second_factor.enrol(request, owner(request), secret, request.POST.get("code", ""))
                if codes:
                    del request.session[ENROLLING]
                    keep_codes(request, codes, new=True)
            if codes or second_factor.find_factor(owner(request)):
                return redirect("account-codes")
            refused = WRONG_CODE
    elif after := request.GET.get("next"):
        request.session[AFTER] = after
    uri = second_factor.build_uri(owner(request), secret)
    context = {
        "uri": uri,
        "qr": second_factor.draw(uri),
        "secret": second_factor.format_secret(secret),
        "required": second_factor.is_required(owner(request)),
        "refused": refused,
    }
    return render(request, "account/enrol.html", context)


def keep_codes(request: HttpRequest, codes: list[str], *, new: bool) -> None:
    """Keep new recovery codes in the session until their owner has them, in the transaction that makes them."""
    request.session[CODES] = {"codes": codes, "new": new, "until": time.time() + CODES_S}
    request.session.save()


def find_codes(request: HttpRequest) -> dict[str, Any] | None:
    """The recovery codes that wait to be kept; as they are now, another request may have made them meanwhile."""
    stored = sessions.SessionStore(request.session.session_key).get(CODES)
    return stored if are_shown(stored) else None


def are_shown(stored: dict[str, Any] | None) -> bool:
    """Whether there are recovery codes that wait to be kept, and are shown until then."""
    return stored is not None and time.time() < stored["until"]


@private
@require_http_methods(["GET", "HEAD", "POST"])
def show_codes(request: HttpRequest) -> HttpResponse:
    """Show new recovery codes until their owner says that they are kept; then go where that one wanted to go."""
    if request.method == "POST":
        request.session.pop(CODES, None)
        after = request.session.pop(AFTER, "")
        return redirect(after if url_has_allowed_host_and_scheme(after, allowed_hosts=None) else "account")
    waiting = find_codes(request)
    if waiting is None:
        return redirect("account-second-factor")
    return render(request, "account/codes.html", waiting)


def show_factor(request: HttpRequest, *, refused: str | None = None) -> HttpResponse:
    """What there is, and what can be done with it."""
    context = {
        "factor": second_factor.find_factor(owner(request)),
        "left": second_factor.count_recovery_codes(owner(request)),
        "required": second_factor.is_required(owner(request)),
        "unproven": second_factor.is_missing(request),
        "refused": refused,
        "act": request.POST.get("act"),
    }
    return render(request, "account/second_factor.html", context)


# --- sessions, tokens ------------------------------------------------------------------------------------------------


@act
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one session, or all others."""
    if handle := request.POST.get("session"):
        ended = int(sessions.end_session(owner(request), handle))
    else:
        ended = sessions.end_sessions(owner(request), but=request.session.session_key)
    messages.success(request, SESSIONS_OVER.get(ended, f"{ended} sessions are over."))
    return redirect("account")


@act
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
    """End the account for good, with the password, and a code where there is a second factor."""
    refused = ""
    if request.method == "POST":
        if not request.POST.get("confirm"):
            refused = UNCONFIRMED
        elif not is_password(request, request.POST.get("password", "")):
            refused = WRONG_PASSWORD
        elif not (refused := refuse_code(request)):
            try:
                holders.erase(owner(request), how="by its owner")
            except holders.LastSuperuser:
                refused = LAST_SUPERUSER
            else:
                logout(request)
                return render(request, "account/erased.html")
    context = {"refused": refused, "factor": second_factor.find_factor(owner(request))}
    return render(request, "account/erase.html", context)
