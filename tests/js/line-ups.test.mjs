import assert from "node:assert/strict";
import { test } from "node:test";

import { LineUps } from "../../static/js/line-ups.js";

/** A page with line-ups: what it asks for, and how to scroll, hide the page and let time pass. */
function openPage({ hidden = false, answer = { childNodes: ["new"] } } = {}) {
  const asked = [];
  const timers = [];
  let look;
  let change;
  const body = { replaceChildren: (...nodes) => (body.nodes = nodes) };
  const section = {
    dataset: { url: "/matches/1/line-ups", telling: "lineup substitution" },
    hidden,
    querySelector: () => body,
  };
  globalThis.IntersectionObserver = class {
    constructor(callback) {
      look = (isIntersecting) => callback([{ isIntersecting }]);
    }
    observe() {}
  };
  globalThis.document = { hidden: false, addEventListener: (_, callback) => (change = callback) };
  globalThis.setTimeout = (callback, ms) => timers.push([callback, ms]);
  const load = async (url) => {
    asked.push(url);
    return answer;
  };
  const lineUps = new LineUps(section, { random: () => 0.5, load });
  const pass = async () => {
    for (const [callback] of timers.splice(0)) await callback();
  };
  return { lineUps, section, body, asked, timers, pass, look: (on) => look(on), change: () => change() };
}
const frame = (type, seq) => ({ event: { type }, cursor: `e1-${seq}` });

test("it asks for the cursor of what may have changed line-ups, after a while, once in view", async () => {
  const page = openPage();
  page.lineUps.tell(frame("goal", 5));
  page.lineUps.tell(frame("substitution", 6));
  assert.equal(page.timers.length, 0);
  page.look(true);
  assert.deepEqual(
    page.timers.map(([, ms]) => ms),
    [4000],
  );
  page.lineUps.tell(frame("substitution", 7));
  await page.pass();
  assert.deepEqual(page.asked, ["/matches/1/line-ups?at=e1-7"]);
  assert.deepEqual(page.body.nodes, ["new"]);
  page.look(true);
  assert.equal(page.timers.length, 0);
});

test("a page that nobody looks at asks for nothing until it is looked at", () => {
  const page = openPage();
  page.look(true);
  document.hidden = true;
  page.lineUps.tell(frame("lineup", 3));
  assert.equal(page.timers.length, 0);
  document.hidden = false;
  page.change();
  assert.equal(page.timers.length, 1);
});

test("a section that is not there yet comes with the first line-up", async () => {
  const page = openPage({ hidden: true });
  page.lineUps.tell(frame("lineup", 2));
  await page.pass();
  assert.equal(page.section.hidden, false);
});

test("without line-ups it stays away, and a sport without has no section", async () => {
  const page = openPage({ hidden: true, answer: null });
  page.lineUps.passOver({ cursor: "e1-9" });
  await page.pass();
  assert.equal(page.section.hidden, true);
  assert.doesNotThrow(() => new LineUps(null).tell(frame("lineup", 2)));
});
