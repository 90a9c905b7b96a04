"""The helper that finds real servers: what is missing skips, and with REQUIRE=all fails."""

import pytest

from tests import servers


def test_what_is_missing_skips(monkeypatch):
    monkeypatch.delenv("REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="there is no Redis"):
        servers.missing("there is no Redis")


def test_what_is_missing_fails_where_all_is_required(monkeypatch):
    monkeypatch.setenv("REQUIRE", "all")
    with pytest.raises(pytest.fail.Exception, match="REQUIRE=all, but there is no Redis"):
        servers.missing("there is no Redis")


@pytest.mark.parametrize("find", [servers.find_chromium, lambda: servers.start_redis(folder=None)])
def test_nothing_is_found_on_an_empty_path(monkeypatch, find):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="there is no"):
        find()
