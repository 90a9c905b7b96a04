import assert from "node:assert/strict";
import { test } from "node:test";

import { Connection } from "../../../static/js/live/connection.js";
import { MatchReader, takeFrame } from "../../../static/js/live/match-reader.js";
import { FakeBrowser, makeEvent, makeMatch } from "../fake-browser.mjs";

/** A connection of a page that stands at e1-10, to a server whose frames come by `say`. */
const connect = ({ snapshotUrl = "/snapshot" } = {}) => {
  const browser = new FakeBrowser();
  const shown = [];
  const told = [];
  const reader = new MatchReader({
    cursor: "e1-10",
    onSnapshot: (match) => shown.push(match.cursor),
    onEvent: (frame) => shown.push(frame.seq),
  });
  let server;
  const transport = {
    open(handlers) {
      server = handlers;
      return () => told.push("end");
    },
  };
  const connection = new Connection({
    transport,
    take: (frame) => takeFrame(frame, () => reader),
    snapshotUrl,
    onControl: (frame) => told.push(frame.t),
    onData: (frame, isFirst) => told.push([frame.t, isFirst]),
    onFailure: (code) => told.push(code),
    browser,
  });
  const say = (...frames) => {
    for (const frame of frames) server.frame(frame);
  };
  return { browser, connection, say, down: (code) => server.down(code), shown, told };
};

const RESUMED = { t: "resumed", id: "m", cursor: "e1-10", recovered: true };
const beat = (seq) => ({ t: "beat", tops: { m: seq } });

test("data is told of before it is taken, and the first of it as such", () => {
  const { say, shown, told } = connect();
  say({ t: "viewers", counts: {} }, RESUMED, makeEvent(11));
  assert.deepEqual(told, ["viewers", ["resumed", true], ["event", false]]);
  assert.deepEqual(shown, [11]);
});

test("it is open from the first data on", async () => {
  const { browser, connection, say } = connect();
  say({ t: "viewers", counts: {} });
  assert.equal(connection.openMs, null);
  say(beat(10));
  await browser.pass(3_000);
  assert.equal(connection.openMs, 3_000);
});

test("what does not open within 10 s is dead, whatever else it says", async () => {
  const { browser, connection, say } = connect();
  await browser.pass(10_000);
  say({ t: "viewers", counts: {} });
  assert.equal(connection.isDead, false);
  await browser.pass(1);
  assert.equal(connection.isDead, true);
});

test("what is silent for 25 s is dead", async () => {
  const { browser, connection, say } = connect();
  say(RESUMED);
  await browser.pass(20_000);
  say({ t: "viewers", counts: {} });
  await browser.pass(25_000);
  assert.equal(connection.isDead, false);
  await browser.pass(1);
  assert.equal(connection.isDead, true);
});

test("a closed connection hears nothing, not even its end", () => {
  const { connection, say, down, shown, told } = connect();
  connection.close();
  say(RESUMED, makeEvent(11));
  down(1006);
  assert.deepEqual([told, shown], [["end"], []]);
});

for (const [how, first] of [
  ["resumed", RESUMED],
  ["began with a snapshot", { t: "snapshot", match: makeMatch(10) }],
]) {
  test(`a connection that ${how} fails at a gap`, () => {
    const { browser, say, told } = connect();
    say(first, makeEvent(12));
    assert.equal(told.at(-1), 0);
    assert.equal(browser.requests.length, 0);
  });
}

test("a connection that has no snapshot to ask for fails at a gap", () => {
  const { say, told } = connect({ snapshotUrl: null });
  say(makeEvent(12));
  assert.equal(told.at(-1), 0);
});

test("a beat beyond the last event of a connection that resumed is a gap", () => {
  const { say, told } = connect();
  say(RESUMED, beat(11));
  assert.equal(told.at(-1), 0);
});

test("a gap before the first frame is filled by the snapshot, and what came meanwhile follows", async () => {
  const { browser, say, shown, told } = connect();
  say(makeEvent(14), makeEvent(15));
  assert.deepEqual(shown, []);
  await browser.requests[0].answer(makeMatch(13));
  assert.deepEqual(shown, ["e1-13", 14, 15]);
  await browser.pass(0);
  say(makeEvent(16));
  assert.deepEqual(shown, ["e1-13", 14, 15, 16]);
  assert.deepEqual(
    browser.requests.map(({ url }) => url),
    ["/snapshot"],
  );
  assert.ok(!told.includes(0));
});

test("a snapshot that is too old to fill the gap is asked for again a second later", async () => {
  const { browser, say, shown } = connect();
  say(makeEvent(14));
  await browser.requests[0].answer(makeMatch(12));
  await browser.pass(999);
  assert.equal(browser.requests.length, 1);
  await browser.pass(1);
  await browser.requests[1].answer(makeMatch(14));
  await browser.pass(0);
  assert.deepEqual(shown, ["e1-12", "e1-14"]);
  assert.equal(browser.requests.length, 2);
});

test("a snapshot that cannot be had ends the connection", async () => {
  for (const answer of [(request) => request.fail(), (request) => request.answer({}, { status: 503 })]) {
    const { browser, say, told } = connect();
    say(makeEvent(14));
    answer(browser.requests[0]);
    await browser.pass(0);
    assert.equal(told.at(-1), 0);
  }
});

test("a snapshot that comes after the end counts for nothing", async () => {
  for (const answer of [(request) => request.answer(makeMatch(14)), (request) => request.fail()]) {
    const { browser, connection, say, shown, told } = connect();
    say(makeEvent(14));
    connection.close();
    answer(browser.requests[0]);
    await browser.pass(2_000);
    assert.deepEqual([shown, told.at(-1)], [[], "end"]);
  }
});

test("what a beat tells of has a second to come", async () => {
  const { browser, say, shown } = connect();
  say(beat(11));
  await browser.pass(500);
  say(makeEvent(11));
  await browser.pass(1_000);
  assert.deepEqual(shown, [11]);
  assert.equal(browser.requests.length, 0);
});

test("what a beat tells of and does not come is taken from the snapshot", async () => {
  const { browser, say, shown } = connect();
  say(beat(11));
  await browser.pass(1_000);
  await browser.requests[0].answer(makeMatch(11));
  assert.deepEqual(shown, ["e1-11"]);
});
