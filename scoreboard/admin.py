"""Django's admin: the catalogue as it stands, fixtures through record/, the match log to look at."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from scoreboard.catalogue.erasing import erase, name_by
from scoreboard.models import (
    ApiToken,
    Competition,
    Competitor,
    CompetitorAlias,
    Match,
    MatchEvent,
    Person,
    PersonAlias,
    Season,
    SquadEntry,
    Stage,
    StandingAdjustment,
    Suspension,
)
from scoreboard.record.covering import restrict, settle_people
from scoreboard.record.fixture import change_fixture, schedule
from scoreboard.record.outcome import StaleSeq
from scoreboard.record.request import BadEvent
from scoreboard.sports.base import Refused
from scoreboard.sports.sentences import explain_error
from scoreboard.upkeep import competitors, people, squads
from scoreboard.web.fixture_form import FixtureForm
from scoreboard.wire.covers import FULL

admin.site.site_header = admin.site.site_title = "Scoreboard"
admin.site.index_title = "Fixtures, teams, competitions"


class CatalogueAdmin(admin.ModelAdmin):
    """Rows of the catalogue: each saving is a new version for Kafka, and so nothing is deleted."""

    save_on_top = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SeasonInline(admin.TabularInline):
    model = Season
    extra = 0
    show_change_link = True
    can_delete = False


class StageInline(admin.TabularInline):
    model = Stage
    extra = 0
    can_delete = False


class AliasInline(admin.TabularInline):
    """Further names: they lead to the competitor, and stand in no log, so they can be taken away."""

    model = CompetitorAlias
    extra = 0


class PersonAliasInline(admin.TabularInline):
    """Further spellings of a person's name, as of a competitor's."""

    model = PersonAlias
    extra = 0


class PersonInline(admin.TabularInline):
    model = Person
    extra = 0
    can_delete = False


@admin.register(Competition)
class CompetitionAdmin(CatalogueAdmin):
    list_display = ["name", "sport", "country"]
    list_filter = ["sport"]
    search_fields = ["name"]
    inlines = [SeasonInline]

    def save_model(self, request: HttpRequest, obj: Competition, form: Any, change: bool) -> None:
        """Save it; another rule of names goes over all that is there."""
        super().save_model(request, obj, form, change)
        if change and "names" in form.changed_data:
            name_by(obj, obj.names)


@admin.register(Season)
class SeasonAdmin(CatalogueAdmin):
    list_display = ["name", "competition"]
    list_filter = ["competition"]
    list_select_related = ["competition"]
    search_fields = ["name", "competition__name"]
    inlines = [StageInline]


@admin.register(Stage)
class StageAdmin(CatalogueAdmin):
    list_display = ["name", "season"]
    list_select_related = ["season__competition"]
    search_fields = ["name", "season__name", "season__competition__name"]


@admin.register(Competitor)
class CompetitorAdmin(CatalogueAdmin):
    list_display = ["name", "sport", "short_name", "colour"]
    list_filter = ["sport"]
    search_fields = ["name", "short_name", "aliases__name"]
    inlines = [AliasInline, PersonInline]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save its people, too, and find what they are called now."""
        super().save_related(request, form, formsets, change)
        if form.instance.names != FULL:
            settle_people(form.instance.people.values_list("pk", flat=True))

    def get_urls(self) -> list[Any]:
        return [*competitors.list_urls(self.admin_site), *super().get_urls()]


class ErasingForm(ActionForm):
    """Why a name is taken away."""

    reason = forms.CharField(required=False, max_length=500, help_text="Of who asked for it, and when.")


