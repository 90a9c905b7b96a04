import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeElement, openPage } from "./fake-dom.mjs";

/** A <template> of a kind: its entry has the slots that are filled. */
const template = (key) => {
  const slots = ["minute", "player", "team", "reason", "related"].map((name) => {
    return new FakeElement("span", { dataset: { slot: name, ...(name === "team" ? { prefix: ", " } : {}) } });
  });
  const from = key === "set" ? "detail" : "score";
  slots.push(new FakeElement("span", { dataset: { slot: "running", from, prefix: "" } }));
  slots.push(new FakeElement("span", { dataset: { slot: "ended" } }));
  slots.push(new FakeElement("span", { className: "label", text: key === "set" ? "Set" : `Label of ${key}` }));
  const entry = new FakeElement("li", { className: "incident", dataset: { kind: key.split(":")[0] } }, slots);
  return new FakeElement("template", { dataset: { incident: key }, content: { firstElementChild: entry } });
};
const KINDS = ["goal", "goal:penalty", "period_start", "period_end", "set", "card"];
const nothing = new FakeElement("p", { dataset: { noIncidents: "" } });
openPage([...KINDS.map(template), nothing]);
const { Timeline } = await import("../../static/js/timeline.js");

const makeTimeline = ({ newest = "last", down = false } = {}) => {
  const phases = { first_half: { order: 1 }, second_half: { order: 2 }, break: { order: 3, floats: true } };
  const board = { words: { phases, counts_down: down }, names: { home: "Argentina", away: "France" } };
  return new Timeline(new FakeElement("ol", { dataset: { newest } }), board);
};
const goal = (seq, clock_ms, fields = {}) => {
  return { seq, clock_ms, kind: "goal", side: "home", period: "first_half", confirmation: "confirmed", ...fields };
};
const seqs = ({ list }) => list.children.map(({ dataset }) => Number(dataset.seq));
const textOf = (timeline, seq, slot) => timeline.find(seq).querySelector(`[data-slot="${slot}"]`).textContent;

const PLAY = [
  { seq: 2, kind: "period_start", period: "first_half", confirmation: "confirmed" },
  goal(3, 600_000),
  goal(5, 60_000), // entered late
  { seq: 4, kind: "period_end", period: "first_half", confirmation: "confirmed" },
  goal(6, 2_700_000, { period: "second_half" }),
];

test("entries stand in the order of play, whatever the order of entering", () => {
  const timeline = makeTimeline();
  timeline.reset(PLAY);
  assert.deepEqual(seqs(timeline), [2, 5, 3, 4, 6]);
});

test("the newest stand first while the match is live", () => {
  const timeline = makeTimeline({ newest: "first" });
  timeline.apply({ incidents: PLAY });
  assert.deepEqual(seqs(timeline), [6, 4, 3, 5, 2]);
});

test("where the clock runs down, less time left is later", () => {
  const timeline = makeTimeline({ down: true });
  timeline.reset([goal(2, 60_000), goal(3, 600_000), goal(4, 60_000)]);
  assert.deepEqual(seqs(timeline), [3, 2, 4]);
});

test("one whose minute is not known stands at its period's end", () => {
  const timeline = makeTimeline();
  timeline.reset([goal(2, null), goal(3, 600_000), PLAY[3]]);
  assert.deepEqual(seqs(timeline), [3, 2, 4]);
});

test("an entry is replaced by its seq, and removed", () => {
  const timeline = makeTimeline();
  timeline.reset([goal(2, 60_000), goal(3, 120_000)]);
  timeline.apply({ incidents: [goal(2, 180_000)] });
  assert.deepEqual(seqs(timeline), [3, 2]);
  timeline.apply({ incidents_removed: [3, 99] });
  assert.deepEqual(seqs(timeline), [2]);
});

test("what is new is marked, a snapshot's entries are not", () => {
  const timeline = makeTimeline();
  timeline.reset([goal(2, 60_000)]);
  timeline.apply({ incidents: [goal(3, 120_000)] });
  assert.deepEqual(
    timeline.list.children.map(({ className }) => className),
    ["incident", "incident fresh"],
  );
});

