"""Logging in, in one step or two, and what is answered to whoever has failed at it too often."""

import time
from collections.abc import Callable
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from scoreboard.accounts import second_factor
from scoreboard.accounts.devices import remember_device
from scoreboard.accounts.locks import LockedOut, guard

MINUTE_S = 60
HOUR_S = 3_600
PENDING = "login"  # in a session's data: who has given their password, and is asked for the code
PENDING_S = 600
USED_CODE = (
    "That is not a code that works now. One that was used already does not work a second time: wait for the app's next "
    "one, or take another recovery code."
)
USED_RECOVERY_CODE = (
    "You have logged in with a recovery code, and {left} are left. If your authenticator is lost, turn the second "
    "factor off at your account, which takes one more of them, and set up another one."
)
LOGGED_OUT = "You are logged out."
# What a superuser without a second factor may not use. (Public pages know no user.)
CLOSED = ("/admin/", "/console/", "/operations", "/audit", "/account")


class LogInForm(AuthenticationForm):
    """Name and password."""

    error_messages = {  # Django's own way
        **AuthenticationForm.error_messages,
        "invalid_login": "The user name or the password is wrong. Capital letters count in both.",
    }


class LogIn(LoginView):
    """The form of a name and a password; who has a second factor is asked for its code next.

    The device of whoever is logged in when they leave this page is known from then on.
    """

    template_name = "login.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if request.user.is_authenticated:
            remember_device(request, response, request.user)
        return response

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user, session = form.get_user(), self.request.session
        if second_factor.find_factor(user) is None:
            return super().form_valid(form)
        session.cycle_key()
        session[PENDING] = {
            "user": user.pk,
            "password": user.get_session_auth_hash(),
            "until": time.time() + PENDING_S,
            "next": self.get_success_url(),
        }
        return redirect("login-code")


class LogOut(LogoutView):
    """The end of a session, by a button; who only opens this address is led home."""

    http_method_names = ["get", "head", "post", "options"]  # Django's own way

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead home."""
        return redirect("day")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Log out, and say so."""
        response = super().post(request, *args, **kwargs)
        messages.success(request, LOGGED_OUT)
        return response


def answer_stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 to a form of another login than the present one (settings.CSRF_FAILURE_VIEW): what it is, and a way on."""
    if request.path.startswith(reverse("login")) and request.user.is_authenticated:
        return redirect("account")  # the other tab, or the first of two presses, has logged in
    return render(request, "stale.html", status=403)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_code(request: HttpRequest) -> HttpResponse:
    """The second step: the authenticator's code, or a recovery code."""
    pending = request.session.get(PENDING)
    user = find_pending(pending) if pending else None
    if pending is None or user is None:
        return redirect("login")
    if request.method != "POST":
        return render(request, "login_code.html")
    code = request.POST.get("code", "")
    if not guard(request, user.get_username(), lambda: second_factor.check_code(user, code)):
        return render(request, "login_code.html", {"refused": USED_CODE})
    del request.session[PENDING]
    login(request, user)
    request.session[second_factor.MARK] = True
    if second_factor.parse_digits(code) is None:
        messages.warning(request, USED_RECOVERY_CODE.format(left=second_factor.count_recovery_codes(user)))
    response = HttpResponseRedirect(pending["next"])
    remember_device(request, response, user)
    return response


def find_pending(pending: dict[str, Any]) -> Any:
    """The user who has given their password; None where that is too long ago, or it has been changed."""
    user = get_user_model().objects.filter(pk=pending["user"], is_active=True).first()
    if user is None or time.time() > pending["until"]:
        return None
    return user if constant_time_compare(pending["password"], user.get_session_auth_hash()) else None


@never_cache
def lead_to_login(request: HttpRequest) -> HttpResponse:
    """The admin's login is everybody's; who is logged in and sent there may not use the admin."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


class GuardMiddleware:
    """Answers LockedOut, wherever it was raised, by 429, and leads superusers to the second factor that they need."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return lead_to_second_factor(request) or self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to a locked login: the same for every name, whether there is such a user or not."""
        if not isinstance(exception, LockedOut):
            return None
        context = {"wait": format_wait(exception.wait_s), "next": request.POST.get("next", "")}
        response = render(request, "locked.html", context, status=429)
        response["Retry-After"] = str(ceil(exception.wait_s))
        response["Cache-Control"] = "no-store"
        response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001  # a line each would fill the disk
        return response


def lead_to_second_factor(request: HttpRequest) -> HttpResponse | None:
    """Where a superuser has to go first who asks for a closed address and has not logged in with two steps."""
    place = reverse("account-second-factor")
    if not request.path.startswith(CLOSED) or request.path.startswith(place):
        return None
    if not second_factor.is_missing(request):
        return None
    return redirect(f"{place}?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else place)


def format_wait(wait_s: float) -> str:
    """A wait in words, rounded up: `1 minute`, `15 minutes`, `2 hours`."""
    unit_s, unit = (MINUTE_S, "minute") if wait_s <= 2 * HOUR_S - MINUTE_S else (HOUR_S, "hour")
    number = ceil(wait_s / unit_s)
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
