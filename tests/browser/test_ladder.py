"""The browser's client by itself: down the ladder where something does not get through, up again, each event once."""

import pytest
from playwright.sync_api import expect

from tests.factories import enter

GOAL = {"type": "goal", "side": "home"}
WATCH = """async ([matchId, cursor]) => {
  const { watch } = await import("/static/js/live.js");
  window.seen = [];
  window.told = {};
  window.watching = watch({
    matchId,
    cursor,
    onSnapshot: (match) => seen.push(match.cursor),
    onEvent: (frame, match) => seen.push([frame.seq, match && match.score.home]),
    onStatus: (status) => (window.told = status),
  });
}"""


@pytest.fixture
def tab(open_page, live_match):
    """Opens a tab that does nothing but watch the match, from `cursor` on; `blocked` transports do not get through."""

    def open_it(*blocked, cursor="e1-2", fast=False):
        page = open_page(f"/api/v1/matches/{live_match.pk}", tolerant=True)
        if fast:
            page.clock.install()
        if "websocket" in blocked:
            page.route_web_socket("**/ws/**", lambda ws: ws.close(code=1011))
        if "sse" in blocked:
            page.route("**/stream*", lambda route: route.abort())
        page.evaluate(WATCH, [str(live_match.pk), cursor])
        return page

    return open_it


def wait_for_transport(page, transport, seconds=15):
    page.wait_for_function(f"() => told.state === 'live' && told.transport === '{transport}'", timeout=seconds * 1000)


def wait_for_seen(page, seen, seconds=10):
    page.wait_for_function(f"() => JSON.stringify(seen) === '{seen}'", timeout=seconds * 1000)


def pass_time_until(page, condition):
    """Let the page's clock run fast, in steps that no timer takes for a sleeping tab, until something holds."""
    for _ in range(120):
        if page.evaluate(f"() => {condition}"):
            return
        page.clock.fast_forward(1_000)
        page.wait_for_timeout(30)
    pytest.fail(f"never: {condition}; the page was told {page.evaluate('() => told')}")


@pytest.mark.parametrize(("blocked", "transport"), [((), "websocket"), (("websocket",), "sse")])
def test_each_event_comes_once_and_in_order(tab, live_match, blocked, transport):
    enter(live_match, GOAL)
    page = tab(*blocked)
    wait_for_transport(page, transport)
    enter(live_match, GOAL, GOAL)
    wait_for_seen(page, "[[3,null],[4,null],[5,null]]")
    assert page.evaluate("() => told.ageMs") < 25_000


def test_without_a_cursor_the_snapshot_comes_first_and_changes_are_applied_to_it(tab, live_match):
    page = tab(cursor=None)
    wait_for_seen(page, '["e1-2"]')
    enter(live_match, GOAL, GOAL)
    wait_for_seen(page, '["e1-2",[3,1],[4,2]]')
    enter(live_match, {"type": "void", "data": {"seq": 3, "reason": "Offside"}})
    wait_for_seen(page, '["e1-2",[3,1],[4,2],[5,1]]')
    shown = page.evaluate("() => JSON.parse(JSON.stringify(watching.snapshot))")
    asked = page.evaluate(f"async () => (await fetch('/api/v1/matches/{live_match.pk}', {{cache: 'no-store'}})).json()")
    assert shown == asked


def test_polling_is_the_last_resort_and_no_event_is_doubled_when_it_comes_up_again(tab, live_match):
    page = tab("websocket", "sse", fast=True)
    pass_time_until(page, "told.state === 'live' && told.transport === 'poll'")
    enter(live_match, GOAL)
    pass_time_until(page, "seen.at(-1) === 'e1-3'")
    page.unroute_all()
    page.route_web_socket("**/ws/**", lambda ws: ws.connect_to_server())
    pass_time_until(page, "told.state === 'live' && told.transport === 'websocket'")
    enter(live_match, GOAL)
    page.wait_for_function("() => seen.at(-1)[0] === 4")
    assert page.evaluate("() => seen.filter(Array.isArray).map(([seq]) => seq)") == [4]