@admin.register(Person)
class PersonAdmin(CatalogueAdmin):
    """People. A name is erased with a reason, for good."""

    list_display = ["name", "competitor", "shown"]
    actions = ("erase",)
    action_form = ErasingForm
    list_select_related = ["competitor"]
    search_fields = ["name", "aliases__name", "competitor__name"]
    autocomplete_fields = ["competitor"]
    inlines = [PersonAliasInline]

    def get_urls(self) -> list[Any]:
        return [*people.list_urls(self.admin_site), *super().get_urls()]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.erased)

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        """Save it, and find what the person is called now."""
        super().save_model(request, obj, form, change)
        settle_people([obj.pk])

    @admin.action(description="Erase the name for good", permissions=["change"])
    def erase(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        """Take the chosen people's names away."""
        if not (reason := request.POST.get("reason", "").strip()):
            messages.error(request, "Say why: that is what the audit log keeps.")
            return
        for person in queryset:
            erase(person, reason=reason)
        messages.success(request, f"{len(queryset)} people have no name any more.")


@admin.register(SquadEntry)
class SquadEntryAdmin(CatalogueAdmin):
    """Squads: who is in them, in which season, with which number."""

    list_display = ["person", "competitor", "season", "number", "position", "since", "until"]
    list_select_related = ["person", "competitor", "season__competition"]
    search_fields = ["person__name", "competitor__name"]
    autocomplete_fields = ["season", "competitor", "person"]

    def save_model(self, request: HttpRequest, obj: SquadEntry, form: Any, change: bool) -> None:
        """Save it; its competition's rule may be stricter than the team's, or be one that shows the number."""
        super().save_model(request, obj, form, change)
        restrict(obj.season.competition, [obj.competitor])
        if obj.competitor.names != FULL:
            settle_people([obj.person_id])

    def get_urls(self) -> list[Any]:
        return [*squads.list_urls(self.admin_site), *super().get_urls()]


@admin.register(StandingAdjustment)
class StandingAdjustmentAdmin(CatalogueAdmin):
    list_display = ["competitor", "points", "lot", "on", "season", "reason"]
    list_select_related = ["competitor", "season__competition"]
    autocomplete_fields = ["competitor", "season"]


@admin.register(Suspension)
class SuspensionAdmin(CatalogueAdmin):
    """Bans by decision: of a match in place of the one by rule, or beside the others."""

    list_display = ["person", "matches", "until", "match", "on", "season", "reason"]
    list_select_related = ["person", "match__home", "match__away", "season__competition"]
    search_fields = ["person__name"]
    autocomplete_fields = ["season", "person", "match"]


@admin.register(Match)
class MatchAdmin(admin.ModelAdmin):
    """Matches: a new one is scheduled, a changed one gets a record of the change; nothing is edited in place."""

    form = FixtureForm
    fields = [*FixtureForm.Meta.fields, "reason"]
    list_display = ["__str__", "season", "round", "status", "home_score", "away_score", "seq"]
    list_filter = ["status", "season__competition"]
    list_select_related = ["season__competition", "home", "away"]
    date_hierarchy = "scheduled_on"
    ordering = ["-scheduled_on"]
    search_fields = ["home__name", "away__name"]
    autocomplete_fields = ["season", "stage", "home", "away"]

    def has_delete_permission(self, request: HttpRequest, obj: Match | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Match, form: FixtureForm, change: bool) -> None:
        """Enter the fixture, or what has changed of it, into the match log."""
        actor, data = f"user:{request.user.pk}", form.cleaned_data
        if change:
            changes = {name: data[name] for name in form.changed_data if name != "reason"}
            if changes:
                change_fixture(match_id=obj.pk, actor=actor, reason=data["reason"] or None, **changes)
        else:
            fixture = {name: data[name] for name in form.Meta.fields}
            obj.pk = schedule(actor=actor, **fixture).match.pk
        obj.refresh_from_db()  # what the form has made of it is not what the log has

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return answer_refusals(request, lambda: super(MatchAdmin, self).changeform_view(request, *args, **kwargs))


def answer_refusals(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """What `view` answers; where the rules refuse what was entered, the form again with the reason."""
    try:
        return view()
    except (Refused, BadEvent, StaleSeq) as error:
        messages.error(request, explain_error(error))
        return HttpResponseRedirect(request.get_full_path())


@admin.register(MatchEvent)
class MatchEventAdmin(admin.ModelAdmin):
    """The match log, to look at."""

    list_display = ["match", "seq", "recorded_at", "actor"]
    list_select_related = ["match__home", "match__away"]
    search_fields = ["=match__id", "actor"]
    ordering = ["-recorded_at", "-id"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: MatchEvent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: MatchEvent | None = None) -> bool:
        return False


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """API tokens, to be revoked; they are made by `manage.py token`, which shows them once."""

    list_display = ["user", "match", "competition", "created_at", "expires_at"]
    list_select_related = ["user", "match__home", "match__away", "competition"]
    fields = ["user", "match", "competition", "created_at", "expires_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False
