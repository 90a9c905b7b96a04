import assert from "node:assert/strict";
import { test } from "node:test";

import { applyChanges, MatchReader, takeFrame } from "../../../static/js/live/match-reader.js";
import { makeEvent, makeMatch } from "../fake-browser.mjs";

const makeReader = (place) => {
  const shown = [];
  const reader = new MatchReader({
    ...place,
    onSnapshot: (match) => shown.push(match.cursor),
    onEvent: (frame) => shown.push(frame.seq),
  });
  return { reader, shown };
};

test("the next event is shown, one that was shown is dropped", () => {
  const { reader, shown } = makeReader({ cursor: "e1-2" });
  assert.ok([2, 3, 3, 1, 4].every((seq) => reader.take(makeEvent(seq))));
  assert.deepEqual(shown, [3, 4]);
  assert.equal(reader.cursor, "e1-4");
});

test("an event after a gap is not taken", () => {
  const { reader, shown } = makeReader({ cursor: "e1-9" });
  assert.equal(reader.take(makeEvent(11)), false);
  assert.equal(reader.take(makeEvent(10)), true);
  assert.deepEqual(shown, [10]);
});

test("an event of another epoch is a gap where it is newer, and dropped where it is older", () => {
  const { reader, shown } = makeReader({ cursor: "e2-9" });
  assert.equal(reader.take(makeEvent(10, { epoch: 3 })), false);
  assert.equal(reader.take(makeEvent(10, { epoch: 1 })), true);
  assert.deepEqual(shown, []);
});

test("a snapshot counts where it is newer", () => {
  const { reader, shown } = makeReader({ cursor: "e1-9" });
  for (const seq of [8, 9, 12]) reader.take({ t: "snapshot", match: makeMatch(seq) });
  assert.deepEqual(shown, ["e1-12"]);
});

test("after a jump that was declared, the snapshot counts whatever its cursor, and only the first", () => {
  const { reader, shown } = makeReader({ cursor: "e1-9" });
  reader.take({ t: "resumed", id: "m", recovered: false });
  for (const seq of [5, 4]) reader.take({ t: "snapshot", match: makeMatch(seq) });
  reader.take(makeEvent(6));
  assert.deepEqual(shown, ["e1-5", 6]);
});

test("after a resume without a jump, an older snapshot counts for nothing", () => {
  const { reader, shown } = makeReader({ cursor: "e1-9" });
  reader.take({ t: "resumed", id: "m", recovered: true });
  reader.take({ t: "snapshot", match: makeMatch(5) });
  assert.deepEqual(shown, []);
});

test("a snapshot given at the start has the cursor, and is kept up to date", () => {
  const { reader } = makeReader({ snapshot: makeMatch(2, { score: { home: 0, away: 0 } }) });
  reader.take(makeEvent(3, { changes: { score: { home: 1, away: 0 } } }));
  assert.equal(reader.cursor, "e1-3");
  assert.deepEqual(reader.snapshot.score, { home: 1, away: 0 });
});

test("who forgot the cursor has everything, and starts from the next snapshot", () => {
  const { reader, shown } = makeReader({ cursor: "e1-9" });
  reader.forget();
  assert.ok(reader.reaches(100));
  reader.take({ t: "snapshot", match: makeMatch(4) });
  assert.deepEqual(shown, ["e1-4"]);
});

test("frames of a kind that is not known are passed over", () => {
  const { reader, shown } = makeReader({ cursor: "e1-9" });
  assert.equal(reader.take({ t: "weather", id: "m" }), true);
  assert.deepEqual(shown, []);
});

test("a beat asks each reader whether it has everything", () => {
  const { reader } = makeReader({ cursor: "e1-9" });
  const readerOf = (id) => (id === "m" ? reader : null);
  const takes = (tops) => takeFrame({ t: "beat", tops }, readerOf);
  assert.deepEqual([{}, { m: 9 }, { m: 10 }, { other: 99 }].map(takes), [true, true, false, true]);
});

test("a batch is taken up to the first gap", () => {
  const { reader, shown } = makeReader({ cursor: "e1-1" });
  const events = [makeEvent(2), makeEvent(9, { id: "other" }), makeEvent(4), makeEvent(5)];
  assert.equal(
    takeFrame({ t: "batch", events }, (id) => (id === "m" ? reader : null)),
    false,
  );
  assert.deepEqual(shown, [2]);
});

test("changes replace fields, and incidents by their seq", () => {
  const goal = (seq, player) => ({ seq, player });
  const before = makeMatch(5, {
    status: "live",
    venue: "Lusail",
    incidents: [goal(2, "A"), goal(4, "B"), goal(5, "C")],
  });
  const after = applyChanges(before, {
    status: "ended",
    incidents: [goal(3, "D"), goal(4, "E")],
    incidents_removed: [5],
  });
  assert.deepEqual(
    after,
    makeMatch(5, { status: "ended", venue: "Lusail", incidents: [goal(2, "A"), goal(3, "D"), goal(4, "E")] }),
  );
  assert.equal(before.incidents.length, 3);
});

test("a snapshot without incidents stays without", () => {
  const after = applyChanges(makeMatch(1), { incidents: [{ seq: 2 }], score: { home: 1, away: 0 } });
  assert.deepEqual(after, makeMatch(1, { score: { home: 1, away: 0 } }));
});