test("an entry's slots are filled", () => {
  const timeline = makeTimeline();
  timeline.reset([
    goal(2, 60_000, { detail: "penalty", minute: "45+2", player: "Lionel Messi", score: { home: 1, away: 0 } }),
  ]);
  const texts = ["minute", "player", "team", "running", "reason", "related"].map((slot) => textOf(timeline, 2, slot));
  assert.deepEqual(texts, ["45+2’", "Lionel Messi", ", Argentina", "1–0", "", ""]);
});

test("a goal that is entered late changes the running scores after it", () => {
  const timeline = makeTimeline({ newest: "first" });
  timeline.reset([goal(2, 60_000, { score: { home: 1, away: 0 } }), goal(3, 900_000, { score: { home: 2, away: 0 } })]);
  timeline.apply({ incidents: [goal(4, 600_000, { side: "away", score: { home: 2, away: 1 } })] });
  assert.deepEqual(
    [2, 4, 3].map((seq) => textOf(timeline, seq, "running")),
    ["1–0", "1–1", "2–1"],
  );
});

test("what was over by an entry is said with its own words, and a set's score once", () => {
  const timeline = makeTimeline();
  const ended = { kind: "set", side: "away", detail: "21–25" };
  timeline.reset([
    { seq: 2, kind: "card", side: "home", confirmation: "confirmed", score: { home: 0, away: 1 }, ended },
    goal(3, 60_000, { score: { home: 1, away: 1 }, shown: "24/1", ended: { kind: "period_end" } }),
  ]);
  assert.equal(textOf(timeline, 2, "ended"), "Set, France 21–25");
  assert.equal(textOf(timeline, 2, "running"), "");
  assert.equal(textOf(timeline, 3, "ended"), "Label of period_end");
  assert.equal(textOf(timeline, 3, "running"), "24/1");
});

test("what happened in a break stands between the periods, whatever comes after", () => {
  const timeline = makeTimeline();
  timeline.apply({ incidents: PLAY.slice(0, 4) });
  const inBreak = { seq: 6, kind: "card", side: "home", period: "break", confirmation: "confirmed" };
  timeline.apply({ incidents: [inBreak] });
  timeline.apply({ incidents: [goal(7, 2_700_000, { period: "second_half" })] });
  assert.deepEqual(seqs(timeline), [2, 5, 3, 4, 6, 7]);
});

test("balls of an innings are no minutes", () => {
  const timeline = makeTimeline();
  timeline.reset([goal(2, null, { minute: "63" })]);
  assert.equal(textOf(timeline, 2, "minute"), "63");
});

test("a clock as minute is written as it is", () => {
  const timeline = makeTimeline();
  timeline.reset([goal(2, 60_000, { minute: "7:05" })]);
  assert.equal(textOf(timeline, 2, "minute"), "7:05");
});

test("what was taken back, or is under review, says so", () => {
  const timeline = makeTimeline();
  timeline.reset([goal(2, 1, { confirmation: "cancelled", reason: "offside" }), goal(3, 2, { confirmation: "tbd" })]);
  assert.deepEqual(
    [2, 3].map((seq) => textOf(timeline, seq, "reason")),
    ["Cancelled: offside", "Under review"],
  );
});

test("what concerns neither side stands in the middle, a kind without a template is not shown", () => {
  const timeline = makeTimeline();
  timeline.reset([PLAY[0], { seq: 9, kind: "throw_in", side: "home", confirmation: "confirmed" }]);
  assert.deepEqual(seqs(timeline), [2]);
  assert.ok(timeline.list.children[0].classList.contains("shift"));
});

test("that nothing has happened is said until something does", () => {
  const timeline = makeTimeline();
  timeline.reset([]);
  assert.equal(nothing.hidden, false);
  timeline.apply({ incidents: [goal(2, 1)] });
  assert.equal(nothing.hidden, true);
});
