"""The audit log's page and its file, for staff who may see it."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoreboard.audit.reading import COLUMNS, BadFilter, list_rows, parse_filter
from scoreboard.models import AuditEntry
from scoreboard.models.audit import KINDS
from scoreboard.web.files import format_csv

PAGE = 50
FILE = 10_000  # `manage.py export audit` writes all
FIELDS = ("actor", "match", "kind", "from", "to")
WORDS = {"score": "", "seq": "record ", "status": "", "phase": ""}


@never_cache
@login_required
@require_safe
def show_audit(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first, a page at a time (`?before=ID`); filtered by what the form says."""
    check_may_see(request)
    given = {name: request.GET[name].strip() for name in FIELDS if request.GET.get(name, "").strip()}
    before = request.GET.get("before", "")
    try:
        entries = parse_filter(given).select()
    except BadFilter as error:
        context = {"given": given, "kinds": KINDS, "days": settings.AUDIT_ADDRESS_DAYS, "refused": str(error)}
        return render(request, "audit.html", context, status=400)
    if before.isascii() and before.isdigit() and len(before) < 19:
        entries = entries.filter(id__lt=int(before))
    found = list(entries[: PAGE + 1])
    context = {
        "given": given,
        "query": urlencode(given),
        "kinds": KINDS,
        "rows": [build_row(entry) for entry in found[:PAGE]],
        "older": urlencode({**given, "before": str(found[PAGE - 1].pk)}) if len(found) > PAGE else None,
        "newest": not before,
        "most": FILE,
        "days": settings.AUDIT_ADDRESS_DAYS,
    }
    return render(request, "audit.html", context)


@never_cache
@login_required
@require_safe
def download_audit(request: HttpRequest) -> HttpResponse:
    """The newest entries that the filter leaves, as CSV."""
    check_may_see(request)
    try:
        entries = parse_filter(request.GET.dict()).select()
    except BadFilter as error:
        return HttpResponse(str(error), status=400, content_type="text/plain; charset=utf-8")
    body = format_csv(COLUMNS, list_rows(entries[:FILE]))
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)


def check_may_see(request: HttpRequest) -> None:
    """Raise PermissionDenied unless the user is staff with the right to see the audit log."""
    if not (request.user.is_staff and request.user.has_perm("scoreboard.view_auditentry")):
        raise PermissionDenied


def build_row(entry: AuditEntry) -> dict[str, Any]:
    """An entry as the page shows it."""
    return {
        "entry": entry,
        "kind": KINDS.get(entry.kind, entry.kind),
        "what": entry.what.replace("_", " "),
        "whence": entry.address or ("address not kept any more" if entry.address_key else "this machine"),  # type: ignore[attr-defined]
        "before": format_side(entry.before),
        "after": format_side(entry.after),
        "token": entry.actor.split(":")[1] if entry.actor.startswith("token:") else "",
    }


def format_side(value: Any) -> str:
    """What was before or after, in one line."""
    if not value:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    shown = {name: part for name, part in value.items() if part not in (None, "")}
    return ", ".join(f"{WORDS.get(name, f'{name} ')}{str(part).replace('_', ' ')}" for name, part in shown.items())
