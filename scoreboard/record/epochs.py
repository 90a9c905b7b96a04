"""Begin a match's next epoch: its whole log goes to Kafka again, and supersedes what was sent before."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import timezone

from scoreboard import audit
from scoreboard.live import push
from scoreboard.models import Match, MatchEvent, rows
from scoreboard.models.loading import EDGES
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.queries import decode_log_row, decode_state, load_shown
from scoreboard.record.match_rows import DERIVED_COLUMNS, build_row, fill_from_state, lock_match, resend_log
from scoreboard.record.outcome import Recorded
from scoreboard.sports.base import Refused
from scoreboard.sports.common import Scheduled
from scoreboard.sports.match import step


def raise_epoch(*, match_id: UUID | str, reason: str) -> Match:
    """Have a match's whole log sent again under the next epoch, which supersedes everywhere what was sent before.

    `reason` is for the audit log. For a match that may have lost accepted events with a database (docs/operations.md).
    Raises UnknownMatch.
    """
    with transaction.atomic():
        match = lock_match(match_id)
        match.epoch += 1
        with rows.storing():
            rows.update(match, ["epoch"])
        resend_log(match)
        audit.note(
            kind="epoch",
            what=f"epoch {match.epoch} to record {match.seq}",
            match=match,
            subject=name_subject(match),
            reason=reason,
            before={"epoch": match.epoch - 1},
            after={"epoch": match.epoch},
        )
    return match


def name_subject(match: Match) -> str:
    """A match in the audit log's words; by its row where its state cannot be read."""
    try:
        return audit.name_match(decode_state(match))
    except UnreadableMatch:
        return str(match)


def restart_replay(*, match_id: UUID | str, scheduled_at: datetime) -> Recorded:
    """Begin a replay anew: its log is the record `scheduled` alone, for another time, in the next epoch.

    For replays only: their records are no match's history (docs/decisions/0003). Raises UnknownMatch, Refused.
    """
    with transaction.atomic():
        match = lock_match(match_id)
        if match.replay_of_id is None:
            raise Refused("match.replay")
        first = decode_log_row(match.pk, 1, MatchEvent.objects.get(match=match, seq=1).record, load_shown(match))
        assert isinstance(first, Scheduled)
        now = timezone.now() if match.recorded_at in EDGES else max(timezone.now(), match.recorded_at)
        match.epoch += 1
        data = msgspec.structs.replace(first.data, scheduled_at=scheduled_at)
        event = msgspec.structs.replace(first, epoch=match.epoch, recorded_at=now, key=None, data=data)
        state = step(None, event)
        MatchEvent.objects.filter(match=match).delete()
        with rows.storing():
            rows.insert(build_row(match, event))
            fill_from_state(match, state, now)
            rows.update(match, [*DERIVED_COLUMNS, "epoch"])
        resend_log(match)

        def push_after_commit() -> None:
            push.push_records(before=None, records=[event], log=None, epoch=match.epoch)

        transaction.on_commit(push_after_commit, robust=True)
    return Recorded((event,), match, state)
