"""Export, or erase, all that is kept of an account's holder."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from scoreboard.accounts.second_factor import count_recovery_codes, find_factor, remove
from scoreboard.accounts.sessions import end_sessions, list_sessions
from scoreboard.audit import note
from scoreboard.audit.reading import list_rows
from scoreboard.models import ApiToken, AuditAddress, AuditEntry, MatchEvent
from scoreboard.wire.instants import format_instant

ABOUT = ("user", "rights", "token")  # kinds of entries whose subject is a user


class LastSuperuser(ValueError):
    """The only superuser there is cannot be erased: without one, only a command could make another."""


def export(user: User, *, entries: int | None = None) -> dict[str, Any]:
    """Everything that is kept of a user, as plain values; of the audit log the newest `entries`, or all of it."""
    factor = find_factor(user)
    return {
        "account": {
            "id": user.pk,
            "username": user.get_username(),
            "first_name": user.first_name,
            "last_name": user.last_name,
            "email": user.email,
            "joined_at": format_instant(user.date_joined),
            "last_login_at": format_instant(user.last_login),
            "active": user.is_active,
            "staff": user.is_staff,
            "superuser": user.is_superuser,
            "permissions": sorted(user.get_all_permissions()),
            "groups": sorted(group.name for group in user.groups.all()),
        },
        "second_factor": {
            "since": format_instant(factor.since),
            "recovery_codes": count_recovery_codes(user),
        }
        if factor
        else None,
        "sessions": [
            {
                "browser": session.browser,
                "network": session.network,
                "began_at": format_instant(session.began_at),
                "seen_on": str(session.seen_on),
            }
            for session in list_sessions(user, this=None)
        ],
        "tokens": [export_token(token) for token in ApiToken.objects.filter(user=user).order_by("pk")],
        "records": list_records(user),
        "audit_log": list(list_rows(find_entries(user)[:entries])),
    }


def export_token(token: ApiToken) -> dict[str, Any]:
    """A token, without what it could be used by."""
    return {
        "id": token.pk,
        "match": str(token.match_id) if token.match_id else None,
        "competition": str(token.competition_id) if token.competition_id else None,
        "created_at": format_instant(token.created_at),
        "expires_at": format_instant(token.expires_at),
        "used_on": str(token.used_on) if token.used_on else None,
    }


def find_entries(user: User) -> "QuerySet[AuditEntry]":
    """The audit log's entries of what a user did, and of what was done to their account, newest first.

    What was done to an account of that name before theirs began is another person's.
    """
    name = user.get_username()
    subjects = [name, f"user {name}", *(f"token {token.pk} of {name}" for token in ApiToken.objects.filter(user=user))]
    about = Q(kind="login_failed", name=name) | Q(kind__in=ABOUT, subject__in=subjects)
    about &= Q(at__gte=user.date_joined)
    return AuditEntry.objects.with_address().filter(is_act_of(user, *list_names(user)) | about).order_by("-id")


def find_acts(user: User) -> "QuerySet[AuditEntry]":
    """The audit log's entries of what a user did."""
    return AuditEntry.objects.filter(is_act_of(user, *list_names(user)))


def is_act_of(user: User, *names: str) -> Q:
    """What is a user's own act, by a session or a token; with their `names`, of which the audit log has an index."""
    acts = Q(actor=f"user:{user.pk}") | Q(actor__startswith="token:", actor__endswith=f":user:{user.pk}")
    return acts & Q(name__in=names) if names else acts


def list_names(user: User) -> list[str]:
    """The names that a user has had, as far as the audit log knows, the present one first."""
    names = [user.get_username()]
    renamed = AuditEntry.objects.filter(kind="user", before__username__isnull=False).order_by("-id")
    while (entry := renamed.filter(after__username=names[-1]).first()) and entry.before:
        if entry.before["username"] in names:
            break
        names.append(entry.before["username"])
    return names


def list_records(user: User) -> list[dict[str, Any]]:
    """How many records a user has entered into which match; the audit log's index says which matches to look at."""
    matches = find_acts(user).filter(match__isnull=False).values("match")
    found = MatchEvent.objects.filter(is_act_of(user), match_id__in=matches)
    counted = found.values("match_id").annotate(records=Count("pk")).order_by("match_id")
    return [{"match": str(row["match_id"]), "records": row["records"]} for row in counted]


def erase(user: User, *, how: str) -> None:
    """Forget a user: the account ends, without a name, and with it sessions, tokens, second factor and addresses.

    What they entered stays, by `user:7`; the audit log keeps the names of then (docs/explanation/privacy.md), and notes
    `how`. Raises LastSuperuser.
    """
    with transaction.atomic():
        others = User.objects.select_for_update().filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
        if user.is_superuser and not others:
            raise LastSuperuser
        AuditAddress.objects.filter(pk__in=find_acts(user).values("address_key")).delete()
        of_users = ContentType.objects.get_for_model(User)
        LogEntry.objects.filter(content_type=of_users, object_id=str(user.pk)).delete()  # of the admin, by name
        nameless = f"deleted-{user.pk}"
        User.objects.filter(pk=user.pk).update(  # not by save(), whose note in the audit log says what the name was
            username=nameless,
            first_name="",
            last_name="",
            email="",
            last_login=None,
            is_active=False,
            is_staff=False,
            is_superuser=False,
        )
        user.refresh_from_db()
        user.set_unusable_password()
        user.save(update_fields=["password"])
        user.groups.clear()
        user.user_permissions.clear()
        for token in ApiToken.objects.filter(user=user):
            token.delete()
        remove(user, how="with the account")
        end_sessions(user)
        note(kind="user", what=f"erased {how}", subject=nameless)
