import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeElement, openPage } from "./fake-dom.mjs";

const region = new FakeElement("div", { dataset: { announcer: "" } });
const { timers } = openPage([region]);
const { announce } = await import("../../static/js/announce.js");

const BOARD = {
  words: {
    say: {
      goal: "Goal, {team}, {player}, {minute}. {score}.",
      "goal:own_goal": "Own goal for {team}, {minute}. {score}.",
      half_time: "Half-time. {score}.",
    },
  },
  names: { home: "Argentina", away: "France" },
  scoreText: "Argentina 1, France 0",
};
const goal = (fields = {}) => ({ kind: "goal", side: "home", player: "Lionel Messi", minute: "23", ...fields });

/** All that is told of these incidents, in turn. */
const listen = (...incidents) => {
  region.textContent = "";
  announce(BOARD, incidents);
  const told = [];
  while (region.textContent && told.at(-1) !== region.textContent) {
    told.push(region.textContent);
    timers.at(-1)();
  }
  timers.at(-1)(); // nothing waits: the next one is told at once
  return told;
};

test("a goal is told with its scorer, minute and score", () => {
  assert.deepEqual(listen(goal()), ["Goal, Argentina, Lionel Messi, 23rd minute. Argentina 1, France 0."]);
});

test("minutes are read as ordinals, stoppage time by its parts, clocks as they are", () => {
  for (const [minute, text] of [
    ["1", "1st minute"],
    ["2", "2nd minute"],
    ["11", "11th minute"],
    ["45+2", "minute 45 plus 2"],
    ["7:05", "7:05"],
    ["9.3", "9.3"],
  ]) {
    assert.deepEqual(listen(goal({ minute, player: "A" })), [`Goal, Argentina, A, ${text}. Argentina 1, France 0.`]);
  }
});

test("what is not known leaves no comma behind", () => {
  assert.deepEqual(listen(goal({ player: null, minute: null })), ["Goal, Argentina. Argentina 1, France 0."]);
});

test("a detail has its own words, a kind without any is not told", () => {
  const told = listen(goal({ detail: "own_goal" }), { kind: "throw_in", side: "home" });
  assert.deepEqual(told, ["Own goal for Argentina, 23rd minute. Argentina 1, France 0."]);
});

test("what is taken back is told with its reason", () => {
  const [told] = listen(goal({ confirmation: "cancelled", reason: "offside" }));
  assert.ok(told.startsWith("Cancelled: Goal, Argentina"));
  assert.ok(told.endsWith(" offside."));
});

test("several are told one after the other", () => {
  const told = listen(goal(), { kind: "half_time" });
  assert.deepEqual(
    told.map((text) => text.split(/[,.]/)[0]),
    ["Goal", "Half-time"],
  );
});
