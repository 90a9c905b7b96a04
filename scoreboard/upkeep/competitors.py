"""The admin's pages on which a competitor is merged into another, and its people who may be one are listed."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Form, ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path

from scoreboard.catalogue import merging
from scoreboard.catalogue.likely import list_likely
from scoreboard.models import Competitor, Person
from scoreboard.permissions import may_merge
from scoreboard.upkeep.fields import Picker, Reason


class Choice(Form):
    """Whom a competitor is to be merged into."""

    into = ModelChoiceField(
        Competitor.objects.all(),
        label="Is",
        widget=Picker(Person, "competitor"),
    )


def list_urls(site: admin.AdminSite) -> list[Any]:
    """The pages' addresses within those of the admin's competitors."""
    return [
        path("<uuid:competitor_id>/merge/", site.admin_view(merge), name="scoreboard_competitor_merge"),
        path("<uuid:competitor_id>/doubles/", site.admin_view(show_doubles), name="scoreboard_competitor_doubles"),
    ]


def merge(request: HttpRequest, competitor_id: UUID) -> HttpResponse:
    """Merge a competitor into another: whom (`?into=ID`), what that does, and why."""
    one = find_competitor(request, competitor_id)
    choice, reason = (
        Choice(request.GET if request.GET.get("into") else None),
        Reason(request.POST if request.method == "POST" else None),
    )
    context: dict[str, Any] = {"choice": choice, "reason": reason, "title": f"Merge {one}"}
    if not choice.is_bound or not choice.is_valid():
        return show(request, "merge_competitor", one, context)
    into: Competitor = choice.cleaned_data["into"]
    context["into"] = into
    try:
        merging.check(one, into)
    except merging.NotMergeable as error:
        return show(request, "merge_competitor", one, {**context, "refusal": str(error)})
    if request.method == "POST" and reason.is_valid():
        done = merging.merge(one, into, reason=reason.cleaned_data["reason"])
        messages.success(request, f"{one} is {into} now: {done['matches']} matches moved.")
        if left := len(done["unreadable"]):
            messages.warning(request, f"{left} matches cannot be read, and stay: merge again when they are repaired.")
        return redirect("admin:scoreboard_competitor_change", into.pk)
    return show(request, "merge_competitor", one, {**context, "preview": merging.preview(one, into)})


def show_doubles(request: HttpRequest, competitor_id: UUID) -> HttpResponse:
    """Those of a competitor's people who may be one."""
    competitor = find_competitor(request, competitor_id)
    found = list_likely(competitor)
    return show(request, "doubles", competitor, {"likely": found, "title": f"People of {competitor} who may be one"})


def find_competitor(request: HttpRequest, competitor_id: UUID) -> Competitor:
    """The competitor of an id, for who may say who is who."""
    if not may_merge(request.user, token=None):
        raise PermissionDenied
    return get_object_or_404(Competitor, pk=competitor_id)


def show(request: HttpRequest, name: str, competitor: Competitor, context: dict[str, Any]) -> HttpResponse:
    """One of these pages."""
    site = admin.site.each_context(request)
    page = {**site, "opts": Competitor._meta, "competitor": competitor, "subject": competitor, **context}  # noqa: SLF001  # documented name
    return TemplateResponse(request, f"admin/upkeep/{name}.html", page)
