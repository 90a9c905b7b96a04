"""Logging in, and what is answered to whoever has failed at it too often."""

from collections.abc import Awaitable, Callable
from math import ceil
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from scoreboard.accounts.devices import remember_device
from scoreboard.accounts.locks import LockedOut

MINUTE_S = 60
HOUR_S = 3_600


class LogIn(LoginView):
    """The form of a name and a password; a login makes the device known."""

    template_name = "login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        remember_device(self.request, response, form.get_user())
        return response


@never_cache
def lead_to_login(request: HttpRequest) -> HttpResponse:
    """The admin's login is everybody's; who is logged in and sent there may not use the admin."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


class GuardMiddleware:
    """Answers LockedOut, wherever it was raised, by 429 and how long to wait."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponse | Awaitable[HttpResponse]:
        response: HttpResponse | Awaitable[HttpResponse] = self.get_response(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to a locked login: the same for every name, whether there is such a user or not."""
        if not isinstance(exception, LockedOut):
            return None
        response = render(request, "locked.html", {"wait": describe_wait(exception.wait_s)}, status=429)
        response["Retry-After"] = str(ceil(exception.wait_s))
        response["Cache-Control"] = "no-store"
        return response


def describe_wait(wait_s: float) -> str:
    """A wait in words, rounded up: `1 minute`, `15 minutes`, `2 hours`."""
    unit_s, unit = (MINUTE_S, "minute") if wait_s <= 2 * HOUR_S - MINUTE_S else (HOUR_S, "hour")
    number = ceil(wait_s / unit_s)
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
