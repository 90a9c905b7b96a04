"""A site to be fuzzed: one web process on databases of its own, with matches, people and a scorer's token in them."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoreboard.devserver.process import start_child, wait_until
from scoreboard.devserver.programs import web_arguments
from tests.servers import ROOT, TEST_ENVIRONMENT, answers, free_port, start_postgres, start_redis

DATABASES = ("SQLite", "PostgreSQL")


@dataclass(frozen=True)
class Site:
    """Where it is, what is in it (tests/fuzz/seeding.py), and the file its failures are noted in."""

    url: str
    seeded: dict[str, Any]
    folder: Path
    log: Path


@contextmanager
def running_site(database: str) -> Iterator[Site]:
    """A site on `database`. Skips, pytest's way, where a server is missing."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scoreboard-fuzz-")))
        folder.chmod(0o755)  # PostgreSQL runs as another user
        port = free_port()
        environment = {name: value for name, value in os.environ.items() if name not in TEST_ENVIRONMENT}
        environment |= {"DATA_DIR": str(folder / "var"), "PORT": str(port), "DEMO": "0", "LOG_LEVEL": "ERROR"}
        redis = start_redis(folder=folder)
        stack.callback(redis.stop)
        environment |= {"REDIS_URLS": redis.url, "KAFKA_BOOTSTRAP": "", "LIVE_LAG_MS": "0"}
        if database == "PostgreSQL":
            (folder / "postgres").mkdir(mode=0o755)
            postgres = start_postgres(folder=folder / "postgres")
            stack.callback(postgres.stop)
            environment |= {"DATABASE_URL": postgres.url, "STATS_DATABASE_URL": postgres.stats_url}
        made = subprocess.run(
            [sys.executable, "-m", "tests.fuzz.seeding"], cwd=ROOT, env=environment, check=True, capture_output=True
        )
        log = folder / "web.log"
        web = start_child([sys.executable, *web_arguments(port=port)], name="web", log=log, env=environment, cwd=ROOT)
        stack.callback(web.kill)
        wait_until(lambda: answers(port), child=web, seconds=60)
        yield Site(f"http://127.0.0.1:{port}", json.loads(made.stdout), folder, log)
