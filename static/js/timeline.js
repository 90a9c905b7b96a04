// What happened in a match, as a list in the order of play. Each kind of incident has a <template> on the page, written
// by the same partial as the server's own entries; here one is cloned and its slots are filled.

import { mark } from "./board.js";

/** The running score after each of `scored`, by seq, in the order of play: [{ seq, home, away }], as they were entered.
 *
 * The server's twin is run_scores in web/display.py.
 */
export function runScores(scored) {
  const added = new Map();
  let [before, falls] = [{ home: 0, away: 0 }, false];
  for (const each of [...scored].sort((one, other) => one.seq - other.seq)) {
    const [home, away] = [each.home - before.home, each.away - before.away];
    added.set(each.seq, { home, away });
    falls ||= home < 0 || away < 0;
    before = each;
  }
  let [home, away] = [0, 0];
  return new Map(
    scored.map((each) => {
      home += added.get(each.seq).home;
      away += added.get(each.seq).away;
      const fits = each.home === home && each.away === away;
      return [each.seq, falls && !fits ? "" : `${home}–${away}`];
    }),
  );
}

const BOUNDS = { period_start: 0, period_end: 2 }; // where a period's begin and end stand among what happened in it
const LAST = 2 ** 60; // no minute known: at its period's end

export class Timeline {
  constructor(list, board) {
    this.list = list;
    this.board = board;
    this.newestFirst = list.dataset.newest === "first";
    this.templates = new Map(
      [...document.querySelectorAll("template[data-incident]")].map((each) => [each.dataset.incident, each]),
    );
    this.empty = document.querySelector("[data-no-incidents]");
  }

  /** Take a frame's `changes`. */
  apply({ incidents = [], incidents_removed = [] }) {
    for (const seq of incidents_removed) this.find(seq)?.remove();
    for (const incident of incidents) this.put(incident, true);
    this.settle();
  }

  /** Show `incidents` and nothing else. */
  reset(incidents) {
    this.list.replaceChildren();
    for (const incident of incidents) this.put(incident, false);
    this.settle();
  }

  settle() {
    this.order();
    this.drawScores();
    if (this.empty) this.empty.hidden = this.list.childElementCount > 0;
  }

  /** Write the running scores: one that was entered late changes those after it. */
  drawScores() {
    const entries = [...this.list.children].filter(({ dataset }) => dataset.score);
    if (this.newestFirst) entries.reverse();
    const scored = entries.map(({ dataset }) => {
      const [home, away] = dataset.score.split("-").map(Number);
      return { seq: Number(dataset.seq), home, away };
    });
    const running = runScores(scored);
    for (const entry of entries) {
      const slot = entry.querySelector('[data-slot="running"]');
      const text = entry.dataset.shown || running.get(Number(entry.dataset.seq));
      if (slot?.dataset.from === "score") slot.textContent = text;
      const ended = entry.querySelector("[data-needs-score]");
      if (ended) ended.textContent = `${ended.dataset.needsScore} ${text}`;
    }
  }

  find(seq) {
    return this.list.querySelector(`[data-seq="${Number(seq)}"]`);
  }

  put(incident, fresh) {
    const entry = this.build(incident);
    if (entry === null) return;
    const known = this.find(incident.seq);
    this.list.insertBefore(entry, known ?? (this.newestFirst ? this.list.firstElementChild : null));
    known?.remove();
    if (fresh) mark(entry, "fresh");
  }

  build(incident) {
    const { kind, detail } = incident;
    const template = this.findTemplate(kind, detail);
    if (!template) return null;
    const entry = template.content.firstElementChild.cloneNode(true);
    Object.assign(entry.dataset, {
      seq: incident.seq,
      side: incident.side ?? "",
      period: incident.period ?? "",
      clockMs: incident.clock_ms ?? "",
      confirmation: incident.confirmation,
      score: incident.score ? `${incident.score.home}-${incident.score.away}` : "",
      shown: incident.shown ?? "",
    });
    entry.classList.toggle("shift", !incident.side);
    const reasons = { cancelled: `Cancelled: ${incident.reason}`, tbd: "Under review" };
    const values = {
      detail,
      score: "", // drawScores writes it
      minute: writeMinute(incident),
      player: incident.player,
      team: incident.side && this.board.names[incident.side],
      related: incident.related,
      reason: reasons[incident.confirmation],
    };
    for (const slot of entry.querySelectorAll("[data-slot]")) {
      const value = values[slot.dataset.slot === "running" ? slot.dataset.from : slot.dataset.slot];
      slot.textContent = value ? (slot.dataset.prefix ?? "") + value : "";
    }
    if (incident.ended) this.tellEnd(entry, incident.ended);
    return entry;
  }

  findTemplate(kind, detail) {
    return this.templates.get(`${kind}:${detail}`) ?? this.templates.get(kind);
  }

  /** Say what was over by an entry, its score only where that does not stand after the entry. */
  tellEnd(entry, { kind, side, detail }) {
    const words = this.findTemplate(kind, detail)?.content.firstElementChild;
    const slot = entry.querySelector('[data-slot="ended"]');
    if (!words || !slot) return;
    const said = [words.querySelector(".label")?.textContent, side && this.board.names[side]]
      .filter(Boolean)
      .join(", ");
    const from = words.querySelector('[data-slot="running"]')?.dataset.from;
    slot.textContent = from === "detail" && detail ? `${said} ${detail}` : said;
    const own = entry.querySelector('[data-slot="running"]');
    const hasScore = own?.dataset.from === "score";
    if (from === "detail" && hasScore) own.dataset.from = ""; // the set's score stands beside its end
    if (from === "score" && !hasScore && entry.dataset.score) slot.dataset.needsScore = said; // drawScores writes it
  }

  /** Bring the entries into the order of play. */
  order() {
    const places = this.findPlaces();
    const inOrder = [...this.list.children].sort((one, other) => compare(places.get(one), places.get(other)));
    if (this.newestFirst) inOrder.reverse();
    inOrder.forEach((entry, at) => {
      if (this.list.children[at] !== entry) this.list.insertBefore(entry, this.list.children[at] ?? null);
    });
  }

  /** Where each entry belongs: period, its begin or end, the clock, and the order of entering.
   *
   * What happened in a break that may come between any periods stands after the end of the last one that had begun when
   * it was entered. The server's twin is order_incidents in web/display.py.
   */
  findPlaces() {
    const { phases, counts_down: down } = this.board.words;
    const places = new Map();
    let last = 0;
    const seqOf = ({ dataset }) => Number(dataset.seq);
    for (const entry of [...this.list.children].sort((one, other) => seqOf(one) - seqOf(other))) {
      const { kind, period, clockMs } = entry.dataset;
      const phase = phases[period];
      if (phase?.floats) {
        places.set(entry, [last, 2, 0, seqOf(entry)]);
        continue;
      }
      const order = phase?.order ?? 0;
      last = Math.max(last, order);
      const passed = clockMs === "" ? LAST : Number(clockMs) * (down ? -1 : 1);
      places.set(entry, [order, BOUNDS[kind] ?? 1, kind in BOUNDS ? 0 : passed, seqOf(entry)]);
    }
    return places;
  }
}

/** "45+2’" of a whole minute; a clock, and an over and ball, as they are. */
function writeMinute({ minute, clock_ms: clockMs }) {
  return clockMs != null && /^[\d+]+$/.test(minute ?? "") ? `${minute}’` : minute;
}

function compare(one, other) {
  const n = one.findIndex((value, index) => value !== other[index]);
  return n < 0 ? 0 : one[n] - other[n];
}
