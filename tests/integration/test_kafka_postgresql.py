"""Relay and tables on a real PostgreSQL: their own tests, run again there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 600  # for a run of one of these on a machine that other tests share
POISON = ("tests/stats/ingest/test_poison.py", "tests/stats/ingest/test_any_bytes.py")


@pytest.mark.slow
@pytest.mark.timeout(SECONDS + 20)
@pytest.mark.parametrize(
    "what",
    [
        "tests/accounts",
        "tests/audit",
        "tests/eventlog",
        f"tests/stats --ignore {' --ignore '.join(POISON)}",
        " ".join(POISON),
        "tests/integration/test_kafka.py",
    ],
)
def test_what_holds_on_sqlite_holds_on_postgresql(postgres, what):
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *what.split(), "-q", "-p", "no:cacheprovider", "-n0"],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": postgres.url,
            "STATS_DATABASE_URL": postgres.stats_url,
            "PYTEST_ADDOPTS": "",
        },
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    assert " passed" in ran.stdout
