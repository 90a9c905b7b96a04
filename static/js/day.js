// A list of matches, alive: the day's, a season's, a team's. Starred matches are also told to screen readers.

import { announce } from "./announce.js";
import { Board } from "./board.js";
import { now } from "./clock.js";
import { showFreshness } from "./freshness.js";
import { watchMany } from "./live.js";
import { isStarred } from "./stars.js";

const SOON_MS = 12 * 3_600_000;
const boards = new Map(
  [...document.querySelectorAll("[data-match][data-state]")].map((row) => [row.dataset.match, new Board(row)]),
);
const freshness = document.querySelector("[data-freshness]");
const more = document.querySelector("[data-more]");
const page = document.querySelector("[data-live-page]");

/** Followed are matches being played, and those that begin soon: the rest of a season would ask for nothing. */
function mayMove({ play, slots }) {
  const time = slots["kick-off"]?.querySelector("time");
  return play === "live" || (play === "upcoming" && (!time || Date.parse(time.dateTime) - now() < SOON_MS));
}

const followed = [...boards.values()].filter(mayMove);
const topics = page ? ["live"] : [];
if (followed.length || topics.length) {
  watchMany({
    matches: followed.map(({ id, cursor }) => ({ id, cursor })),
    topics,
    pollUrl: page?.dataset.livePage,
    onSnapshot(match) {
      const board = boards.get(match.id);
      if (board) board.apply(match);
      else if (more && match.status === "live") more.hidden = false;
    },
    onEvent({ id, changes }) {
      const board = boards.get(id);
      if (!board) return;
      board.apply(changes);
      if (isStarred(id)) announce(board, changes.incidents);
    },
    onStatus(status) {
      showFreshness(freshness, status, [...boards.values()].filter(({ play }) => play === "live").length);
    },
  });
}
more?.querySelector("button").addEventListener("click", () => location.reload());
