// What the server and these scripts show alike: states, the order of incidents, sendings-off, a match by its frames.
// tests/golden has the files; tests/web/test_display.py holds the server to them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { FakeElement, openPage } from "./fake-dom.mjs";

const read = (name) => JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), "utf8"));
const { states, incidents, courses, scores } = read("display");
const matches = Object.fromEntries(read("matches").map((match) => [match.sport, match]));
const FIELDS = ["status", "phase", "decided_by", "clock", "score", "shown", "points", "turn", "situation", "summary"];

const words = Object.fromEntries(Object.values(matches).map(({ sport, words }) => [sport, words]));
const keys = [...new Set(Object.values(words).flatMap(({ say }) => Object.keys(say)))];
const template = (key) => {
  const entry = new FakeElement("li", { dataset: { kind: key.split(":")[0] } });
  return new FakeElement("template", { dataset: { incident: key }, content: { firstElementChild: entry } });
};
openPage([new FakeElement("script", { id: "words", text: JSON.stringify(words) }), ...keys.map(template)]);
const { Board } = await import("../../static/js/board.js");
const { formatCourse } = await import("../../static/js/course.js");
const { runScores, Timeline } = await import("../../static/js/timeline.js");

const slot = (name, children = []) => new FakeElement("span", { dataset: { slot: name } }, children);
const part = (name) => new FakeElement("span", { dataset: { [name]: "" } });
const side = (name) => [
  slot(`${name}-score`, [part("points"), part("pens")]),
  slot(`${name}-team`, [new FakeElement("span", { className: "name" })]),
  slot(`${name}-reds`, [part("count"), new FakeElement("span", { className: "visually-hidden" })]),
];

/** The board of a match whose page was written with these fields, and where its sport's words are. */
const makeBoard = (sport, fields) => {
  const state = { score: { home: 0, away: 0 }, flagged: { home: [], away: [] }, ...fields };
  const dataset = { match: "m1", cursor: "e1-1", words: sport, state: JSON.stringify(state) };
  const slots = [...side("home"), ...side("away"), slot("state"), slot("kick-off"), slot("note")];
  return new Board(new FakeElement("header", { dataset }, slots));
};
const makeTimeline = (board) => new Timeline(new FakeElement("ol", { dataset: { newest: "last" } }), board);
const seqs = ({ list }) => list.children.map(({ dataset }) => Number(dataset.seq));

/** Make it that instant on the page's clock, and let no time pass. */
const at = (instant) => {
  const written = now() - performance.now();
  const value = { now: () => Date.parse(instant) - written };
  Object.defineProperty(globalThis, "performance", { value, configurable: true });
};
const { now } = await import("../../static/js/clock.js");

for (const { sport, now: instant, data, text } of states) {
  test(`a state: ${text} (${sport}, ${data.status})`, () => {
    at(instant);
    assert.equal(makeBoard(sport, data).stateText(), text);
  });
}

for (const { what, sport, incidents: shown, order, sent_off } of incidents) {
  test(`incidents: ${what}`, () => {
    const board = makeBoard(sport, { status: "live", phase: "not_started", clock: null });
    board.apply({ incidents: shown });
    const timeline = makeTimeline(board);
    timeline.apply({ incidents: shown });
    assert.deepEqual(seqs(timeline), order);
    assert.deepEqual(board.data.flagged, sent_off);
  });
}

for (const { sport, data, text } of courses) {
  test(`why it stands so: ${text} (${sport}, ${data.status})`, () => {
    assert.equal(formatCourse(data, words[sport], { home: "Argentina", away: "France" }), text);
  });
}

for (const { what, incidents: shown, running } of scores) {
  test(`running scores: ${what}`, () => {
    const scored = shown.filter(({ score }) => score).map(({ seq, score }) => ({ seq, ...score }));
    assert.deepEqual(Object.fromEntries(runScores(scored)), running);
  });
}

for (const { sport, first, frames, last, sent_off, order } of Object.values(matches)) {
  test(`${sport}: changes lead from the first snapshot to the last`, () => {
    const board = makeBoard(sport, first);
    const timeline = makeTimeline(board);
    timeline.reset(first.incidents);
    for (const { now: instant, changes, state } of frames) {
      at(instant);
      board.apply(changes);
      timeline.apply(changes);
      assert.equal(board.stateText(), state);
    }
    for (const field of FIELDS) assert.deepEqual(board.data[field], last[field], field);
    const sorted = (seqs) => [...seqs].sort((one, other) => one - other);
    for (const name of ["home", "away"]) assert.deepEqual(sorted(board.data.flagged[name]), sorted(sent_off[name]));
    assert.deepEqual(seqs(timeline), order);
  });
}
