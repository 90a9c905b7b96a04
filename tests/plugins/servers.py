"""Fixtures of real servers. Each is started when the first test of a process asks for it, and lives until its end."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from scoreboard.devserver.valkey import start_valkey
from tests import servers


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the tests of a costly server to one process of pytest-xdist, so that it is started once."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        costly = next((name for name in ("kafka", "postgres", "run_scoreboard") if name in names), None)
        if costly:
            item.add_marker(pytest.mark.xdist_group(costly))


@pytest.fixture(scope="session")
def valkey(tmp_path_factory) -> Iterator[str]:
    """The URL of an embedded Valkey."""
    server = start_valkey(data_dir=tmp_path_factory.mktemp("valkey"))
    yield server.address
    server.stop()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory) -> Iterator[servers.Server]:
    """A real Redis: `.url`, `.stop()`, `.start()`, `.restart()`, `.kill()`, `.pause()`, `.resume()`; leave it on."""
    server = servers.start_redis(folder=tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Postgres]:
    """A private PostgreSQL cluster: `.url`, `.stats_url` and what `redis_server` has."""
    # Not in pytest's folder: PostgreSQL runs as another user, who may not enter there.
    with tempfile.TemporaryDirectory(prefix="scoreboard-postgres-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = servers.start_postgres(folder=Path(folder))
        yield server
        server.stop()


@pytest.fixture(scope="session")
def kafka(tmp_path_factory) -> Iterator[str]:
    """The bootstrap address of a private Kafka broker; topics of our names are for the whole system's tests alone."""
    server = servers.start_broker(folder=tmp_path_factory.mktemp("kafka"))
    yield server.url
    server.stop()


@pytest.fixture
def start_broker(tmp_path_factory) -> Iterator[Callable[[], servers.Server]]:
    """Starts a Kafka broker for this test alone, which may stop, kill and start it; `.url` is its bootstrap address."""
    with ExitStack() as stack:

        def start() -> servers.Server:
            server = servers.start_broker(folder=tmp_path_factory.mktemp("broker"))
            stack.callback(server.stop)
            return server

        yield start


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium."""
    return servers.find_chromium()


@pytest.fixture
def run_scoreboard(tmp_path) -> Iterator[Callable[..., servers.Run]]:
    """Starts the whole of Scoreboard (`manage.py up`); ended after the test. `env` is added to its environment."""
    with ExitStack() as stack:

        def run(*, data_dir: Path = tmp_path / "var", port: int | None = None, **env: str) -> servers.Run:
            started = servers.Run(data_dir=data_dir, port=port or servers.free_port(), env=env)
            stack.callback(started.end)
            return started

        yield run
