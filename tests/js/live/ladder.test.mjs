import assert from "node:assert/strict";
import { test } from "node:test";

import { Ladder } from "../../../static/js/live/ladder.js";

const makeLadder = (chance = 0.5) => {
  const ladder = new Ladder({ names: ["websocket", "sse", "poll"], random: () => ladder.chance });
  ladder.chance = chance;
  return ladder;
};

test("two failures to open lead to the next transport, and after the last to the first", () => {
  const ladder = makeLadder();
  const tried = [1, 2, 3, 4, 5, 6, 7].map(() => {
    const { name } = ladder;
    ladder.failed(null);
    return name;
  });
  assert.deepEqual(tried, ["websocket", "websocket", "sse", "sse", "poll", "poll", "websocket"]);
});

test("a connection that was open stays on its transport, and counts no failures before it", () => {
  const ladder = makeLadder();
  ladder.failed(null);
  ladder.opened();
  for (const openMs of [1, 100, 10_000]) ladder.failed(openMs);
  ladder.failed(null);
  assert.equal(ladder.name, "websocket");
});

test("waits are random below a bound that doubles up to 30 s", () => {
  const [shortest, longest] = [makeLadder(0), makeLadder(1)];
  assert.deepEqual(
    Array.from({ length: 9 }, () => longest.failed(1)),
    [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000],
  );
  assert.equal(shortest.failed(1), 0);
});

test("a connection that was good for more than 5 s begins the waits anew", () => {
  const ladder = makeLadder(1);
  ladder.failed(5_000);
  assert.equal(ladder.failed(5_000), 1_000);
  assert.equal(ladder.failed(5_001), 500);
});

test("the wait that the server asked for counts once", () => {
  const ladder = makeLadder(1);
  ladder.waitMs = 7_000;
  assert.equal(ladder.failed(60_000), 7_000);
  assert.equal(ladder.failed(1), 1_000);
});

test("a server that asks for no wait gets none", () => {
  const ladder = makeLadder(1);
  ladder.waitMs = 0;
  assert.equal(ladder.failed(60_000), 0);
});

test("from a lower transport it climbs after 10 s, to the best", () => {
  const ladder = makeLadder();
  ladder.shed("poll");
  ladder.climbMs = 10_000;
  ladder.opened();
  assert.equal(ladder.climb(null), false);
  assert.equal(ladder.climb(10_000), false);
  assert.equal(ladder.climb(10_001), true);
  assert.equal(ladder.name, "websocket");
});

test("from the best transport there is nowhere to climb", () => {
  assert.equal(makeLadder().climb(1_000_000), false);
});

test("a climb that fails tries each transport once, down to the one that worked", () => {
  const ladder = makeLadder();
  ladder.shed("poll");
  ladder.climb(1_000_000);
  ladder.failed(null);
  assert.equal(ladder.name, "sse");
  ladder.failed(null);
  assert.equal(ladder.name, "poll");
  ladder.opened();
  assert.equal(ladder.failures, 0);
});

test("climbs become rarer, from 1.5 to 2.5 times the time before, up to 5 minutes", () => {
  for (const [chance, climbMs] of [
    [0, 15_000],
    [1, 25_000],
  ]) {
    const ladder = makeLadder(chance);
    ladder.rung = 2;
    ladder.climb(10_001);
    assert.equal(ladder.climbMs, climbMs);
  }
  const ladder = makeLadder(1);
  for (let n = 0; n < 20; n += 1) {
    ladder.rung = 2;
    ladder.climb(1_000_000);
  }
  assert.equal(ladder.climbMs, 300_000);
});

test("a climb that succeeds makes the next one as soon as the first", () => {
  const ladder = makeLadder(1);
  ladder.rung = 2;
  ladder.climb(10_001);
  ladder.opened();
  assert.equal(ladder.climbMs, 10_000);
});

test("a full server's word leads down within half a second, and up again in about a minute", () => {
  for (const [chance, waitMs, climbMs] of [
    [0, 0, 45_000],
    [1, 500, 75_000],
  ]) {
    const ladder = makeLadder(chance);
    assert.equal(ladder.shed("sse"), waitMs);
    assert.equal(ladder.name, "sse");
    assert.equal(ladder.climbMs, climbMs);
  }
});

test("a full server that was tried in vain is tried ever more rarely", () => {
  const ladder = makeLadder(0.5);
  ladder.shed("poll");
  ladder.climb(60_001);
  ladder.shed("poll");
  assert.equal(ladder.climbMs, 240_000);
  ladder.climb(240_001);
  ladder.shed("poll");
  assert.equal(ladder.climbMs, 300_000);
});

test("a full server's word leads never up, nor to a transport that there is none of", () => {
  const ladder = makeLadder();
  ladder.shed("poll");
  for (const name of ["websocket", "poll", "pigeon"]) assert.equal(ladder.shed(name), null);
  assert.equal(ladder.name, "poll");
});
