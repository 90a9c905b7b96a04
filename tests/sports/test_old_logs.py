"""Logs that earlier code has accepted: the rules of today fold them without a refusal, to the outcome written here.

Each file in `old_logs` is one match of before a rule became stricter, or began to count otherwise: its `records` as
they were stored, `why` it is kept, and the outcome that it has now.
"""

import json
from pathlib import Path

import msgspec
import pytest

from scoreboard.sports.match import fold, state_decoder_of, status_of, view_of
from scoreboard.wire.records import decode_record
from stats.ingest.fold import Fold, advance
from stats.storage.stored_record import StoredRecord

LOGS = sorted(Path(__file__).with_name("old_logs").rglob("*.json"))
MATCH = "0192f0c1-2345-7000-8000-0123456789ab"
WHEN = "2026-11-26T12:00:00Z"


def load(path):
    """A file's records, as they would be stored: what all of them say is written once, in `common`."""
    log = json.loads(path.read_text())
    common = {"match": MATCH, "sport": log["sport"], "epoch": 1, "occurred_at": WHEN, "recorded_at": WHEN}
    records = [json.dumps({**common, "seq": seq, **record}) for seq, record in enumerate(log["records"], 1)]
    return log, records


def outcome_of(state):
    """What is published of a match: its status, score, and who has won how."""
    view = view_of(state)
    score = [view.score.home, view.score.away]
    return {"status": status_of(state), "score": score, "winner": view.winner, "decided_by": view.decided_by}


@pytest.mark.parametrize("path", LOGS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_log_of_before_folds_to_the_outcome_written(path):
    log, texts = load(path)
    state = fold(map(decode_record, texts))
    assert outcome_of(state) == log["outcome"], log["why"]
    assert state_decoder_of(log["sport"]).decode(msgspec.json.encode(state)) == state


@pytest.mark.parametrize("path", LOGS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_stats_read_a_log_of_before_without_a_dead_letter(path):
    log, texts = load(path)
    chain = [StoredRecord(MATCH, 1, seq, text, partition=0, offset=seq) for seq, text in enumerate(texts, 1)]
    fold, failure = advance(Fold(epoch=1, seq=0, state=None), chain)
    assert failure is None, log["why"]
    assert outcome_of(fold.state) == log["outcome"]
