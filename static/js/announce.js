// What a screen reader is told: goals, sendings-off, periods, each with its context. Clocks are not told.

import { incidentKey } from "./board.js";

const ordinals = new Intl.PluralRules("en", { type: "ordinal" });
const ENDINGS = { one: "st", two: "nd", few: "rd", other: "th" };
const EVERY_MS = 1_500;
const waiting = [];
let speaking = null;

/** "23rd minute"; "minute 45 plus 2"; a clock as it is, "7:05" */
function minuteText(minute) {
  if (!minute || /[:.]/.test(minute)) return minute ?? "";
  const [whole, added] = minute.split("+");
  return added ? `minute ${whole} plus ${added}` : `${whole}${ENDINGS[ordinals.select(Number(whole))]} minute`;
}

/** Tell of the incidents that a frame brought to the match of `board`. */
export function announce(board, incidents = []) {
  for (const incident of incidents) {
    const told = [incident, incident.ended].map((each) => each && tell(board, each)).filter(Boolean);
    if (!told.length) continue;
    const text = told.join(" ");
    say(incident.confirmation === "cancelled" ? `Cancelled: ${text} ${incident.reason}.` : text);
  }
}

/** What is read out of an incident, or of what was over by it; "" of most. */
function tell(board, { kind, detail, side, player, minute }) {
  const pattern = board.words.say[incidentKey(board.words, kind, detail)] ?? "";
  const parts = {
    team: board.names[side] ?? "",
    player: player ?? "",
    score: board.scoreText,
    minute: minuteText(minute),
  };
  return pattern.replace(/\{(\w+)\}/g, (_, name) => parts[name]).replace(/, (?=[.,])|, \.$/g, "");
}

function say(text) {
  waiting.push(text);
  if (speaking) return; // one after the other: a text that takes another's place at once is all that is heard
  speaking = setInterval(next, EVERY_MS);
  next();
}

function next() {
  if (waiting.length) {
    document.querySelector("[data-announcer]").textContent = waiting.shift();
  } else {
    clearInterval(speaking);
    speaking = null;
  }
}
