"""Idempotency keys: a request that is sent again is answered with what it entered the first time."""

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from scoreboard.models import AcceptedRequest, Match, MatchEvent, rows
from scoreboard.queries import decode_log_row, decode_state, load_shown
from scoreboard.record.outcome import KeyReused, Recorded
from scoreboard.record.request import BadEvent
from scoreboard.wire.stored import FAILURES


def hash_request(request: Any) -> bytes:
    """A hash by which requests under one idempotency key are compared; raises BadEvent where a request is no JSON."""
    try:
        encoded = msgspec.json.encode(request, order="deterministic")
    except FAILURES as error:
        raise BadEvent(f"events: {error}") from error
    return hashlib.sha256(encoded).digest()[:16]


def find_repeated(
    match: Match, actor: str, key: str, request_hash: bytes | None, bodies: Sequence[Any]
) -> Recorded | None:
    """What an earlier request of the same actor and key was answered; raises KeyReused if that was another request.

    Before the expected seq was a part of it, the hash was of the bodies alone: such keys still hold.
    """
    found = rows.select(MatchEvent, order_by="seq", match_id=match.pk, actor=actor, key=key)
    if not found:
        return None
    if bytes(found[0].request_hash or b"") not in (request_hash, hash_request(bodies)):
        raise KeyReused
    shown = load_shown(match)
    records = tuple(decode_log_row(match.pk, row.seq, row.record, shown) for row in found)
    return Recorded(records, match, decode_state(match), repeated=True)


def find_scheduled(actor: str, key: str, request_hash: bytes | None) -> Recorded | None:
    """The match that an earlier request under the same key made; raises KeyReused if that was another request."""
    row = MatchEvent.objects.filter(seq=1, actor=actor, key=key).select_related("match").first()
    if row is None:
        return None
    if bytes(row.request_hash or b"") != request_hash:
        raise KeyReused
    first = decode_log_row(row.match_id, row.seq, row.record, load_shown(row.match))
    return Recorded((first,), row.match, decode_state(row.match), repeated=True)


def find_accepted(actor: str, key: str, request_hash: bytes) -> dict[str, Any] | None:
    """What an earlier request that is in no match's log was answered; raises KeyReused if that was another request."""
    row = AcceptedRequest.objects.filter(actor=actor, key=key).first()
    if row is None:
        return None
    if bytes(row.request_hash) != request_hash:
        raise KeyReused
    return row.answer


def keep_accepted(actor: str, key: str, request_hash: bytes, answer: dict[str, Any]) -> None:
    """Remember what a request is answered, in the transaction of what it does."""
    AcceptedRequest.objects.create(actor=actor, key=key, request_hash=request_hash, answer=answer)
