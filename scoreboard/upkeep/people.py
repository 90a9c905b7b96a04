"""The admin's pages on which two people are made one, or one two, each after a look at what that changes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form, ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from scoreboard.catalogue import identity
from scoreboard.catalogue.likely import list_likely_of
from scoreboard.models import Match, MatchEvent, Person
from scoreboard.permissions import may_identify
from scoreboard.upkeep.fields import Picker, Reason
from scoreboard.upkeep.previews import preview_merge, preview_split, preview_take_back

MATCHES = 500  # that a page lists


class Choice(Form):
    """Whom a person is to be merged into."""

    into = ModelChoiceField(
        Person.objects.select_related("competitor", "main"),
        label="Is",
        widget=Picker(Person, "same_as"),
    )


def list_urls(site: admin.AdminSite) -> list[Any]:
    """The pages' addresses within those of the admin's people."""
    return [
        path("<uuid:person_id>/merge/", site.admin_view(merge_person), name="scoreboard_person_merge"),
        path("<uuid:person_id>/split/", site.admin_view(split_person), name="scoreboard_person_split"),
    ]


def merge_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Merge a person into another: whom (`?into=ID`), what that changes, and why."""
    person = find_person(request, person_id)
    choice, reason = (
        Choice(request.GET if request.GET.get("into") else None),
        Reason(request.POST if request.method == "POST" else None),
    )
    context: dict[str, Any] = {"choice": choice, "reason": reason, "title": f"Merge {person}"}
    if not choice.is_bound:
        return show(request, "merge_person", person, {**context, "likely": list_likely_of(person)})
    if not choice.is_valid():
        return show(request, "merge_person", person, context)
    into: Person = choice.cleaned_data["into"]
    try:
        identity.check_merge(person, into)
        if request.method == "POST" and reason.is_valid():
            main = identity.merge(person, into, reason=reason.cleaned_data["reason"])
            tell(request, "{} is {} now.", person, main)
            return redirect("admin:scoreboard_person_change", main.pk)
    except identity.NotOne as error:
        return show(request, "merge_person", person, {**context, "into": into, "refusal": str(error)})
    return show(request, "merge_person", person, {**context, "into": into, "preview": preview_merge(person, into)})


def split_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Take a merge back, or give some matches of a person to another one of the name; what that changes, and why."""
    person = find_person(request, person_id)
    reason = Reason(request.POST if "enter" in request.POST else None)
    context: dict[str, Any] = {"reason": reason, "title": f"Split {person}"}
    try:
        if person.same_as is not None:
            main = person.main or person.same_as
            if reason.is_valid():
                identity.take_back(person, reason=reason.cleaned_data["reason"])
                messages.success(request, f"{person} is not {person.same_as or main} any more.")
                return redirect("admin:scoreboard_person_change", person.pk)
            context |= {"main": main, "preview": preview_take_back(person, main)}
            return show(request, "split_person", person, context)
        named = list_matches(person)
        chosen = [match for match in named if str(match.pk) in request.POST.getlist("matches")]
        if chosen and reason.is_valid():
            other = identity.split(
                person, chosen, actor=f"user:{request.user.pk}", reason=reason.cleaned_data["reason"]
            )
            tell(request, "{} is another one than {} now.", other, person)
            return redirect("admin:scoreboard_person_change", other.pk)
    except identity.NotOne as error:
        return show(request, "split_person", person, {**context, "refusal": str(error)})
    context |= {"matches": named, "chosen": chosen, "merged": identity.list_merged(person)[1:]}
    preview = preview_split(person, chosen) if chosen else None
    return show(request, "split_person", person, {**context, "preview": preview})


def find_person(request: HttpRequest, person_id: UUID) -> Person:
    """The person of an id, for who may say who people are."""
    if not may_identify(request.user, token=None):
        raise PermissionDenied
    try:
        return identity.find(str(person_id))
    except identity.NotOne as error:
        raise Http404(str(error)) from error


def list_matches(person: Person) -> Sequence[Match]:
    """The matches whose log names a person, the newest first."""
    naming = MatchEvent.objects.filter(record__contains=str(person.pk)).values("match")
    found: QuerySet[Match] = Match.objects.filter(pk__in=naming, replay_of=None)
    found = found.select_related("home", "away", "season__competition").defer("state")
    return list(found.order_by("-scheduled_on", "-pk")[:MATCHES])


def tell(request: HttpRequest, sentence: str, one: Person, main: Person) -> None:
    """Say what was done, with the way back."""
    back = reverse("admin:scoreboard_person_split", args=[one.pk])
    if one.same_as is None:
        back = f"{reverse('admin:scoreboard_person_merge', args=[one.pk])}?into={main.pk}"
    messages.success(request, format_html(sentence + ' <a href="{}">Undo</a>', one, main, back))


def show(request: HttpRequest, name: str, person: Person, context: dict[str, Any]) -> HttpResponse:
    """One of these pages; the two of a preview stand side by side."""
    if preview := context.get("preview"):
        context["sides"] = (preview.one, preview.two)
    page = {**admin.site.each_context(request), "opts": Person._meta, "person": person, "subject": person, **context}  # noqa: SLF001
    return TemplateResponse(request, f"admin/upkeep/{name}.html", page)
