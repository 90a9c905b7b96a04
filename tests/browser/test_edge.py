"""The same page at the edge: nginx writes the pushes itself, a gap before its first frame is filled by a snapshot."""

import sys

import pytest
from playwright.sync_api import expect

from scoreboard.devserver.process import start_child
from tests.browser.site import ROOT
from tests.deploy.nginx import start_nginx
from tests.factories import enter

GOAL = {"type": "goal", "side": "home", "player": "Lionel Messi"}
WATCH = """async ([matchId, cursor]) => {
  const { watch } = await import("/static/js/live.js");
  window.seen = [];
  window.told = {};
  watch({
    matchId,
    cursor,
    onSnapshot: (match) => seen.push(match.cursor),
    onEvent: (frame) => seen.push(frame.seq),
    onStatus: (status) => (window.told = status),
  });
}"""


@pytest.fixture
def edge(site, tmp_path):
    """Nginx with nchan in front of the site, and what feeds it."""
    nginx = start_nginx(folder=tmp_path, ports=[site.port], nchan=True)
    argv = [sys.executable, "manage.py", "edge", "--url", nginx.publisher]
    feeder = start_child(argv, name="edge", log=tmp_path / "edge.log", env=site.env, cwd=ROOT)
    yield nginx
    feeder.stop()
    nginx.stop()


def test_a_page_is_alive_at_the_edge(edge, open_page, live_match):
    page = open_page(f"{edge.url}/matches/{live_match.pk}")
    expect(page.locator("[data-freshness]")).to_have_text("Live", timeout=20_000)
    enter(live_match, {**GOAL, "clock_ms": 60_000})
    enter(live_match, {**GOAL, "clock_ms": 90_000})
    expect(page.locator('[data-slot="home-score"] [data-points]')).to_have_text("2")
    seqs = "() => [...document.querySelectorAll('.timeline .incident')].map((each) => Number(each.dataset.seq))"
    assert page.evaluate(seqs) == [4, 3, 2]


def test_who_is_behind_catches_up_and_goes_on(edge, open_page, live_match):
    """The last 20 frames come whatever the cursor: who misses more takes the snapshot, and all later events once."""
    match_id = str(live_match.pk)
    front, near, far = (open_page(f"{edge.url}/api/v1/matches/{match_id}", tolerant=True) for _ in range(3))
    while front.request.get(f"{edge.publisher}/match/{match_id}").status == 404:
        front.wait_for_timeout(50)  # the match has not come to the edge yet
    front.evaluate(WATCH, [match_id, "e1-2"])
    front.wait_for_function("() => told.state === 'live' && told.transport === 'websocket'")
    enter(live_match, *[GOAL] * 38)
    front.wait_for_function("() => seen.at(-1) === 40")
    near.evaluate(WATCH, [match_id, "e1-37"])
    far.evaluate(WATCH, [match_id, "e1-10"])
    near.wait_for_function("() => JSON.stringify(seen) === '[38,39,40]'")
    far.wait_for_function("() => JSON.stringify(seen) === '[\"e1-40\"]'")
    enter(live_match, GOAL)
    enter(live_match, GOAL)
    for page, seen in ((front, [*range(3, 41)]), (near, [38, 39, 40]), (far, ["e1-40"])):
        page.wait_for_function("() => seen.at(-1) === 42")
        assert page.evaluate("() => seen") == [*seen, 41, 42]
        assert page.evaluate("() => told.transport") == "websocket"
