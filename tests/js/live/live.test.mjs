// The live client as a whole, from the page's side.

import assert from "node:assert/strict";
import { test } from "node:test";

import { watch, watchMany } from "../../../static/js/live.js";
import { FakeBrowser, makeEvent, makeMatch } from "../fake-browser.mjs";

const start = (follow, options) => {
  const browser = new FakeBrowser();
  const page = { browser, shown: [], statuses: [], viewers: [] };
  page.watching = follow({
    onSnapshot: (match) => page.shown.push(match.cursor),
    onEvent: (frame) => page.shown.push(frame.seq),
    onViewers: (count) => page.viewers.push(count),
    onStatus: (status) => page.statuses.push(status),
    browser,
    ...options,
  });
  Object.defineProperty(page, "socket", { get: () => browser.sockets.at(-1) });
  Object.defineProperty(page, "state", { get: () => page.statuses.at(-1).state });
  Object.defineProperty(page, "transport", { get: () => page.statuses.at(-1).transport });
  return page;
};
const watchOne = (options) => start(watch, { matchId: "m", cursor: "e1-2", ...options });
const resumed = (seq, recovered = true) => ({ t: "resumed", id: "m", cursor: `e1-${seq}`, recovered });
const beat = (fields) => ({ t: "beat", tops: {}, ...fields });

/** Fail to open until polling is tried. */
const failDown = async ({ browser }) => {
  for (const opened of [browser.sockets, browser.streams]) {
    for (let n = 0; n < 2; n += 1) {
      opened.at(-1).onclose?.({ code: 1006 });
      opened.at(-1).onerror?.();
      await browser.pass(2_000);
    }
  }
};

test("it resumes at the page's cursor, and after a close where the page stands by then", async () => {
  const { browser, shown, ...page } = watchOne();
  assert.equal(browser.sockets[0].url, "wss://example.org/ws/matches/m?cursor=e1-2");
  browser.sockets[0].say(resumed(2), makeEvent(3));
  browser.sockets[0].onclose({ code: 1006 });
  assert.equal(page.statuses.at(-1).state, "retrying");
  await browser.pass(500);
  assert.equal(browser.sockets[1].url, "wss://example.org/ws/matches/m?cursor=e1-3");
  browser.sockets[1].say(resumed(3), makeEvent(4));
  assert.deepEqual(shown, [3, 4]);
});

test("without a cursor the snapshot comes first, and is kept up to date", () => {
  const page = watchOne({ cursor: undefined });
  assert.equal(page.socket.url, "wss://example.org/ws/matches/m");
  page.socket.say({ t: "snapshot", match: makeMatch(5) }, makeEvent(6, { changes: { status: "ended" } }));
  assert.deepEqual(page.shown, ["e1-5", 6]);
  assert.equal(page.watching.snapshot.status, "ended");
  assert.equal(page.watching.cursor, "e1-6");
});

test("a gap makes it connect again with its cursor", async () => {
  const page = watchOne();
  page.socket.say(resumed(2), makeEvent(4));
  assert.ok(page.socket.closed);
  await page.browser.pass(500);
  assert.equal(page.browser.sockets.length, 2);
  assert.ok(page.socket.url.endsWith("?cursor=e1-2"));
});

test("a jump that the server declares is taken", () => {
  const page = watchOne({ cursor: "e1-90" });
  page.socket.say(resumed(7, false), { t: "snapshot", match: makeMatch(7) }, makeEvent(8));
  assert.deepEqual(page.shown, ["e1-7", 8]);
});

test("a cursor that the server refuses is forgotten", async () => {
  const page = watchOne();
  page.socket.onclose({ code: 4400 });
  await page.browser.pass(500);
  assert.equal(page.socket.url, "wss://example.org/ws/matches/m");
});

test("a match that there is not is gone, and asked for no more", async () => {
  const page = watchOne();
  page.socket.say({ t: "error", code: 4404, detail: "no such match" });
  page.socket.onclose({ code: 4404 });
  await page.browser.pass(60_000);
  assert.equal(page.state, "gone");
  assert.equal(page.browser.sockets.length, 1);
});

test("after bye it comes back when the server said", async () => {
  const page = watchOne();
  page.socket.say(resumed(2), { t: "bye", wait_ms: 4_000 });
  page.socket.onclose({ code: 1012 });
  await page.browser.pass(3_999);
  assert.equal(page.browser.sockets.length, 1);
  await page.browser.pass(1);
  assert.equal(page.browser.sockets.length, 2);
});

