"""The admin's page into which a squad is pasted from a spreadsheet: first what it would enter, then that, or nothing.

A row that is wrong is named with its line, its column and what was expected; until all are right, nothing is entered.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import CharField, FileField, Form, ModelChoiceField, Textarea
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from scoreboard.importers.base import BadFile, ImportedSeason
from scoreboard.importers.formats.squads import read_pasted
from scoreboard.importers.load import load_seasons
from scoreboard.importers.meetings import Flags
from scoreboard.importers.report import Report
from scoreboard.importers.sources import Source
from scoreboard.importers.texts import decode_text
from scoreboard.models import Competitor, Season, SquadEntry
from scoreboard.upkeep.fields import Picker

MOST_BYTES = 500_000  # of a table: some thousand rows


class Table(Form):
    """A season, and a table of its squads: pasted, or as a file."""

    season = ModelChoiceField(
        Season.objects.select_related("competition"),
        widget=Picker(SquadEntry, "season"),
    )
    team = ModelChoiceField(
        Competitor.objects.all(),
        required=False,
        widget=Picker(SquadEntry, "competitor"),
        help_text="Whose squad it is, where the table has no column for that.",
    )
    table = CharField(
        required=False,
        max_length=MOST_BYTES,
        strip=False,
        widget=Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text="Rows as they are copied from a spreadsheet, or CSV, below a heading of: team, name, number, "
        "position, birth date, from, to, id.",
    )
    file = FileField(required=False, help_text="Or a CSV file, in place of the rows.")

    def clean(self) -> dict[str, Any]:
        """The squads of the table; raises ValidationError where it is none."""
        cleaned = super().clean() or {}
        text = cleaned.get("table") or ""
        if (file := cleaned.get("file")) is not None:
            if file.size > MOST_BYTES:
                raise ValidationError({"file": f"Expected {MOST_BYTES:,} bytes at most."})
            text = decode_text(file.read())
        if not text.strip():
            raise ValidationError({"table": "Expected rows below a heading, or a file."})
        team, season = cleaned.get("team"), cleaned.get("season")
        if season is None:
            return cleaned
        if team is not None and team.sport != season.competition.sport:
            raise ValidationError({"team": f"{team} plays {team.sport}."})
        try:
            found = read_pasted(text, team=team.name if team else "")
        except BadFile as error:
            raise ValidationError({"table": str(error)}) from error
        found.sport, found.competition, found.season = season.competition.sport, season.competition.name, season.name
        return {**cleaned, "text": text, "squads": found}


def list_urls(site: admin.AdminSite) -> list[Any]:
    """The page's address within those of the admin's squads."""
    return [path("paste/", site.admin_view(paste_squads), name="scoreboard_squadentry_paste")]


def paste_squads(request: HttpRequest) -> HttpResponse:
    """Paste squads, look at what they would enter, and enter them."""
    if not request.user.has_perms(["scoreboard.add_squadentry", "scoreboard.change_person"]):
        raise PermissionDenied
    initial = {name: request.GET[name] for name in ("season", "team") if name in request.GET}
    form = Table(request.POST, request.FILES) if request.method == "POST" else Table(initial=initial)
    context: dict[str, Any] = {"form": form, "title": "Paste squads"}
    if form.is_valid():
        squads: ImportedSeason = form.cleaned_data["squads"]
        rows = list(squads.squads)
        entering = "enter" in request.POST
        report, why = enter(squads, source=f"user:{request.user.pk}", entering=entering)
        if entering and not report.rejected and not why:
            messages.success(request, f"{report.created} entered, {report.unchanged} as they were.")
            return redirect("admin:scoreboard_squadentry_changelist")
        context |= {"report": report, "rows": rows, "why": why, "text": form.cleaned_data["text"]}
    site = admin.site.each_context(request)
    page = {**site, "opts": SquadEntry._meta, **context}  # noqa: SLF001  # documented name
    return TemplateResponse(request, "admin/upkeep/paste_squads.html", page)


def enter(squads: ImportedSeason, *, source: str, entering: bool) -> tuple[Report, str]:
    """What entering squads does, and why it cannot be; taken back unless all rows are right and it is `entering`."""
    with transaction.atomic():
        try:
            report = load_seasons([squads], source=Source(source), flags=Flags())
        except BadFile as error:
            report, why = Report(), str(error)
        else:
            why = ""
        if not entering or report.rejected or why:
            transaction.set_rollback(True)
    return report, why
