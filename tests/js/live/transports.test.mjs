import assert from "node:assert/strict";
import { test } from "node:test";

import { poll, socket, stream } from "../../../static/js/live/transports.js";
import { FakeBrowser, makeMatch } from "../fake-browser.mjs";

/** Opens the transport that `make(browser)` makes; `heard` has its frames, and its close codes as numbers. */
const open = (make) => {
  const browser = new FakeBrowser();
  const heard = [];
  const transport = make(browser);
  const again = () => transport.open({ frame: (frame) => heard.push(frame), down: (code) => heard.push(code) });
  return { browser, heard, again, end: again() };
};

test("a socket speaks to the page's host, by its scheme", () => {
  for (const [href, url] of [
    ["https://example.org/matches/m", "wss://example.org/ws/live"],
    ["http://127.0.0.1:8000/", "ws://127.0.0.1:8000/ws/live"],
  ]) {
    const browser = Object.assign(new FakeBrowser(), { location: { href } });
    socket({ path: () => "/ws/live", browser }).open({});
    assert.equal(browser.sockets[0].url, url);
  }
});

test("a socket greets, hands on frames and tells its close code", () => {
  const greet = (ws) => ws.send('{"subscribe":["live"]}');
  const { browser, heard, end } = open((browser) => socket({ path: () => "/ws/live", greet, browser }));
  const [ws] = browser.sockets;
  ws.onopen();
  ws.say({ t: "beat", tops: {} });
  ws.onclose({ code: 1013 });
  assert.deepEqual(ws.sent, [{ subscribe: ["live"] }]);
  assert.deepEqual(heard, [{ t: "beat", tops: {} }, 1013]);
  end();
  assert.ok(ws.closed);
});

test("a stream does not reconnect by itself", () => {
  const { browser, heard } = open((browser) => stream({ path: () => "/stream?cursor=e1-2", browser }));
  const [source] = browser.streams;
  source.say({ t: "beat", tops: {} });
  source.onerror();
  assert.equal(source.url, "/stream?cursor=e1-2");
  assert.ok(source.closed);
  assert.deepEqual(heard, [{ t: "beat", tops: {} }, 0]);
});

const pollOne = (browser) => poll({ urls: () => ["/m"], everyMs: () => 2_000, browser });

test("polling asks again after the interval, give or take a quarter", async () => {
  for (const [chance, ms] of [
    [0, 1_500],
    [1, 2_500],
  ]) {
    const { browser } = open(pollOne);
    browser.chance = chance;
    await browser.requests[0].answer(makeMatch(2));
    await browser.pass(ms - 1);
    assert.equal(browser.requests.length, 1);
    await browser.pass(1);
    assert.equal(browser.requests.length, 2);
  }
});

test("polling shows the tag it has, and takes a 304 as a sign of life", async () => {
  const { browser, heard, again, end } = open(pollOne);
  await browser.requests[0].answer(makeMatch(2), { etag: '"e1-2"' });
  end();
  again(); // another connection knows the tag, too
  assert.deepEqual(browser.requests[1].headers, { "If-None-Match": '"e1-2"' });
  await browser.requests[1].answer(null, { status: 304 });
  assert.deepEqual(heard, [
    { t: "snapshot", match: makeMatch(2) },
    { t: "beat", tops: {} },
  ]);
});

test("a list is a snapshot of each match, an empty one a sign of life", async () => {
  const { browser, heard } = open(pollOne);
  await browser.requests[0].answer({ items: [makeMatch(2), makeMatch(5, { id: "n" })] });
  await browser.pass(2_000);
  await browser.requests[1].answer({ items: [] });
  assert.deepEqual(
    heard.map(({ match }) => match?.id),
    ["m", "n", undefined],
  );
});

test("a match that is not there is told as the socket tells it, one of several is passed over", async () => {
  const alone = open(pollOne);
  await alone.browser.requests[0].answer({}, { status: 404 });
  assert.deepEqual(alone.heard, [4404]);
  const { browser, heard } = open((browser) => poll({ urls: () => ["/m", "/n"], everyMs: () => 2_000, browser }));
  await browser.requests[0].answer({}, { status: 404 });
  await browser.requests[1].answer(makeMatch(5, { id: "n" }));
  assert.deepEqual(heard, [{ t: "snapshot", match: makeMatch(5, { id: "n" }) }]);
});

test("an error, no network, and no answer within 10 s end it", async () => {
  const troubles = [
    ({ requests }) => requests[0].answer({}, { status: 503 }),
    ({ requests }) => requests[0].fail(),
    (browser) => browser.pass(10_000),
  ];
  for (const happen of troubles) {
    const { browser, heard } = open(pollOne);
    await happen(browser);
    await browser.pass(0);
    assert.deepEqual(heard, [0]);
    await browser.pass(60_000);
    assert.equal(browser.requests.length, 1);
  }
});

test("polling that was ended asks no more", async () => {
  const { browser, end } = open(pollOne);
  await browser.requests[0].answer(makeMatch(2));
  end();
  await browser.pass(60_000);
  assert.equal(browser.requests.length, 1);
});
