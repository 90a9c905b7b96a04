"""Notes what happens to users, rights, tokens and dead letters, and who logs in: wherever it is done, by signals.

What is done and its note are one transaction. (Failed logins are noted by `scoreboard.accounts.notes`, not one by one.)
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.http import HttpRequest

from scoreboard.audit.origin import find_origin
from scoreboard.audit.writing import note
from scoreboard.models import ApiToken, Match, StandingAdjustment, Suspension

WATCHED = ("username", "is_active", "is_staff", "is_superuser")
RIGHTS = ("is_staff", "is_superuser")


def connect() -> None:
    """Listen, from the start of the program on."""
    user = get_user_model()
    # Django says that a user was saved when it is committed already; the note is to stand or fall with it.
    user.save = transaction.atomic(savepoint=False)(user.save)  # type: ignore[method-assign]
    user_logged_in.connect(note_login)
    user_logged_out.connect(note_logout)
    pre_save.connect(remember_user, sender=user)
    post_save.connect(note_user, sender=user)
    pre_delete.connect(note_deleted, sender=user)
    pre_delete.connect(note_deleted, sender=Group)
    for through in (user.groups.through, user.user_permissions.through, Group.permissions.through):
        m2m_changed.connect(note_rights, sender=through)
    post_save.connect(note_token, sender=ApiToken)
    post_delete.connect(note_revoked, sender=ApiToken)
    post_save.connect(note_adjustment, sender=StandingAdjustment)
    post_save.connect(note_suspension, sender=Suspension)


# --- sessions --------------------------------------------------------------------------------------------------------


def note_login(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    origin = find_origin(request)._replace(actor=f"user:{user.pk}", name=str(user))
    note(kind="login", what="with name and password", origin=origin)


def note_logout(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    if user is not None:
        origin = find_origin(request)._replace(actor=f"user:{user.pk}", name=str(user))
        note(kind="logout", what="by themselves", origin=origin)


# --- users and rights ------------------------------------------------------------------------------------------------


def remember_user(sender: Any, instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    """Keep what the row says before it is saved; a login saves its time only."""
    instance.audited_before = None
    if instance.pk and not (update_fields and not {*WATCHED, "password"} & set(update_fields)):
        instance.audited_before = sender.objects.filter(pk=instance.pk).first()


def note_user(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    before, instance.audited_before = instance.audited_before, None
    after = {field: getattr(instance, field) for field in WATCHED}
    if created:
        note(kind="user", what="user made", subject=str(instance), after=after)
        return
    if before is None:
        return
    if before.password != instance.password:
        note(kind="user", what="password changed", subject=str(instance))
    was = {field: getattr(before, field) for field in WATCHED}
    changed = [field for field in WATCHED if was[field] != after[field]]
    if changed:
        note(
            kind="rights" if set(changed) & set(RIGHTS) else "user",
            what=", ".join(f"{field} {'set' if after[field] is True else 'changed'}" for field in changed),
            subject=str(instance),
            before={field: was[field] for field in changed},
            after={field: after[field] for field in changed},
        )


def note_deleted(sender: Any, instance: Model, **kwargs: Any) -> None:
    note(kind="rights", what=f"{name_kind(instance)} deleted", subject=str(instance), before=list_rights(instance))


def note_rights(
    sender: Any, instance: Any, action: str, reverse: bool, model: Any, pk_set: set[Any] | None, **kwargs: Any
) -> None:
    """A permission or a membership given or taken, from whichever side it was done."""
    if action not in ("post_add", "post_remove", "pre_clear") or (pk_set is not None and not pk_set):
        return
    others = model.objects.filter(pk__in=pk_set) if pk_set is not None else _list_cleared(sender, instance, model)
    verb = "granted" if action == "post_add" else "removed"
    pairs = [(other, instance) if reverse else (instance, other) for other in others]
    for holder in dict.fromkeys(holder for holder, _ in pairs):
        given = sorted(name_right(right) for whose, right in pairs if whose == holder)
        now = set(list_rights(holder)) - (set(given) if action == "pre_clear" else set())
        before = now - set(given) if action == "post_add" else now | set(given)
        subject = f"{name_kind(holder)} {holder}"
        what = f"{verb} {', '.join(given)}"
        note(kind="rights", what=what, subject=subject, before=sorted(before), after=sorted(now))


def _list_cleared(sender: Any, instance: Any, model: Any) -> list[Any]:
    """All that `instance` is about to lose through the table `sender`."""
    own = next(field for field in sender._meta.fields if field.related_model is type(instance))  # noqa: SLF001
    other = next(field for field in sender._meta.fields if field.related_model is model)  # noqa: SLF001
    keys = sender.objects.filter(**{own.name: instance}).values(other.attname)
    return list(model.objects.filter(pk__in=keys))


def name_kind(row: Model) -> str:
    """What a row is: user, or group."""
    return str(row._meta.verbose_name)  # noqa: SLF001


def name_right(row: Any) -> str:
    """A permission as it is asked for, `scoreboard.change_match`; a group as `group NAME`."""
    return f"group {row.name}" if isinstance(row, Group) else f"{row.content_type.app_label}.{row.codename}"


def list_rights(holder: Any) -> list[str]:
    """The permissions and groups of a user or a group, in order."""
    permissions = holder.permissions if isinstance(holder, Group) else holder.user_permissions
    found = [name_right(row) for row in permissions.select_related("content_type")]
    groups = [] if isinstance(holder, Group) else [name_right(row) for row in holder.groups.all()]
    return sorted([*found, *groups])


# --- tokens, points --------------------------------------------------------------------------------------------------


def note_token(sender: Any, instance: ApiToken, created: bool, **kwargs: Any) -> None:
    if created:
        note(kind="token", what="token made", subject=str(instance), after=_list_bounds(instance))


def note_revoked(sender: Any, instance: ApiToken, **kwargs: Any) -> None:
    note(kind="token", what="token revoked", subject=str(instance), before=_list_bounds(instance))


def _list_bounds(token: ApiToken) -> dict[str, str | None]:
    return {
        "match": str(token.match_id) if token.match_id else None,
        "competition": str(token.competition_id) if token.competition_id else None,
        "expires_at": token.expires_at.isoformat() if token.expires_at else None,
    }


def note_adjustment(sender: Any, instance: StandingAdjustment, created: bool, **kwargs: Any) -> None:
    what = "points adjusted" if created else "adjustment changed"
    after = {"points": instance.points, "on": str(instance.on), **({"lot": instance.lot} if instance.lot else {})}
    subject = f"{instance.competitor}, {instance.season}"
    note(kind="adjustment", what=what, subject=subject, reason=instance.reason, after=after)


def note_suspension(sender: Any, instance: Suspension, created: bool, **kwargs: Any) -> None:
    what = "suspension decided" if created else "suspension changed"
    after = {name: instance.payload().get(name) for name in ("match", "matches", "until", "on")}
    subject = f"{instance.person}, {instance.season}"
    note(kind="suspension", what=what, subject=subject, reason=instance.reason, after=after)


# --- dead letters of the stats ---------------------------------------------------------------------------------------


def note_settled(sender: Any, letter: Any, how: str, reason: str, **kwargs: Any) -> None:
    note(
        kind="dead_letter",
        what=f"dead letter {how}",
        match=_find_match(letter.match),
        subject=f"{letter.topic}[{letter.partition}]@{letter.offset}",
        reason=reason,
        before={"reason": letter.reason},
        after={"settled": how},
    )


def _find_match(key: str) -> Match | None:
    """The match that a letter names, where it is one of ours."""
    try:
        return Match.objects.filter(pk=key).first()
    except ValidationError:
        return None