test("a full server's word leads to the transport it names", async () => {
  const page = watchOne();
  page.socket.say({ t: "shed", to: "poll" });
  assert.ok(page.socket.closed);
  assert.deepEqual([page.state, page.transport], ["connecting", "poll"]);
  await page.browser.pass(250);
  assert.equal(page.browser.requests[0].url, "/api/v1/matches/m");
});

test("where neither WebSocket nor SSE gets through it polls, a match that is played more often", async () => {
  for (const [status, asked] of [
    ["live", 5],
    ["suspended", 5],
    ["scheduled", 1],
    ["ended", 1],
  ]) {
    const page = watchOne();
    const { browser } = page;
    await failDown(page);
    await browser.requests[0].answer(makeMatch(3, { status }));
    assert.deepEqual([page.state, page.transport], ["live", "poll"]);
    for (let n = 0; n < 9; n += 1) {
      await browser.pass(1_000);
      await browser.requests.at(-1).answer(null, { status: 304 });
    }
    assert.equal(browser.requests.length, asked);
  }
});

test("SSE has the cursor, and comes up again to WebSocket without an event lost or doubled", async () => {
  const page = watchOne();
  const { browser } = page;
  for (let n = 0; n < 2; n += 1) {
    page.socket.onclose({ code: 1006 });
    await browser.pass(2_000);
  }
  assert.equal(browser.streams[0].url, "/api/v1/matches/m/stream?cursor=e1-2");
  browser.streams[0].say(resumed(2), makeEvent(3));
  assert.equal(page.transport, "sse");
  await browser.pass(11_000);
  assert.ok(browser.streams[0].closed);
  assert.ok(page.socket.url.endsWith("?cursor=e1-3"));
  page.socket.say(resumed(3), makeEvent(4));
  assert.equal(page.transport, "websocket");
  assert.deepEqual(page.shown, [3, 4]);
});

test("a connection that does not open is given up after 10 s", async () => {
  const page = watchOne();
  await page.browser.pass(12_000);
  assert.ok(page.browser.sockets[0].closed);
  assert.equal(page.browser.sockets.length, 2);
});

test("a silent connection is given up after 25 s, one that beats is kept", async () => {
  const page = watchOne();
  page.socket.say(resumed(2));
  for (let n = 0; n < 6; n += 1) {
    await page.browser.pass(10_000);
    page.socket.say(beat());
  }
  assert.deepEqual([page.state, page.browser.sockets.length], ["live", 1]);
  await page.browser.pass(27_000);
  assert.equal(page.browser.sockets.length, 2);
});

test("the age of the data is told every second, and a server that cannot tell counts as retrying", async () => {
  const page = watchOne();
  assert.deepEqual(page.statuses, []);
  await page.browser.pass(1_000);
  assert.deepEqual(page.statuses, [{ state: "connecting", ageMs: null, transport: "websocket" }]);
  page.socket.say(resumed(2));
  await page.browser.pass(3_000);
  assert.deepEqual(page.statuses.at(-1), { state: "live", ageMs: 3_000, transport: "websocket" });
  for (let n = 0; n < 3; n += 1) {
    await page.browser.pass(10_000);
    page.socket.say(beat({ stale: true }));
  }
  assert.deepEqual(page.statuses.at(-1), { state: "retrying", ageMs: 33_000, transport: "websocket" });
  page.socket.say(beat());
  await page.browser.pass(1_000);
  assert.deepEqual(page.statuses.at(-1), { state: "live", ageMs: 1_000, transport: "websocket" });
});

test("a server that never said that its data is current is retrying, not live", () => {
  const page = watchOne();
  page.socket.say(beat({ stale: true }));
  assert.deepEqual(page.statuses.at(-1), { state: "retrying", ageMs: null, transport: "websocket" });
});

test("viewers are told of this match alone", () => {
  const page = watchOne();
  page.socket.say({ t: "viewers", counts: { m: 7 } }, { t: "viewers", counts: { n: 9 } });
  assert.deepEqual(page.viewers, [7]);
});

test("without a network nothing is tried, with one it is tried at once", async () => {
  const page = watchOne();
  page.socket.say(resumed(2));
  page.browser.navigator.onLine = false;
  page.browser.tell("offline");
  await page.browser.pass(60_000);
  assert.deepEqual([page.state, page.browser.sockets.length], ["offline", 1]);
  page.browser.navigator.onLine = true;
  page.browser.tell("online");
  assert.equal(page.browser.sockets.length, 2);
});

test("a page that opens without a network says so, and waits for one", () => {
  const browser = new FakeBrowser();
  browser.navigator.onLine = false;
  const statuses = [];
  watch({ matchId: "m", cursor: "e1-2", browser, onStatus: ({ state }) => statuses.push(state) });
  assert.deepEqual([statuses, browser.sockets.length], [["offline"], 0]);
});

