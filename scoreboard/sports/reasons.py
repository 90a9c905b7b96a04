"""Reasons that the system gives itself, by code: of corrections, statuses, changed fixtures, points put right.

A reason is stored as words, since officials write their own. So those of the system are stored as words, too, in
English: a text that was stored once is never changed here, or it loses its code. Snapshots say the code beside it.
"""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "review.cancelled": "Cancelled after review.",
    "console.mistake": "entered by mistake",  # what stands in the console's form until it is typed over
    "replay.stopped": "The replay was stopped.",
    "merge.one": "Two competitors are one.",
    "split.two": "Two people have the name.",
    "tie.decided": "Who plays is known by the matches before.",
    "source.moved": "Moved, as the source has it.",
    "source.corrected": "Corrected, as the source has it now.",
    "source.sides_known": "Who plays is known now.",
    "source.fuller": "The source has the name in full.",
    "source.played": "The match has been played.",
    "source.awarded": "Awarded, as the source has it.",
    "source.walkover": "Walkover, as the source has it.",
    "source.cancelled": "Cancelled, as the source has it.",
    "source.canceled": "Canceled, as the source has it.",
    "source.annulled": "Annulled, as the source has it.",
    "source.expelled": "Expelled, as the source has it.",
    "source.voided": "Voided, as the source has it.",
    "source.restored": "Restored, as the source has it.",
    "source.replay": "Replay, as the source has it.",
    "source.postponed": "Postponed, as the source has it.",
    "source.suspended": "Suspended, as the source has it.",
    "source.abandoned": "Abandoned, as the source has it.",
    "source.scout": "The score as the scout put it right.",
    "source.replacement": "replacement",
}
CODES: Mapping[str | None, str] = {reason: code for code, reason in REASONS.items()}


def find_code(reason: str | None) -> str | None:
    """The code of a reason that the system gave; None where the words are somebody's own, or there are none."""
    return CODES.get(reason)
