// A match, alive: its score, its clock, what happens.

import { announce } from "./announce.js";
import { Board } from "./board.js";
import { formatCourse } from "./course.js";
import { showFreshness } from "./freshness.js";
import { drawLineScore } from "./line-score.js";
import { LineUps } from "./line-ups.js";
import { watch } from "./live.js";
import { tell } from "./news.js";
import { makeReport } from "./report.js";
import { Timeline } from "./timeline.js";
import { localise } from "./times.js";

const board = new Board(document.querySelector("[data-board]"));
const timeline = new Timeline(document.querySelector("[data-timeline]"), board);
const lineScore = document.querySelector("[data-line-score]");
const course = document.querySelector("[data-course]");
const record = document.querySelector("[data-fact=record]");
const freshness = document.querySelector("[data-freshness]");
const viewers = document.querySelector("[data-viewers]");
const lineUps = new LineUps(document.querySelector("[data-line-ups]"));
const report = makeReport({ cursor: board.cursor, sample: Number(viewers.dataset.sample) });
let seq = Number(board.cursor.split("-")[1]);
const counted = result();

/** What form and tables count of the match; "" before it is over. */
function result() {
  const { score, shootout, winner, advances } = board.data;
  return board.play === "over" ? JSON.stringify([score, shootout, winner, advances]) : "";
}

/** What follows from the board and the log: the line score, why it stands so, the page's title, what is out of date.
 *
 * `recordedAt`: of the last entry, where that is known.
 */
function follow(recordedAt = null) {
  if (lineScore) drawLineScore(lineScore, board.data, board.words, board.hasScore);
  course.textContent = formatCourse(board.data, board.words, board.names);
  const { home, away } = board.names;
  const score = board.data.shown ?? board.data.score;
  const text = `${home} ${board.hasScore ? `${score.home}–${score.away}` : "–"} ${away}`;
  document.title = [text, ...document.title.split(" · ").slice(1)].join(" · ");
  record.querySelector("[data-entries]").textContent = `${seq} entr${seq === 1 ? "y" : "ies"}`;
  record.querySelector("[data-last]").hidden = recordedAt === null;
  if (recordedAt !== null) {
    record.querySelector("time").dateTime = recordedAt;
    localise(record);
  }
  tell("changed", board.isOutdated);
  tell("result", result() !== counted);
}

watch({
  matchId: board.id,
  cursor: board.cursor,
  onSnapshot(match) {
    board.apply(match);
    timeline.reset(match.incidents);
    // Polling brings snapshots only: what is new in them is told as an event is.
    const news = match.incidents.filter((incident) => incident.seq > seq);
    announce(board, news);
    seq = match.seq;
    report.snapshot(match);
    lineUps.passOver(match);
    follow();
  },
  onEvent(frame) {
    const { changes } = frame;
    board.apply(changes);
    timeline.apply(changes);
    announce(board, changes.incidents);
    seq = frame.seq;
    report.event(frame);
    lineUps.tell(frame);
    follow(frame.event.recorded_at);
  },
  onViewers(count) {
    viewers.hidden = count < 2 || board.play !== "live";
    viewers.textContent = viewers.dataset.text.replace("{count}", count.toLocaleString("en"));
  },
  onStatus(status) {
    report.transport(status.transport);
    if (status.state !== "live") viewers.hidden = true; // nobody knows now
    showFreshness(freshness, status, board.play === "live" ? 1 : 0);
  },
});
