"""Loads the stored records that led to a fold, where the fold itself is not in memory."""

from collections.abc import Mapping

from stats.ingest.fold import Fold
from stats.storage import segments
from stats.storage.stored_record import StoredRecord


class HistoryIncomplete(Exception):
    """Some of a match's records are not stored yet: the batch that has them is still being saved."""


def load_histories(folds: Mapping[str, Fold]) -> dict[str, list[StoredRecord]]:
    """Load the records that led to these folds, by match, each match's in order."""
    histories: dict[str, list[StoredRecord]] = {match: [] for match in folds}
    if folds:
        for stored in segments.load(folds):
            fold = folds[stored.match]
            if stored.epoch == fold.epoch and stored.seq <= fold.seq:
                histories[stored.match].append(stored)
    return histories


def load_complete_histories(folds: Mapping[str, Fold]) -> dict[str, list[StoredRecord]]:
    """Load the records that led to these folds. Raises HistoryIncomplete if one is missing."""
    histories = load_histories(folds)
    for match, fold in folds.items():
        if len(histories[match]) < fold.seq:
            raise HistoryIncomplete(match)
    return histories


def load_history(match: str, fold: Fold) -> list[StoredRecord]:
    """Load the records that led to a match's fold. Raises HistoryIncomplete if one is missing."""
    return load_complete_histories({match: fold})[match] if fold.seq else []