test("a tab that is looked at again tries at once, and finds out that it slept", () => {
  const page = watchOne();
  const { browser } = page;
  page.socket.onclose({ code: 1006 });
  browser.document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(browser.sockets.length, 2);
  page.socket.say(resumed(2));
  browser.ms += 60_000; // no timer ran
  browser.document.visibilityState = "hidden";
  browser.document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(page.state, "live");
  browser.document.visibilityState = "visible";
  browser.document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(page.state, "retrying");
});

test("a page that is left closes its socket, and one out of the back-forward cache opens it again", () => {
  const page = watchOne();
  page.socket.say(resumed(2));
  page.browser.tell("pagehide");
  assert.ok(page.socket.closed);
  page.browser.tell("pageshow", { persisted: false });
  assert.equal(page.browser.sockets.length, 1);
  page.browser.tell("pageshow", { persisted: true });
  assert.equal(page.browser.sockets.length, 2);
});

test("closed is closed", async () => {
  const page = watchOne();
  page.socket.say(resumed(2));
  page.watching.close();
  page.socket.say(makeEvent(3));
  page.browser.tell("online");
  page.browser.tell("pageshow", { persisted: true });
  await page.browser.pass(60_000);
  assert.deepEqual([page.state, page.shown, page.browser.sockets.length], ["closed", [], 1]);
});

test("closed is closed, even while a gap is being filled", async () => {
  const page = watchOne();
  page.socket.say(makeEvent(9));
  page.watching.close();
  page.browser.requests[0].fail();
  await page.browser.pass(60_000);
  assert.deepEqual([page.state, page.browser.sockets.length], ["closed", 1]);
});

// --- many matches ----------------------------------------------------------------------------------------------------

test("many matches are asked for with their cursors, forty topics a frame", () => {
  const matches = Array.from({ length: 41 }, (_, n) => ({ id: `m${n}`, cursor: n ? `e1-${n}` : undefined }));
  const page = start(watchMany, { matches, topics: ["live"] });
  assert.equal(page.socket.url, "wss://example.org/ws/live");
  page.socket.onopen();
  const [first, second] = page.socket.sent.map(({ subscribe }) => subscribe);
  assert.deepEqual([first.length, first[0], first[1]], [40, "match:m0", "match:m1@e1-1"]);
  assert.deepEqual(second, ["match:m40@e1-40", "live"]);
});

test("a match that a topic brings is followed from its snapshot, and anew with each connection", async () => {
  const page = start(watchMany, { matches: [{ id: "m", cursor: "e1-2" }], topics: ["live"] });
  page.socket.onopen();
  page.socket.say(resumed(2), { t: "snapshot", match: makeMatch(5, { id: "n" }) });
  page.socket.say({ t: "batch", events: [makeEvent(3), makeEvent(6, { id: "n" })] });
  assert.deepEqual(page.shown, ["e1-5", 3, 6]);
  page.socket.onclose({ code: 1006 });
  await page.browser.pass(500);
  page.socket.onopen();
  assert.deepEqual(page.socket.sent, [{ subscribe: ["match:m@e1-3", "live"] }]);
  page.socket.say({ t: "snapshot", match: makeMatch(4, { id: "n" }) });
  assert.equal(page.shown.at(-1), "e1-4");
});

test("an error about one topic of many changes nothing", () => {
  const page = start(watchMany, { topics: ["competition:none", "live"] });
  page.socket.say({ t: "error", code: 4404, detail: "no such competition" }, beat());
  assert.equal(page.state, "live");
});

test("a gap of one match makes it connect again", () => {
  const page = start(watchMany, { matches: [{ id: "m", cursor: "e1-2" }] });
  page.socket.say(resumed(2), { t: "batch", events: [makeEvent(5)] });
  assert.ok(page.socket.closed);
  assert.deepEqual(page.browser.requests, []);
});

test("many matches are polled as a list where there is one, else each", async () => {
  for (const [options, urls] of [
    [{ pollUrl: "/api/v1/matches?date=2026-06-11" }, ["/api/v1/matches?date=2026-06-11"]],
    [{}, ["/api/v1/matches/m", "/api/v1/matches/n"]],
  ]) {
    const page = start(watchMany, { matches: [{ id: "m" }, { id: "n" }], ...options });
    page.socket.say({ t: "shed", to: "poll" });
    await page.browser.pass(250);
    for (const request of page.browser.requests) await request.answer({ items: [] });
    await page.browser.pass(0);
    assert.deepEqual(
      page.browser.requests.map(({ url }) => url),
      urls,
    );
    assert.equal(page.state, "live");
  }
});
