"""A tab watches a replayed final while Redis is restarted, the network is cut and the server rolls: all is there."""

import sys
from pathlib import Path

import pytest

from scoreboard.devserver.process import start_child
from scoreboard.devserver.valkey import start_valkey
from scoreboard.importers.formats import native
from scoreboard.importers.load import load_season
from scoreboard.models import Match
from scoreboard.queries import load_snapshot

ROOT = Path(__file__).resolve().parents[2]
FINAL = ROOT / "scoreboard" / "demo" / "world-cup-2022.json"
SPEED = 300  # its 2 h 40 min take half a minute
NO_NETWORK = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
NETWORK = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
ENTRIES = """() => [...document.querySelectorAll('[data-timeline] .incident')].map((each) => [
  each.className.replace(' fresh', ''), {...each.dataset}, each.textContent.replace(/\\s+/g, ' ').trim()])"""
SEQS = "() => [...document.querySelectorAll('[data-timeline] .incident')].map((each) => Number(each.dataset.seq))"


def replay_final(site):
    """Start the replay as a program of its own; it and its match."""
    load_season(native.parse(FINAL.read_bytes()), actor="import:test")
    final = Match.objects.get(round="Final", season__competition__name="World Cup", replay_of=None)
    argv = [sys.executable, "manage.py", "replay", str(final.pk), "--speed", str(SPEED)]
    log = site.data_dir / "logs" / "replay.log"
    child = start_child(argv, name="replay", log=log, env={**site.env, "PYTHONUNBUFFERED": "1"}, cwd=ROOT)
    while not (log.exists() and " period_start" in log.read_text()):
        assert child.alive(), child.last_lines()
    return child, Match.objects.get(replay_of=final)


def wait_for(page, match, *, more):
    """Wait until so many more records are in the log."""
    match.refresh_from_db()
    goal = match.seq + more
    while match.seq < goal and match.status != "ended":
        page.wait_for_timeout(50)
        match.refresh_from_db()


@pytest.fixture
def final(site):
    """The final being replayed, and the program that does it."""
    child, match = replay_final(site)
    yield child, match
    child.kill()


def test_a_final_through_everything_that_breaks(site, open_page, final):
    replay, match = final
    page = open_page(f"/matches/{match.pk}", tolerant=True)
    shown = page.locator("[data-freshness]")
    page.wait_for_function("() => document.querySelector('[data-freshness]').textContent === 'Live'")

    site.valkey.stop()
    wait_for(page, match, more=1)
    site.valkey = start_valkey(data_dir=site.data_dir)
    wait_for(page, match, more=1)

    browser = page.context.new_cdp_session(page)
    browser.send("Network.enable")
    browser.send("Network.emulateNetworkConditions", NO_NETWORK)
    page.wait_for_function("() => document.querySelector('[data-freshness]').dataset.state === 'offline'")
    assert shown.inner_text().startswith("Offline: this is how it stood ")
    wait_for(page, match, more=2)
    browser.send("Network.emulateNetworkConditions", NETWORK)
    wait_for(page, match, more=1)

    site.web.stop(grace=6)
    try:
        wait_for(page, match, more=2)
        assert match.status == "live"  # all of this has been before the end
    finally:
        site.web = site.start_web()

    assert replay.wait() == 0, replay.last_lines()
    match.refresh_from_db()
    log = [incident.seq for incident in load_snapshot(match).incidents]
    page.wait_for_function(f"() => ({SEQS})().sort((a, b) => a - b).at(-1) === {log[-1]}", timeout=30_000)
    score = page.locator("[data-board] [data-points]").all_inner_texts()
    assert score == [str(match.home_score), str(match.away_score)] == ["3", "3"]
    alive = page.evaluate(ENTRIES)
    assert set(page.evaluate(SEQS)) <= set(log)
    page.reload()
    assert sorted(page.evaluate(ENTRIES), key=str) == sorted(alive, key=str)
