import assert from "node:assert/strict";
import { test } from "node:test";

import { showFreshness } from "../../static/js/freshness.js";

const makeElement = () => ({
  dataset: {
    state: "live",
    textLive: "{live} live now",
    textStale: "Last update {age} ago",
    textOffline: "Offline: this is how it stood {age} ago",
    textOver: "3 matches",
  },
  textContent: "as the server wrote it",
});
const show = (status, live = 2) => {
  const element = makeElement();
  showFreshness(element, { ageMs: null, ...status }, live);
  return [element.dataset.state, element.textContent];
};

test("while all is well it says how many are live", () => {
  assert.deepEqual(show({ state: "live", ageMs: 900 }), ["live", "2 live now"]);
  assert.deepEqual(show({ state: "live", ageMs: 900 }, 0), ["over", "3 matches"]);
});

test("a connection that is back within five seconds is not worth a word", () => {
  assert.deepEqual(show({ state: "retrying", ageMs: 5_000 }), ["live", "2 live now"]);
  assert.deepEqual(show({ state: "retrying", ageMs: 5_001 }), ["stale", "Last update 5 s ago"]);
});

test("the age is told in seconds up to two minutes, then in minutes", () => {
  for (const [ageMs, text] of [
    [119_000, "119 s"],
    [119_600, "2 min"],
    [600_000, "10 min"],
  ]) {
    assert.equal(show({ state: "retrying", ageMs })[1], `Last update ${text} ago`);
  }
});

test("without a network it says so, from the first second on", () => {
  assert.deepEqual(show({ state: "offline", ageMs: 100 }), ["offline", "Offline: this is how it stood 1 s ago"]);
});

test("before the first word the server's own words stand", () => {
  assert.deepEqual(show({ state: "connecting" }), ["live", "as the server wrote it"]);
});

test("a page without a place for it does without", () => {
  showFreshness(null, { state: "live", ageMs: 1 }, 1);
});
