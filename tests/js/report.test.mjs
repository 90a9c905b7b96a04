import assert from "node:assert/strict";
import { test } from "node:test";

import { makeReport } from "../../static/js/report.js";
import { openPage } from "./fake-dom.mjs";

const { tell } = openPage();
const beacons = [];
Object.defineProperty(globalThis, "navigator", {
  value: { sendBeacon: (url, body) => beacons.push([url, JSON.parse(body)]) },
});
Date.now = () => Date.parse("2026-06-11T12:00:01Z");

/** What a page tells as it is left, after `use(report)`. */
const tellOf = (use, sample = 1) => {
  beacons.length = 0;
  const report = makeReport({ cursor: "e1-2", sample });
  use(report);
  tell("pagehide");
  return beacons.map(([, body]) => body);
};
const event = (seq, recorded_at = "2026-06-11T12:00:00.960Z") => ({ seq, event: { recorded_at } });

test("it tells what was shown, how soon, what was jumped and what came twice", () => {
  const [body] = tellOf((report) => {
    for (const seq of [3, 4, 4]) report.event(event(seq));
    report.snapshot({ cursor: "e1-9" });
    report.event(event(10));
    report.transport("sse");
  });
  assert.deepEqual(body, {
    transport: "sse",
    first: 2,
    last: 10,
    shown: 3,
    jumped: 5,
    doubled: 1,
    latencies_ms: [40, 40, 40],
  });
  assert.equal(beacons[0][0], "/api/v1/reports");
});

test("of another epoch it begins anew", () => {
  const [body] = tellOf((report) => {
    report.event(event(3));
    report.snapshot({ cursor: "e2-1" });
    report.event(event(2));
    report.event(event(3));
  });
  assert.deepEqual([body.first, body.last, body.shown, body.jumped], [1, 3, 2, 0]);
});

test("at most 50 latencies are told, each within bounds", () => {
  const [body] = tellOf((report) => {
    for (let seq = 3; seq < 63; seq += 1)
      report.event(event(seq, seq % 2 ? "2020-01-01T00:00:00Z" : "2030-01-01T00:00:00Z"));
  });
  assert.equal(body.shown, 60);
  assert.deepEqual(body.latencies_ms.slice(0, 2), [3_600_000, -60_000]);
  assert.equal(body.latencies_ms.length, 50);
});

test("where nothing happened nothing is told, nor by a page that is not of the sample", () => {
  assert.deepEqual(
    tellOf(() => {}),
    [],
  );
  assert.deepEqual(
    tellOf((report) => report.event(event(3)), 0),
    [],
  );
});
