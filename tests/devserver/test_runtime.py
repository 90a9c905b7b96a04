"""What a `make run` leaves in its data folder is its owner's alone."""

import os
import stat

import pytest

from scoreboard.devserver import runtime


def mode(path):
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture
def wide_umask():
    """Files are made as most systems make them: everybody may read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def var(tmp_path, wide_umask):
    """A data folder that an earlier release has made."""
    var = tmp_path / "var"
    (var / "kafka" / "data" / "match-events-0").mkdir(parents=True)
    (var / "log").mkdir()
    for name in ("scoreboard.sqlite3", "scoreboard.sqlite3-wal", "log/web.log", "kafka/data/match-events-0/0.log"):
        (var / name).write_text("")
    (var / "mine.txt").write_text("")
    return var


def test_an_earlier_release_s_files_become_private(var):
    assert runtime.make_private(var) == []
    others = [path for path in (var, *var.rglob("*")) if mode(path) & 0o077]
    assert others == [var / "mine.txt"]
    assert mode(var) == 0o700
    assert mode(var / "scoreboard.sqlite3") == 0o600


def test_what_a_link_leads_to_stays_as_it_is(var, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "file").write_text("")
    (var / "log" / "old").symlink_to(elsewhere)
    runtime.make_private(var)
    assert mode(elsewhere) == 0o755
    assert mode(elsewhere / "file") == 0o644


def test_a_folder_that_is_everybody_s_stays_so(var):
    var.chmod(0o1777)
    runtime.make_private(var)
    assert mode(var) == 0o1777
    assert mode(var / "scoreboard.sqlite3") == 0o600


def test_what_is_written_for_other_commands_is_private(tmp_path, wide_umask):
    var = tmp_path / "new" / "var"
    addresses = runtime.Addresses(kafka="127.0.0.1:20000", kafka_password="secret")
    for _ in range(2):
        runtime.write_addresses(var, addresses)
    runtime.lock_run(var).close()
    runtime.read_or_create(var / "kafka" / "password", lambda: "secret")
    assert runtime.read_addresses(var) == addresses
    assert [mode(var), mode(var / "kafka")] == [0o700, 0o700]
    assert [mode(var / "addresses.json"), mode(var / "kafka" / "password")] == [0o600, 0o600]
