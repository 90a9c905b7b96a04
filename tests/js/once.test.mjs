import assert from "node:assert/strict";
import { test } from "node:test";

import { openPage } from "./fake-dom.mjs";

const { tell } = openPage();
await import("../../static/js/once.js");

/** How often so many presses send a form. */
const press = (form, times) => {
  let sent = times;
  for (let n = 0; n < times; n += 1) tell("submit", { target: form, preventDefault: () => (sent -= 1) });
  return sent;
};
const makeForm = ({ method = "post", isEntry = false } = {}) => ({ method, matches: () => isEntry });

test("a form is sent once, each for itself", () => {
  assert.deepEqual(
    [makeForm(), makeForm()].map((form) => press(form, 3)),
    [1, 1],
  );
});

test("forms that only ask, and the console's, are sent at every press", () => {
  assert.equal(press(makeForm({ method: "get" }), 2), 2);
  assert.equal(press(makeForm({ isEntry: true }), 2), 2);
});

test("a page that the browser has kept may send again", () => {
  const form = makeForm();
  press(form, 2);
  tell("pageshow");
  assert.equal(press(form, 2), 1);
});
