import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { openPage } from "./fake-dom.mjs";

const { root, tell } = openPage();
const WRITTEN_AT = Date.parse("2026-06-11T12:00:00Z");
root.querySelector = () => ({ content: String(WRITTEN_AT / 1000) }); // the page's <meta name="server-time">
let device = 5_000_000; // the device's clock is wrong; what matters is how it moves
let running = 0;
Object.defineProperty(globalThis, "performance", { value: { now: () => running, getEntriesByType: () => [] } });
Date.now = () => device;
const pass = (ms) => {
  running += ms;
  device += ms;
};
const { now, readClock, writeClock } = await import("../../static/js/clock.js");

test("the time is the server's, from when it wrote the page", () => {
  assert.equal(now(), WRITTEN_AT);
  pass(4_000);
  assert.equal(now(), WRITTEN_AT + 4_000);
});

test("a running clock shows what has passed since its anchor", () => {
  const anchor = new Date(now() - 10_000).toISOString();
  const clock = { running: true, anchor, value_ms: 60_000, rate: 1, direction: "up" };
  assert.equal(readClock(clock), 70_000);
  assert.equal(readClock({ ...clock, rate: 60 }), 660_000);
  assert.equal(readClock({ ...clock, direction: "down" }), 50_000);
});

test("a clock that runs down ends at zero", () => {
  const anchor = new Date(now() - 90_000).toISOString();
  assert.equal(readClock({ running: true, anchor, value_ms: 60_000, rate: 1, direction: "down" }), 0);
});

test("a clock stands that does not run, or begins in the future", () => {
  const clock = { running: true, anchor: new Date(now() + 5_000).toISOString(), value_ms: 7, rate: 1, direction: "up" };
  for (const each of [clock, { ...clock, running: false }]) assert.equal(readClock(each), 7);
});

test("what a clock shows is not known where nobody knows since when it runs", () => {
  assert.equal(readClock({ running: true, anchor: null, value_ms: 7, rate: 1, direction: "up" }), null);
});

const { clocks } = JSON.parse(readFileSync(new URL("../golden/display.json", import.meta.url), "utf8"));
for (const { value_ms, text, ...phase } of clocks) {
  test(`a clock of ${value_ms} ms that runs ${phase.direction} reads ${text}, as the server writes it`, () => {
    assert.equal(writeClock(value_ms, phase), text);
  });
}

test("the console's clock has seconds, and those beyond the nominal end by themselves", () => {
  const phase = { begin: 0, end: 2_700_000, direction: "up" };
  assert.equal(writeClock(1_330_000, phase, true), "22:10");
  assert.equal(writeClock(2_790_000, phase, true), "45:00 +1:30");
});

test("a machine that has slept asks the server for its time", async () => {
  const asked = [];
  globalThis.fetch = async (url, { method }) => {
    asked.push([method, url]);
    pass(200);
    return { headers: new Headers({ Date: new Date(WRITTEN_AT + 3_600_000).toUTCString() }) };
  };
  tell("online");
  assert.deepEqual(asked, []);
  device += 3_600_000; // no timer ran
  tell("visibilitychange");
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(asked, [["HEAD", "/healthz"]]);
  assert.equal(now(), WRITTEN_AT + 3_600_000 + 500 + 100); // half a second and half the way there, on average
});
