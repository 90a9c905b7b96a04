"""What the tests of a deployed site share: web processes of their own on the tests' database."""

import subprocess
import sys

import pytest
from django.db import connection

from scoreboard.devserver.process import start_child, wait_until
from scoreboard.devserver.programs import web_arguments
from tests.live.conftest import layer_on
from tests.servers import ROOT, Server, answers, clean_environment, free_port


class Web(Server):
    """A web process as `make run` starts it; `log` is its output, requests included."""

    def __init__(self, *, folder, env):
        self.port = free_port()
        self.log = folder / f"web-{self.port}.log"
        argv = [sys.executable, *web_arguments(port=self.port), "--access-log", "--log-level", "info"]

        def launch():
            child = start_child(argv, name="web", log=self.log, env=env)
            wait_until(lambda: answers(self.port), child=child, seconds=30)
            return child

        super().__init__(url=f"http://127.0.0.1:{self.port}", launch=launch)

    @property
    def child(self):
        """The process that runs now."""
        return self._child

    def requests(self, text):
        """The requests it has answered whose line holds `text`."""
        return [line for line in self.log.read_text().splitlines() if "HTTP/1." in line and text in line]


@pytest.fixture
def web_env(tmp_path, settings, valkey):
    """The environment of programs on the tests' database and Valkey; what is entered here is pushed there."""
    if connection.vendor != "sqlite":
        pytest.skip("the programs are given the tests' SQLite file")
    with layer_on(settings, valkey):
        yield {
            "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
            "DATA_DIR": str(tmp_path),
            "REDIS_URLS": valkey,
            "DJANGO_SETTINGS_MODULE": "scoreboard.settings",
            "KAFKA_BOOTSTRAP": "",
            "LIVE_LAG_MS": "0",  # as in tests/settings.py
        }


@pytest.fixture(scope="session")
def static_files(tmp_path_factory):
    """The static files, collected as `make run` does it: no page is rendered without, and a fresh clone has none."""
    folder = tmp_path_factory.mktemp("static")
    collect = "import django; django.setup(); from scoreboard.management.commands import up; up.collect_static()"
    env = {
        **clean_environment(),
        "DJANGO_SETTINGS_MODULE": "scoreboard.settings",
        "DATA_DIR": str(folder),
        "REDIS_URLS": "redis://127.0.0.1:1/0",
        "KAFKA_BOOTSTRAP": "",
    }
    subprocess.run([sys.executable, "-c", collect], cwd=ROOT, env=env, check=True, timeout=120)


@pytest.fixture
def start_web(tmp_path, web_env, static_files):
    """Starts web processes."""
    started = []

    def start(**env):
        web = Web(folder=tmp_path, env={**web_env, **env})
        started.append(web)
        return web

    yield start
    for web in started:
        web.kill()
