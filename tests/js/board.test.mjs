import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeElement, openPage } from "./fake-dom.mjs";

const WORDS = {
  play: { scheduled: "upcoming", live: "live", ended: "over", official: "over", abandoned: "off", postponed: "off" },
  phases: { first_half: { label: "First half", begin: 0, end: 2_700_000 }, half_time: { label: "Half-time" } },
  statuses: { ended: "Full time", official: "Full time", postponed: "Postponed", scheduled: "Scheduled" },
  decided: { extra_time: "After extra time" },
  flags: ["card:red"],
  say: { "card:red": "Red card, {player}." },
};
const words = new FakeElement("script", { id: "words", text: JSON.stringify({ football: WORDS }) });
const { timers } = openPage([words]);
const { Board } = await import("../../static/js/board.js");

const say = (detail) => ({ code: "of.a.sport", params: {}, detail });
const slot = (name, children = []) => new FakeElement("span", { dataset: { slot: name } }, children);
const part = (name, text = "") => new FakeElement("span", { dataset: { [name]: "" }, text });
const named = (className, text = "") => new FakeElement("span", { className, text });
const sideSlots = (side, name) => [
  slot(`${side}-score`, [part("points"), part("pens"), part("now")]),
  slot(`${side}-team`, [named("name", ` ${name} `)]),
  slot(`${side}-turn`),
  slot(`${side}-reds`, [part("count"), named("visually-hidden")]),
];

/** The board of a match with these fields, on a page of its own. */
const makeBoard = (fields = {}, slots = ["note", "aggregate"]) => {
  const state = {
    status: "live",
    phase: "first_half",
    score: { home: 0, away: 0 },
    flagged: { home: [], away: [] },
    ...fields,
  };
  const dataset = { match: "m", cursor: "e1-2", words: "football", state: JSON.stringify(state) };
  const children = [
    ...sideSlots("home", "Argentina"),
    ...sideSlots("away", "France"),
    ...["state", ...slots].map((name) => slot(name)),
  ];
  return new Board(new FakeElement("header", { dataset }, children));
};
const textOf = (board, name, inner) => (inner ? board.slots[name].querySelector(inner) : board.slots[name]).textContent;

test("it draws what has changed, and keeps the rest", () => {
  const board = makeBoard();
  board.apply({ score: { home: 1, away: 0 } });
  board.apply({ turn: "away", points: { home: "40", away: "AD" }, venue: "Lusail" });
  assert.deepEqual(
    ["home", "away"].map((side) => textOf(board, `${side}-score`, "[data-points]")),
    ["1", "0"],
  );
  assert.equal(textOf(board, "away-score", "[data-now]"), "AD");
  assert.deepEqual(
    ["home", "away"].map((side) => board.slots[`${side}-turn`].hidden),
    [true, false],
  );
  assert.equal("venue" in board.data, false);
});

test("a score that changes is marked, the first one is not", () => {
  const board = makeBoard();
  board.apply({});
  assert.equal(board.slots["home-score"].classList.contains("changed"), false);
  board.apply({ score: { home: 1, away: 0 } });
  assert.equal(board.slots["home-score"].classList.contains("changed"), true);
  assert.equal(board.slots["away-score"].classList.contains("changed"), false);
  timers.at(-1)();
  assert.equal(board.slots["home-score"].classList.contains("changed"), false);
});

test("before a match there is no score, and after one the winner and the shootout are shown", () => {
  const board = makeBoard({ status: "scheduled" });
  board.apply({});
  assert.equal(textOf(board, "home-score", "[data-points]"), "");
  board.apply({ status: "ended", score: { home: 3, away: 3 }, shootout: { home: 4, away: 2 }, winner: "home" });
  assert.equal(textOf(board, "home-score", "[data-pens]"), "(4)");
  assert.deepEqual(
    ["home", "away"].map((side) => board.slots[`${side}-team`].dataset.won),
    ["true", "false"],
  );
  assert.equal(board.element.dataset.play, "over");
});

test("what is written in place of numbers is shown", () => {
  const board = makeBoard();
  board.apply({ shown: { home: "412/7d", away: "183" } });
  assert.equal(textOf(board, "home-score", "[data-points]"), "412/7d");
  assert.equal(board.scoreText, "Argentina 412/7d, France 183");
});

test("sendings-off are counted once each, and no longer when they are cancelled, amended or removed", () => {
  const board = makeBoard({ flagged: { home: [4], away: [] } });
  const card = (seq, fields = {}) => ({
    seq,
    side: "home",
    player: "Ada",
    kind: "card",
    detail: "red",
    confirmation: "confirmed",
    ...fields,
  });
  const reds = () => [board.slots["home-reds"].hidden, textOf(board, "home-reds", "[data-count]")];
  board.apply({ incidents: [card(7), card(7), card(8, { detail: "yellow" })] });
  assert.deepEqual(reds(), [false, "2"]);
  assert.equal(textOf(board, "home-reds", ".visually-hidden"), "sent off: 2");
  board.apply({ incidents: [card(7, { confirmation: "cancelled" })] });
  assert.deepEqual(reds(), [false, "1"]);
  board.apply({ incidents: [card(4, { side: "away" })] });
  assert.deepEqual([board.data.flagged.home, board.data.flagged.away], [[], [4]]);
  board.apply({ incidents_removed: [4] });
  assert.deepEqual([reds()[0], board.data.flagged.away], [true, []]);
});

test("the state is the clock while it runs, else the phase, how it was decided, or the status", () => {
  const clock = { running: false, value_ms: 1_330_000, anchor: null, rate: 1, direction: "up" };
  for (const [fields, text] of [
    [{ clock: { ...clock, running: true, anchor: "2999-01-01T00:00:00Z" } }, "23’"],
    [{ clock }, "First half"],
    [{ phase: "half_time" }, "Half-time"],
    [{ status: "ended", decided_by: "extra_time" }, "After extra time"],
    [{ status: "official", decided_by: "regulation" }, "Full time"],
    [{ status: "postponed" }, "Postponed"],
    [{ status: "scheduled" }, "Scheduled"],
  ]) {
    assert.equal(textOf(makeBoard(fields), "state"), text);
  }
});

test("where the time of a match to come stands, the state says nothing", () => {
  const board = makeBoard({ status: "scheduled" }, ["kick-off"]);
  board.apply({});
  assert.deepEqual([textOf(board, "state"), board.slots["kick-off"].hidden], ["", false]);
  board.apply({ status: "live" });
  assert.equal(board.slots["kick-off"].hidden, true);
});

test("the note says how it stands while it is live, and how it ended", () => {
  const board = makeBoard({ situation: say("2 out, runner on second"), summary: null });
  board.apply({});
  assert.deepEqual([textOf(board, "note"), board.slots.note.hidden], ["2 out, runner on second", false]);
  board.apply({ status: "ended" });
  assert.equal(board.slots.note.hidden, true);
  board.apply({ summary: say("Australia won by 6 wickets") });
  assert.deepEqual([textOf(board, "note"), board.slots.note.hidden], ["Australia won by 6 wickets", false]);
});

test("the score of both legs is shown", () => {
  const board = makeBoard();
  board.apply({ aggregate: { home: 3, away: 2 } });
  assert.equal(textOf(board, "aggregate"), "3–2 on aggregate");
});
