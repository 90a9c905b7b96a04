import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeElement, openPage } from "./fake-dom.mjs";

const star = new FakeElement("button", { dataset: { star: "m" } });
const { tell, stored } = openPage([star]);
stored.set("starred", '["m"]');
const { isStarred } = await import("../../static/js/stars.js");
const press = (id) => tell("click", { target: { closest: () => (id ? { dataset: { star: id } } : null) } });

test("stars of before are shown", () => {
  assert.equal(star.attributes["aria-pressed"], "true");
  assert.deepEqual([isStarred("m"), isStarred("n")], [true, false]);
});

test("a press takes a star away, another gives it back", () => {
  press("m");
  assert.deepEqual([isStarred("m"), star.attributes["aria-pressed"]], [false, "false"]);
  press("m");
  assert.deepEqual([isStarred("m"), star.attributes["aria-pressed"]], [true, "true"]);
});

test("a click elsewhere changes nothing", () => {
  press(null);
  assert.equal(isStarred("m"), true);
});

test("the newest 500 are kept", () => {
  for (let n = 0; n < 501; n += 1) press(`m${n}`);
  assert.deepEqual([isStarred("m"), isStarred("m0"), isStarred("m1"), isStarred("m500")], [false, false, true, true]);
});

test("what is no list counts as none", () => {
  stored.set("starred", "{");
  assert.equal(isStarred("m1"), false);
});
