"""Django's admin: what could not be read or applied, with what can be done about it, and the matches that wait."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest

from stats.ingest import dead_letters
from stats.ingest.plan import Overtaken
from stats.models import DeadLetter, Log


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that the consumer alone writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SettleForm(ActionForm):
    """What to do with the letters chosen, and why."""

    reason = forms.CharField(max_length=500, required=False, label="Reason:")


@admin.register(DeadLetter)
class DeadLetterAdmin(ReadOnlyAdmin):
    """As `manage.py deadletters` has them."""

    list_display = ("at", "topic", "partition", "offset", "match", "epoch", "seq", "reason", "settled")
    list_filter = ("settled", "topic")
    search_fields = ("match", "reason")
    ordering = ("-at", "-pk")
    readonly_fields = ("message",)
    exclude = ("key", "value")
    actions = ("retry", "drop")
    action_form = SettleForm

    @admin.display(description="message")
    def message(self, letter: DeadLetter) -> str:
        """What arrived, as far as it is text."""
        return bytes(letter.value or b"").decode(errors="replace")

    def has_settle_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may settle letters."""
        return request.user.has_perm("stats.change_deadletter")

    @admin.action(description="Read and apply again", permissions=["settle"])
    def retry(self, request: HttpRequest, letters: QuerySet[DeadLetter]) -> None:
        """Try letters again, once their cause is mended."""
        letters = letters.filter(settled="")
        count = letters.count()
        try:
            applied = dead_letters.retry(letters.order_by("pk"), reason=request.POST["reason"])
        except Overtaken as error:
            self.message_user(request, f"A worker writes match {error} at this moment: try again.", messages.ERROR)
        else:
            self.message_user(request, f"Applied {applied} of {count}.")

    @admin.action(description="Drop for good", permissions=["settle"])
    def drop(self, request: HttpRequest, letters: QuerySet[DeadLetter]) -> None:
        """Close letters for good."""
        reason = request.POST["reason"].strip()
        if reason:
            self.message_user(request, f"Dropped {dead_letters.drop(letters.filter(settled=''), reason=reason)}.")
        else:
            self.message_user(request, "Say why: the tables go without them for good.", messages.ERROR)


class WaitingFilter(admin.SimpleListFilter):
    """The matches that wait are shown first of all; the others are asked for."""

    title = "waiting"
    parameter_name = "matches"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("all", "All matches")]

    def choices(self, changelist: Any) -> Any:
        """The first choice is this page's own."""
        first, *others = super().choices(changelist)
        return [{**first, "display": "Parked: a record is missing or refused"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Log]) -> QuerySet[Log]:
        return queryset if self.value() else queryset.filter(waiting_since__isnull=False)


@admin.register(Log)
class LogAdmin(ReadOnlyAdmin):
    """How far each match's log is known here: first of all those that wait."""

    list_display = ("match", "sport", "epoch", "applied_seq", "top_seq", "waiting_since", "why")
    list_filter = (WaitingFilter,)
    search_fields = ("match",)
    ordering = ("waiting_since", "match")

    @admin.display(description="why it waits")
    def why(self, log: Log) -> str:
        """The reason of its oldest open letter; a record that is only missing has none."""
        if not log.waiting_since:
            return ""
        letter = DeadLetter.objects.filter(match=log.pk, settled="").order_by("pk").first()
        return letter.reason if letter else "a record is missing"
