// A list of matches, alive: the day's, a season's, a team's. Starred matches are also told to screen readers.

import { announce } from "./announce.js";
import { Board } from "./board.js";
import { now } from "./clock.js";
import { showFreshness } from "./freshness.js";
import { watchMany } from "./live.js";
import { tell } from "./news.js";
import { isStarred } from "./stars.js";

const SOON_MS = 12 * 3_600_000;
const FOLLOWED = 400; // a socket takes 500 subscriptions (LIVE_SUBSCRIPTIONS)
const LOOK_MS = 10_000;
const boards = new Map(
  [...document.querySelectorAll("[data-match][data-state]")].map((row) => [row.dataset.match, new Board(row)]),
);
const freshness = document.querySelector("[data-freshness]");
const day = document.querySelector("[data-day]");
const isToday = day?.dataset.ends !== undefined;

/** How soon a match may change, 0 for one being played; none for what is over or far away.
 *
 * A day's page follows all its matches: results are corrected, too. The rest of a season would ask for nothing.
 */
function urgency({ play, isInPlay, slots }) {
  if (isInPlay) return 0;
  const time = slots["kick-off"]?.querySelector("time");
  const isSoon = play === "upcoming" && (!time || Date.parse(time.dateTime) - now() < SOON_MS);
  if (isSoon) return 1;
  return day ? 2 : null;
}

const followed = [...boards.values()]
  .filter((board) => urgency(board) !== null)
  .sort((one, other) => urgency(one) - urgency(other))
  .slice(0, FOLLOWED);
const topics = isToday ? ["live"] : [];
if (followed.length || topics.length) {
  watchMany({
    matches: followed.map(({ id, cursor }) => ({ id, cursor })),
    topics,
    pollUrl: day?.dataset.day,
    onSnapshot(match) {
      const board = boards.get(match.id);
      if (board) take(board, match);
      else if (match.status === "live") tell("more");
    },
    onEvent({ id, changes }) {
      const board = boards.get(id);
      if (!board) return;
      take(board, changes);
      if (isStarred(id)) announce(board, changes.incidents);
    },
    onStatus: (status) => showFreshness(freshness, status, countLive()),
  });
}

function take(board, changes) {
  board.apply(changes);
  const all = [...boards.values()];
  tell(
    "changed",
    all.some(({ isOutdated }) => isOutdated),
  );
}

function countLive() {
  return [...boards.values()].filter(({ play }) => play === "live").length;
}

/** A page of today is of yesterday after midnight: then it goes on to the new day, or says so while something is live. */
function lookAtDay() {
  if (now() < Date.parse(day.dataset.ends)) return;
  if (countLive()) tell("day");
  else location.replace(location.pathname);
}

if (isToday) {
  setInterval(lookAtDay, LOOK_MS);
  document.addEventListener("visibilitychange", lookAtDay);
}
