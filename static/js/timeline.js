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
      if (slot?.dataset.from === "score") slot.textContent = running.get(Number(entry.dataset.seq));
    }
  }

  find(seq) {
    return this.list.querySelector(`[data-seq="${Number(seq)}"]`);
  }

  put(incident, fresh) {
    const entry = this.build(incident);
    if (entry === null) return;
    this.find(incident.seq)?.remove();
    const place = this.place(entry);
    const before = [...this.list.children].find((other) => {
      const difference = compare(place, this.place(other));
      return this.newestFirst ? difference > 0 : difference < 0;
    });
    this.list.insertBefore(entry, before ?? null);
    if (fresh) mark(entry, "fresh");
  }

  build(incident) {
    const { kind, detail } = incident;
    const template = this.templates.get(`${kind}:${detail}`) ?? this.templates.get(kind);
    if (!template) return null;
    const entry = template.content.firstElementChild.cloneNode(true);
    Object.assign(entry.dataset, {
      seq: incident.seq,
      side: incident.side ?? "",
      period: incident.period ?? "",
      clockMs: incident.clock_ms ?? "",
      confirmation: incident.confirmation,
      score: incident.score ? `${incident.score.home}-${incident.score.away}` : "",
    });
    entry.classList.toggle("shift", !incident.side);
    const reasons = { cancelled: `Cancelled: ${incident.reason}`, tbd: "Under review" };
    const values = {
      detail,
      score: "", // drawScores writes it
      minute: /^[\d+]+$/.test(incident.minute ?? "") ? `${incident.minute}’` : incident.minute,
      player: incident.player,
      team: incident.side && this.board.names[incident.side],
      related: incident.related,
      reason: reasons[incident.confirmation],
    };
    for (const slot of entry.querySelectorAll("[data-slot]")) {
      const value = values[slot.dataset.slot === "running" ? slot.dataset.from : slot.dataset.slot];
      slot.textContent = value ? (slot.dataset.prefix ?? "") + value : "";
    }
    return entry;
  }

  /** Where an entry belongs: period, its beginning or end, the clock, and the order of entering. */
  place({ dataset }) {
    const rank = { period_start: 0, period_end: 2 }[dataset.kind] ?? 1;
    const { phases, counts_down: down } = this.board.words;
    const passed = dataset.clockMs === "" ? LAST : Number(dataset.clockMs) * (down ? -1 : 1);
    return [phases[dataset.period]?.order ?? 0, rank, passed, Number(dataset.seq)];
  }
}

function compare(one, other) {
  const n = one.findIndex((value, index) => value !== other[index]);
  return n < 0 ? 0 : one[n] - other[n];
}
