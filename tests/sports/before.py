"""Reads the logs of before, which are kept in `old_logs`; their README says what stands in each."""

import json
from pathlib import Path

import pytest

LOGS = sorted(Path(__file__).with_name("old_logs").rglob("*.json"))
MATCH = "0192f0c1-2345-7000-8000-0123456789ab"
WHEN = "2026-11-26T12:00:00Z"
every_log = pytest.mark.parametrize("path", LOGS, ids=lambda path: f"{path.parent.name}-{path.stem}")


def load(path, **ids):
    """A file and its records, as they would be stored: what all of them say is written once, in `common`.

    `ids` are others than those written: c1=… of the competition, s1=… of the season, t1=… and t2=… of the sides.
    """
    text = path.read_text()
    for written, other in ids.items():
        text = text.replace(f'"id": "{written}"', f'"id": "{other}"')
    log = json.loads(text)
    common = {"match": MATCH, "sport": log["sport"], "epoch": 1, "occurred_at": WHEN, "recorded_at": WHEN}
    records = [json.dumps({**common, "seq": seq, **record}) for seq, record in enumerate(log["records"], 1)]
    return log, records