def test_a_tab_comes_back_after_the_server_was_restarted(tab, live_match, site):
    page = tab()
    wait_for_transport(page, "websocket")
    site.web.stop(grace=6)
    assert page.evaluate("() => told.state") == "retrying"
    enter(live_match, GOAL)
    site.web = site.start_web()
    # By a snapshot, where the server was away for so long that the tab polls by now.
    reached = "(seq) => JSON.stringify(seen.at(-1)) === `[${seq},null]` || seen.at(-1) === `e1-${seq}`"
    page.wait_for_function(reached, arg=3, timeout=40_000)
    enter(live_match, GOAL)
    page.wait_for_function(reached, arg=4, timeout=40_000)
    assert page.evaluate("() => seen.length") == 2


def test_a_full_server_sends_tabs_down_the_ladder_and_all_see_everything(tab, live_match, site):
    site.web.stop(grace=6)
    site.web = site.start_web(LIVE_SOCKETS="1", LIVE_STREAMS="1")
    try:
        pages = []
        for transport in ("websocket", "sse", "poll"):
            pages.append(tab())
            wait_for_transport(pages[-1], transport)
        enter(live_match, GOAL)
        for page in pages:
            page.wait_for_function("() => JSON.stringify(seen.at(-1)) === '[3,null]' || seen.at(-1) === 'e1-3'")
            assert page.evaluate("() => seen.length") <= 2  # polling began with a snapshot
    finally:
        site.web.stop(grace=6)
        site.web = site.start_web()


def test_a_tab_comes_up_to_the_best_that_gets_through(tab, live_match):
    """After an outage of both, server-sent events get through again, WebSockets do not."""
    page = tab("websocket", "sse", fast=True)
    pass_time_until(page, "told.state === 'live' && told.transport === 'poll'")
    page.unroute_all()
    page.route_web_socket("**/ws/**", lambda ws: ws.close(code=1011))
    pass_time_until(page, "told.state === 'live' && told.transport === 'sse'")
    enter(live_match, GOAL)
    pass_time_until(page, "JSON.stringify(seen.at(-1)) === '[3,null]'")


def test_viewers_are_told_how_many_they_are(open_page, live_match):
    pages = [open_page(f"/matches/{live_match.pk}") for _ in range(2)]
    for page in pages:
        expect(page.locator("[data-viewers]")).to_have_text("· 2 watching")


def test_a_page_of_the_sample_reports_what_it_was_shown(open_page, live_match):
    page = open_page("/")
    page.evaluate("""async () => {
      const { makeReport } = await import("/static/js/report.js");
      window.sent = [];
      navigator.sendBeacon = (url, body) => sent.push([url, JSON.parse(body)]);
      const report = makeReport({ cursor: "e1-2", sample: 1 });
      const event = (seq) => report.event({ seq, event: { recorded_at: new Date(Date.now() - 40).toISOString() } });
      [3, 4, 4].forEach(event);
      report.snapshot({ cursor: "e1-9" });
      event(10);
      report.transport("sse");
      window.dispatchEvent(new Event("pagehide"));
      window.dispatchEvent(new Event("pagehide"));
    }""")
    ((url, body),) = page.evaluate("() => sent")
    latencies = body.pop("latencies_ms")
    assert url == "/api/v1/reports"
    assert body == {"transport": "sse", "first": 2, "last": 10, "shown": 3, "jumped": 5, "doubled": 1}
    assert len(latencies) == 3
    assert all(40 <= latency < 5_000 for latency in latencies)
    assert page.request.post(url, data={**body, "latencies_ms": latencies}).status == 204


def test_a_match_that_is_none_is_said_to_be_gone(open_page, live_match):
    page = open_page(f"/api/v1/matches/{live_match.pk}", tolerant=True)
    page.evaluate(WATCH, [str(live_match.season_id), None])
    page.wait_for_function("() => told.state === 'gone'")


def test_closed_is_closed(tab, live_match):
    page = tab()
    wait_for_transport(page, "websocket")
    page.evaluate("() => watching.close()")
    enter(live_match, GOAL)
    page.wait_for_timeout(300)
    assert page.evaluate("() => [told.state, seen.length]") == ["closed", 0]
