"""The write path, its rules of concurrency and the importers on a real PostgreSQL: their own tests, run again there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


IMPORTERS = (
    "tests/catalogue tests/importers/test_commands.py tests/importers/test_competitors.py tests/importers/test_load.py"
)


API = ("test_hostile.py", "test_openapi.py")  # those that take longest, each by itself
REST = " ".join(["tests/api", *(f"--ignore=tests/api/{name}" for name in API)])


@pytest.mark.parametrize(
    "files",
    ["tests/record tests/audit", REST, *(f"tests/api/{name}" for name in API), IMPORTERS],
)
def test_what_holds_on_sqlite_holds_on_postgresql(postgres, files):
    stats = {"STATS_DATABASE_URL": postgres.stats_url} if "tests/api" in files else {}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *files.split(), "-q", "-p", "no:cacheprovider", "-p", "no:xdist"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": postgres.url, **stats, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]
    assert " passed" in ran.stdout
