"""The embedded Valkey: private, and with its data after every kind of end."""

import stat
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis

from scoreboard.devserver.valkey import choose_socket, start_valkey


@pytest.fixture
def start(tmp_path):
    """Starts Valkey on this test's data; ended after it."""
    started = []

    def begin(data_dir=tmp_path):
        started.append(start_valkey(data_dir=data_dir))
        return started[-1]

    yield begin
    for valkey in started:
        valkey.stop()


def connect(valkey):
    """A client; to be used in a `with`."""
    return redis.Redis.from_url(valkey.address)


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_its_data_survive(start, end):
    valkey = start()
    with connect(valkey) as client:
        client.set("goal", 1)
    getattr(valkey, end)()
    with connect(start()) as client:
        assert client.get("goal") == b"1"


def test_one_that_was_left_behind_makes_way(start):
    left = start()
    with connect(left) as client:
        client.set("goal", 1)
    with connect(start()) as client:
        assert client.get("goal") == b"1"
    assert not left.alive()


def test_nobody_else_may_connect(start):
    path = Path(urlsplit(start().address).path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["d" * 120, "with space", "ünïcode#?"])
def test_a_path_that_does_not_do_for_a_socket(start, tmp_path, name):
    valkey = start(tmp_path / name)
    with connect(valkey) as client:
        assert client.ping()
    path = Path(urlsplit(valkey.address).path)
    assert path == choose_socket(home=tmp_path / name / "valkey")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.unlink(missing_ok=True)
    path.parent.rmdir()


def test_celery_and_the_channel_layer_understand_its_address(start):
    address = start().address
    assert address.startswith("unix:///")
    assert address.endswith("?db=0")
