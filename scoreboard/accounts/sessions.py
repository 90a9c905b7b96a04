"""Django's sessions in the database, each of which knows whose it is, where it began and on which day it was last used.

This module is the session engine (SESSION_ENGINE).
"""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from ipaddress import ip_network
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from scoreboard.accounts.browsers import name_browser
from scoreboard.audit.origin import find_address
from scoreboard.entrances.addresses import parse_address
from scoreboard.models import UserSession

BEGAN = "began"  # in a session's data: {"at", "browser", "network"}
MOST = 50  # of one user: a further login ends the one that was used least recently
NETWORK_BITS = {4: 24, 6: 48}  # what is kept of an address: enough to know the place again, and no more


class SessionStore(DatabaseStore):
    """Sessions as rows of UserSession."""

    @classmethod
    def get_model_class(cls) -> Any:
        return UserSession

    def _get_session_from_db(self) -> UserSession | None:
        row: UserSession | None = super()._get_session_from_db()  # type: ignore[misc]  # not in its stubs
        today = timezone.now().date()
        if row is not None and row.seen_on != today:
            UserSession.objects.filter(pk=row.pk).update(seen_on=today)
        return row

    async def _aget_session_from_db(self) -> UserSession | None:
        row: UserSession | None = await super()._aget_session_from_db()  # type: ignore[misc]
        today = timezone.now().date()
        if row is not None and row.seen_on != today:
            await UserSession.objects.filter(pk=row.pk).aupdate(seen_on=today)
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        return complete(super().create_model_instance(data), data)

    async def acreate_model_instance(self, data: dict[str, Any]) -> Any:
        return complete(await super().acreate_model_instance(data), data)


def complete(row: Any, data: dict[str, Any]) -> Any:
    """A row with whose session it is; Django's own parts of it are there."""
    row.user_id, row.seen_on = data.get(SESSION_KEY), timezone.now().date()
    return row


def note_begin(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Have the session say where it began; of too many sessions of one user, the oldest go. A receiver of logins."""
    request.session[BEGAN] = {
        "at": timezone.now().isoformat(),
        "browser": name_browser(request.headers.get("User-Agent", "")),
        "network": shorten(find_address(request)),
    }
    others = UserSession.objects.filter(user=user).exclude(pk=request.session.session_key)
    oldest = others.order_by("-seen_on", "-expire_date").values_list("pk", flat=True)[MOST - 1 :]
    if keys := list(oldest):
        UserSession.objects.filter(pk__in=keys).delete()


def shorten(address: str) -> str:
    """The network of an address, as `203.0.113.0/24`; "" where it is no address."""
    ip = parse_address(address)
    return str(ip_network((ip, NETWORK_BITS[ip.version]), strict=False)) if ip else ""


@dataclass(frozen=True)
class Session:
    """A session as its owner sees it; `handle` names it without being the key that a thief could use."""

    handle: str
    browser: str
    network: str
    began_at: datetime | None
    seen_on: date
    is_this: bool

    @property
    def place(self) -> str:
        """Its network as people read addresses: `203.0.113.x`, `2001:db8:1:x`."""
        if not self.network:
            return ""
        ip = ip_network(self.network)
        if ip.version == 4:
            return ".".join([*str(ip.network_address).split(".")[:3], "x"])
        return ":".join([*(f"{int(part, 16):x}" for part in ip.network_address.exploded.split(":")[:3]), "x"])


def list_sessions(user: Any, *, this: str | None) -> list[Session]:
    """The sessions that a user can use, this one first; those that a change of the password has ended are deleted."""
    store, password = SessionStore(), user.get_session_auth_hash()
    found, ended = [], []
    rows = UserSession.objects.filter(user=user, expire_date__gt=timezone.now())
    for row in rows.order_by("-seen_on", "-expire_date"):
        data = store.decode(row.session_data)
        if not constant_time_compare(data.get(HASH_SESSION_KEY, ""), password):
            ended.append(row.pk)
            continue
        began = data.get(BEGAN, {})
        found.append(
            Session(
                handle=name_session(row.pk),
                browser=began.get("browser", "unknown browser"),
                network=began.get("network", ""),
                began_at=datetime.fromisoformat(began["at"]) if began else None,
                seen_on=row.seen_on,
                is_this=row.pk == this,
            )
        )
    if ended:
        UserSession.objects.filter(pk__in=ended).delete()
    return sorted(found, key=lambda session: not session.is_this)


def end_session(user: Any, handle: str) -> bool:
    """End one session of a user; False where there is none of that handle."""
    keys = UserSession.objects.filter(user=user).values_list("pk", flat=True)
    key = next((key for key in keys if name_session(key) == handle), None)
    return key is not None and UserSession.objects.filter(pk=key).delete()[0] > 0


def end_sessions(user: Any, *, but: str | None = None) -> int:
    """End all sessions of a user, but the one of a key; returns how many."""
    return UserSession.objects.filter(user=user).exclude(pk=but or "").delete()[0]


def name_session(key: str) -> str:
    """The handle of a session's key."""
    return sha256(key.encode()).hexdigest()[:16]
