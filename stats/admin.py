"""Django's admin of dead letters, which can be retried or dropped there, and of the matches that wait."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest

from stats.ingest import dead_letters
from stats.ingest.save import Overtaken
from stats.models import DeadLetter, Log


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows that only the consumer writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SettleForm(ActionForm):
    """Asks for an action on the chosen letters, and the reason for it."""

    reason = forms.CharField(max_length=500, required=False, label="Reason:")


class SettledFilter(admin.AllValuesFieldListFilter):
    """Filters by how letters were settled; those that are not yet, whose value is empty, have a name there too."""

    def choices(self, changelist: Any) -> Any:
        """The filter's choices, each with something to read and to click on."""
        return ({**choice, "display": choice["display"] or "open"} for choice in super().choices(changelist))


@admin.register(DeadLetter)
class DeadLetterAdmin(ReadOnlyAdmin):
    """Lists dead letters, and retries or drops them, as `manage.py deadletters` does."""

    list_display = ("at", "topic", "partition", "offset", "match", "epoch", "seq", "reason", "settled")
    list_filter = (("settled", SettledFilter), "topic")
    search_fields = ("match", "reason")
    ordering = ("-at", "-pk")
    readonly_fields = ("message",)
    exclude = ("key", "value")
    actions = ("retry", "drop")
    action_form = SettleForm

    @admin.display(description="message")
    def message(self, letter: DeadLetter) -> str:
        """The message's value, as far as it is text."""
        return bytes(letter.value or b"").decode(errors="replace")

    def has_settle_permission(self, request: HttpRequest) -> bool:
        """Whether the user may retry and drop letters."""
        return request.user.has_perm("stats.change_deadletter")

    @admin.action(description="Read and apply again", permissions=["settle"])
    def retry(self, request: HttpRequest, letters: QuerySet[DeadLetter]) -> None:
        """Retry letters, once their cause is mended."""
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
        """Drop letters for good."""
        reason = request.POST["reason"].strip()
        if reason:
            self.message_user(request, f"Dropped {dead_letters.drop(letters.filter(settled=''), reason=reason)}.")
        else:
            self.message_user(request, "Say why: the tables go without them for good.", messages.ERROR)


class WaitingFilter(admin.SimpleListFilter):
    """Filters the list to the matches that wait, unless all are asked for."""

    title = "waiting"
    parameter_name = "matches"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("all", "All matches")]

    def choices(self, changelist: Any) -> Any:
        """The filter's choices; the first one is relabelled, since it does not show all."""
        first, *others = super().choices(changelist)
        return [{**first, "display": "Parked: a record is missing or refused"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Log]) -> QuerySet[Log]:
        return queryset if self.value() else queryset.filter(waiting_since__isnull=False)


@admin.register(Log)
class LogAdmin(ReadOnlyAdmin):
    """Lists how far each match's log is applied, those that wait first."""

    list_display = ("match", "sport", "epoch", "applied_seq", "top_seq", "waiting_since", "why")
    list_filter = (WaitingFilter,)
    search_fields = ("match",)
    ordering = ("waiting_since", "match")

    @admin.display(description="why it waits")
    def why(self, log: Log) -> str:
        """The reason of the match's oldest open letter; a missing record has no letter."""
        if not log.waiting_since:
            return ""
        letter = DeadLetter.objects.filter(match=log.pk, settled="").order_by("pk").first()
        return letter.reason if letter else "a record is missing"
