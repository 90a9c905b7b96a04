import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { drawLineScore } from "../../static/js/line-score.js";
import { FakeElement, openPage } from "./fake-dom.mjs";

openPage();

const WORDS = { period_labels: { quarter: "Q", overtime: "OT", final: "F", hits: "H" }, total: "T" };
const makeTable = () => {
  const rows = ["", "ARG", "FRA"].map((text) => new FakeElement("tr", {}, [new FakeElement("th", { text })]));
  return new FakeElement("div", {}, rows);
};
const read = (table) => table.children.map((row) => row.cells.map(({ textContent }) => textContent).slice(1));
const quarter = (number, home, away, fields = {}) => ({ name: `quarter_${number}`, home, away, ...fields });
const data = (fields) => ({ periods: [], totals: [], score: { home: 0, away: 0 }, shown: null, ...fields });

test("a column a period, then the total, then what else is counted", () => {
  const table = makeTable();
  const periods = [quarter(1, 20, 18), quarter(2, 25, 30), { name: "overtime_1", home: 5, away: 4 }];
  const totals = [{ name: "hits", home: 7, away: 9 }];
  drawLineScore(table, data({ periods, totals, score: { home: 50, away: 52 } }), WORDS, true);
  assert.deepEqual(read(table), [
    ["Q1", "Q2", "OT1", "T", "H"],
    ["20", "25", "5", "50", "7"],
    ["18", "30", "4", "52", "9"],
  ]);
  const marked = table.children[1].cells.filter(({ className }) => className === "total");
  assert.deepEqual(
    marked.map(({ textContent }) => textContent),
    ["50"],
  );
  assert.equal(table.children[0].cells[1].scope, "col");
});

test("what is written in place of numbers is shown", () => {
  const table = makeTable();
  const periods = [quarter(1, 7, 6, { shown: { home: "7", away: "6(5)" } })];
  drawLineScore(table, data({ periods, shown: { home: "412/7d", away: "183" } }), WORDS, true);
  assert.deepEqual(read(table), [
    ["Q1", "T"],
    ["7", "412/7d"],
    ["6(5)", "183"],
  ]);
});

test("columns come and go", () => {
  const table = makeTable();
  drawLineScore(table, data({ periods: [quarter(1, 1, 1), quarter(2, 2, 2)] }), WORDS, true);
  drawLineScore(table, data({ periods: [quarter(1, 3, 1)] }), WORDS, true);
  assert.deepEqual(read(table), [
    ["Q1", "T"],
    ["3", "0"],
    ["1", "0"],
  ]);
  assert.equal(table.children[0].cells[2].className, "total");
});

test("it is hidden before the first period, and where there is no score", () => {
  const table = makeTable();
  for (const [periods, hasScore, hidden] of [
    [[], true, true],
    [[quarter(1, 0, 0)], false, true],
    [[quarter(1, 0, 0)], true, false],
  ]) {
    drawLineScore(table, data({ periods }), WORDS, hasScore);
    assert.equal(table.hidden, hidden);
  }
});

test("periods are headed as the server heads them", () => {
  const { period_labels: periods, labels } = JSON.parse(
    readFileSync(new URL("../golden/display.json", import.meta.url), "utf8"),
  );
  const table = makeTable();
  drawLineScore(
    table,
    data({ periods: periods.map(({ name }) => ({ name, home: 0, away: 0 })) }),
    { period_labels: labels, total: "T" },
    true,
  );
  assert.deepEqual(read(table)[0], [...periods.map(({ text }) => text), "T"]);
});
