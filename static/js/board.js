// A match's score, clock and state wherever a page shows them: a row of a list, the head of a match, of a console.
//
// The element carries data-match, data-cursor, data-words (which words to use) and data-state (the fields below); its
// parts are named by data-slot. The server writes the first state, this module every later one into the same parts.

import { readClock, writeClock } from "./clock.js";

const FIELDS = [
  ...["status", "phase", "decided_by", "clock", "score", "shown", "points", "turn", "situation", "summary"],
  ...["periods", "totals", "shootout", "winner", "aggregate", "advances", "status_reason"],
];
const SIDES = ["home", "away"];
const reduced = matchMedia("(prefers-reduced-motion: reduce)");
const TICK_MS = 200;
const boards = new Set();
let words = null;

/** The page's words for the match of `element`. */
function wordsOf(element) {
  words ??= JSON.parse(document.getElementById("words").textContent);
  return words[element.dataset.words];
}

/** Mark what has just changed: 600 ms of a fading background, or a dot where motion is not wanted. */
export function mark(element, name = "changed") {
  element.classList.remove(name);
  void element.offsetWidth; // so that the same mark can begin again
  element.classList.add(name);
  setTimeout(() => element.classList.remove(name), reduced.matches ? 5_000 : 600);
}

/** The key of an incident's words: with its detail, where the words have that. */
export function incidentKey(words, kind, detail) {
  const key = `${kind}:${detail}`;
  return key in words.say ? key : kind;
}

/** "second_half" as words, where a page has none for it. */
function capitalise(name) {
  const text = name.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function tickAll() {
  for (const board of boards) board.tick();
}

export class Board {
  constructor(element) {
    this.element = element;
    this.id = element.dataset.match;
    this.cursor = element.dataset.cursor;
    this.words = wordsOf(element);
    this.exact = "exact" in element.dataset;
    const { written = {}, ...data } = JSON.parse(element.dataset.state);
    this.written = written; // fields that the page shows as they were when it was made: what is drawn are those of `data`
    this.latest = { ...written };
    this.data = data;
    this.slots = Object.fromEntries(
      [...element.querySelectorAll("[data-slot]")].map((slot) => [slot.dataset.slot, slot]),
    );
    if (boards.size === 0) setInterval(tickAll, TICK_MS);
    boards.add(this);
    this.tick();
  }

  get play() {
    return this.words.play[this.data.status];
  }

  /** Whether it has begun and is not at its end, be it halted. */
  get isInPlay() {
    return this.play === "live" || this.play === "halted";
  }

  /** Whether there is a score to show. */
  get hasScore() {
    return this.isInPlay || this.play === "over" || ["abandoned", "annulled"].includes(this.data.status);
  }

  /** Whether the page no longer says when and where the match is, or who plays. */
  get isOutdated() {
    return JSON.stringify(this.latest) !== JSON.stringify(this.written);
  }

  /** The sides' names, as the page shows them. */
  get names() {
    return Object.fromEntries(
      SIDES.map((side) => [side, this.slots[`${side}-team`].querySelector(".name").textContent.trim()]),
    );
  }

  /** "Argentina 1, France 0" */
  get scoreText() {
    const { names, data } = this;
    return SIDES.map((side) => `${names[side]} ${(data.shown ?? data.score)[side]}`).join(", ");
  }

  /** Take what has changed (a frame's `changes`, or a whole snapshot) and draw it. */
  apply(changes) {
    for (const field of FIELDS) if (field in changes) this.data[field] = changes[field];
    for (const field in this.latest) if (field in changes) this.latest[field] = changes[field];
    for (const seq of changes.incidents_removed ?? []) this.flag({ seq });
    for (const incident of changes.incidents ?? []) this.flag(incident);
    this.draw();
  }

  /** Count an incident in which a player was sent off during the match; no longer, where it was cancelled.
   *
   * The server's twin is list_sent_off in web/display.py.
   */
  flag({ seq, side, player, period, kind, detail, confirmation }) {
    for (const each of SIDES) this.data.flagged[each] = this.data.flagged[each].filter((known) => known !== seq);
    if (!side || !player || confirmation === "cancelled" || this.words.phases[period]?.outside) return;
    if (this.words.flags.includes(incidentKey(this.words, kind, detail))) {
      this.data.flagged[side].push(seq);
    }
  }

  draw() {
    const { data, slots, play } = this;
    const scored = this.hasScore;
    this.element.dataset.play = play;
    for (const side of SIDES) {
      const slot = slots[`${side}-score`];
      const points = slot.querySelector("[data-points]");
      const text = scored ? String((data.shown ?? data.score)[side]) : "";
      if (points.textContent !== text) {
        if (points.textContent !== "") mark(slot);
        points.textContent = text;
      }
      const pens = slot.querySelector("[data-pens]");
      pens.textContent = data.shootout ? `(${data.shootout[side]})` : "";
      const now = slot.querySelector("[data-now]");
      if (now) now.textContent = data.points?.[side] ?? "";
      const turn = slots[`${side}-turn`];
      if (turn) turn.hidden = play !== "live" || data.turn !== side;
      const won = String(data.winner === side);
      slot.dataset.won = won;
      slots[`${side}-team`].dataset.won = won;
      const reds = slots[`${side}-reds`];
      const count = data.flagged[side].length;
      reds.hidden = count === 0;
      reds.querySelector("[data-count]").textContent = count;
      reds.querySelector(".visually-hidden").textContent = `sent off: ${count}`;
    }
    if (slots.note) {
      slots.note.textContent = this.noteText();
      slots.note.hidden = slots.note.textContent === "";
    }
    if (slots.aggregate && data.aggregate) {
      slots.aggregate.textContent = `${data.aggregate.home}–${data.aggregate.away} on aggregate`;
    }
    if (slots["kick-off"]) slots["kick-off"].hidden = play !== "upcoming";
    this.tick();
  }

  /** How it stands in words, or how it ended, unless its state has said that. */
  noteText() {
    const { situation, summary, phase } = this.data;
    const text = ((this.isInPlay && situation) || summary)?.detail ?? "";
    const state = this.data.status === "live" ? this.words.phases[phase]?.label : this.stateText();
    return text.toLowerCase() === state?.toLowerCase() ? "" : text;
  }

  /** The clock or the state in words, now. */
  tick() {
    const text = this.stateText();
    if (this.slots.state.textContent !== text) this.slots.state.textContent = text;
  }

  stateText() {
    const { status, phase, decided_by, clock } = this.data;
    const named = this.words.phases[phase];
    if (status === "live") {
      if (!named) return capitalise(phase);
      const ms = clock?.running ? readClock(clock) : null;
      return ms === null ? named.label : writeClock(ms, { ...named, ...clock }, this.exact);
    }
    if (status === "scheduled" && this.slots["kick-off"]) return "";
    if ((status === "ended" || status === "official") && this.words.decided[decided_by]) {
      return this.words.decided[decided_by];
    }
    return this.words.statuses[status];
  }
}
