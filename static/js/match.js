// A match, alive: its score, its clock, what happens.

import { announce } from "./announce.js";
import { Board } from "./board.js";
import { showFreshness } from "./freshness.js";
import { watch } from "./live.js";
import { Timeline } from "./timeline.js";

const board = new Board(document.querySelector("[data-board]"));
const timeline = new Timeline(document.querySelector("[data-timeline]"), board);
const freshness = document.querySelector("[data-freshness]");

function title() {
  const { home, away } = board.names;
  const { score } = board.data;
  const text = `${home} ${board.play === "upcoming" ? "–" : `${score.home}–${score.away}`} ${away}`;
  document.title = [text, ...document.title.split(" · ").slice(1)].join(" · ");
}

watch({
  matchId: board.id,
  cursor: board.cursor,
  onSnapshot(match) {
    board.apply(match);
    timeline.reset(match.incidents);
    title();
  },
  onEvent({ changes }) {
    board.apply(changes);
    timeline.apply(changes);
    announce(board, changes.incidents);
    title();
  },
  onStatus(status) {
    showFreshness(freshness, status, board.play === "live" ? 1 : 0);
  },
});
