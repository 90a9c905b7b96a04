"""What the scenarios run on: two web processes on the tests' database, and a Redis of their own."""

import os
import random
import sys
import urllib.request

import pytest
from channels.db import database_sync_to_async
from django.db import connection

from scoreboard.devserver.process import start_child, wait_until
from scoreboard.devserver.programs import web_arguments
from scoreboard.models import ApiToken
from tests import factories, servers
from tests.live.conftest import layer_on
from tests.live.stress.world import World

SECONDS = float(os.environ.get("STRESS_SECONDS", "3"))
SEED = int(os.environ.get("STRESS_SEED") or random.randrange(10_000))


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    """A Redis of these scenarios alone."""
    server = servers.start_redis(folder=tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def webs(tmp_path_factory, django_db_setup, redis):
    """Two web processes, by port."""
    if connection.vendor != "sqlite":
        pytest.skip("the server processes are given the tests' SQLite file")
    folder = tmp_path_factory.mktemp("webs")
    environment = {
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "DATA_DIR": str(folder),
        "REDIS_URLS": redis.url,
        "DJANGO_SETTINGS_MODULE": "scoreboard.settings",
        "LOG_LEVEL": "WARNING",
        # Admission has tests of its own: here everybody gets in, however busy the machine is.
        **dict.fromkeys(("LIVE_SOCKETS", "LIVE_STREAMS", "LIVE_LAG_MS", "LIVE_CONNECTS"), "0"),
    }
    started = {}
    for number in range(2):
        port = servers.free_port()
        argv = [sys.executable, *web_arguments(port=port)]
        started[port] = start_child(argv, name="web", log=folder / f"web{number}.log", env=environment)
    for port, child in started.items():
        wait_until(lambda port=port: serves(port), child=child, seconds=60)
    yield started
    for child in started.values():
        child.stop()


def serves(port):
    """Whether a web process answers there."""
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).status == 200
    except OSError:
        return False


@pytest.fixture
async def world(request, settings, transactional_db, webs, redis):
    """The world of one scenario; at its end nothing may be wrong, and no server may have stumbled."""
    if not servers.answers(int(redis.url.split(":")[2].split("/")[0])):
        redis.start()
    user = await database_sync_to_async(factories.make_scorer)()
    token = await database_sync_to_async(ApiToken.issue)(user=user)
    name = request.node.name.removeprefix("test_")
    world = World(name=name, seed=SEED, seconds=SECONDS, ports=list(webs), token=token)
    with layer_on(settings, redis.url):
        try:
            yield world
            await world.settle()
            wrong, told = await world.count()
        finally:
            await world.end()
    assert (wrong, told) == ({}, [])
    lines = [line for child in webs.values() for line in child.log.read_text().splitlines()]
    assert [line for line in lines if "Exception in" in line] == []
