// Scoreboard's live client: follows matches by WebSocket, or by SSE, or by polling, whichever gets through.
//
//   import { watch, watchMany, applyChanges } from "live.js";
//
//   const watching = watch({
//     matchId: "0199…",
//     cursor: "e1-41",              // where the page stands (its snapshot's cursor); without it, a snapshot comes first
//     snapshot,                     // optional: the whole snapshot the page stands at (its cursor is then enough)
//     onSnapshot(match) {},         // the match as a whole: draw it anew. First without a cursor, or after a declared jump
//     onEvent(frame, match) {},     // one event: {id, seq, cursor, event, changes}; each comes once, in order. `match` is
//                                   // the snapshot after it, where one was given or received, else null
//     onViewers(count) {},          // how many look at the match, now and when that changes
//     onStatus({ state, ageMs, transport }) {},  // at every change and once a second
//   });
//   watching.close();
//
//   watchMany({ matches: [{ id, cursor }], topics: ["live", "competition:ID"], pollUrl, onSnapshot, onEvent, onStatus })
//     // for overview pages: many matches on one socket. Matches found by a topic come first as a snapshot without
//     // `incidents`. `pollUrl`: a list (`/api/v1/matches?date=…`) asked while nothing else gets through.
//
//   applyChanges(snapshot, frame.changes) → the snapshot after the event, a new object
//
// state: "connecting" | "live" | "retrying" | "offline" (no network) | "gone" (no such match) | "closed".
// ageMs: how long ago the server last said that the data is current; null before the first word. While "live" it stays
// under 25 s; show it where state is anything else ("last update 40 s ago"). A server that is there but cannot tell
// whether the data is current counts as "retrying", too. transport: "websocket" | "sse" | "poll".

const SILENCE_MS = 25_000; // the server beats every 10 s: after this the connection is taken for dead
const OPENING_MS = 10_000;
const STABLE_MS = 5_000; // up for so long, a connection counts as good, and the next failure as the first
const BACKOFF_MS = 500;
const BACKOFF_LIMIT_MS = 30_000;
const TRIES = 2; // failures in a row to open before the next transport is tried
const CLIMB_MS = 10_000; // on a lower transport, the first try to come up again; then ever more rarely
const CLIMB_LIMIT_MS = 300_000;
const SHED_MS = 60_000; // after a server said that it is full, the first try
const FILL_MS = 1_000; // between two snapshots taken to fill a gap
const POLL_LIVE_MS = 2_000;
const POLL_IDLE_MS = 15_000;
const TOPICS_A_FRAME = 40; // a frame to the server has at most 4 KiB
const NO_MATCH = 4404;
const BAD_REQUEST = 4400;
const PLAYED = ["live", "delayed", "interrupted", "suspended"];

/** The snapshot after an event: fields replaced, incidents replaced, inserted and removed by their seq. */
export function applyChanges(snapshot, changes) {
  const { incidents = [], incidents_removed = [], ...fields } = changes;
  const after = { ...snapshot, ...fields };
  if (snapshot.incidents) {
    const bySeq = new Map(snapshot.incidents.map((incident) => [incident.seq, incident]));
    for (const seq of incidents_removed) bySeq.delete(seq);
    for (const incident of incidents) bySeq.set(incident.seq, incident);
    after.incidents = [...bySeq.values()].sort((one, other) => one.seq - other.seq);
  }
  return after;
}

/** Follow one match; see the top of this file. */
export function watch({ matchId, cursor, snapshot, onSnapshot, onEvent, onViewers, onStatus }) {
  const place = new Place({ cursor, snapshot, onSnapshot, onEvent });
  const query = () => (place.cursor ? `?cursor=${place.cursor}` : "");
  const api = `/api/v1/matches/${matchId}`;
  const close = follow({
    places: (id) => (id === matchId ? place : null),
    rungs: [
      socket(() => `/ws/matches/${matchId}${query()}`),
      stream(() => `${api}/stream${query()}`),
      poll(() => [api], () => (PLAYED.includes(place.snapshot?.status) ? POLL_LIVE_MS : POLL_IDLE_MS)),
    ],
    forget: () => place.forget(),
    fill: api,
    onViewers: ({ [matchId]: count }) => count !== undefined && onViewers?.(count),
    onStatus,
  });
  return {
    close,
    get cursor() {
      return place.cursor;
    },
    get snapshot() {
      return place.snapshot;
    },
  };
}

/** Follow many matches on one socket; see the top of this file. */
export function watchMany({ matches = [], topics = [], pollUrl, onSnapshot, onEvent, onStatus }) {
  const places = new Map();
  const make = (id, cursor, snapshot) => {
    places.set(id, new Place({ cursor, snapshot, onSnapshot, onEvent }));
    return places.get(id);
  };
  for (const { id, cursor, snapshot } of matches) make(id, cursor, snapshot);
  const wanted = new Set(places.keys());
  const asked = () => [
    ...[...wanted].map((id) => `match:${id}${places.get(id).cursor ? `@${places.get(id).cursor}` : ""}`),
    ...topics,
  ];
  const greet = (ws) => {
    // What a topic brings starts anew with each connection, from a snapshot.
    for (const id of places.keys()) if (!wanted.has(id)) places.delete(id);
    const all = asked();
    for (let n = 0; n < all.length; n += TOPICS_A_FRAME) {
      ws.send(JSON.stringify({ subscribe: all.slice(n, n + TOPICS_A_FRAME) }));
    }
  };
  const urls = () => (pollUrl ? [pollUrl] : [...wanted].map((id) => `/api/v1/matches/${id}`));
  const close = follow({
    places: (id) => places.get(id) ?? make(id),
    rungs: [socket(() => "/ws/live", greet), poll(urls, () => 2.5 * POLL_LIVE_MS)],
    forget: () => places.forEach((place) => place.forget()),
    onStatus,
  });
  return { close };
}

/** Where a page stands in one match's log: hands on each event once and in order, and tells where one is missing. */
class Place {
  constructor({ cursor, snapshot = null, onSnapshot, onEvent }) {
    this.snapshot = snapshot;
    this.cursor = cursor ?? snapshot?.cursor ?? null;
    this.jumping = false;
    this.onSnapshot = onSnapshot;
    this.onEvent = onEvent;
  }

  forget() {
    this.cursor = null;
  }

  /** Take a frame; false where events before it are missing. */
  take(frame) {
    if (frame.t === "resumed") {
      this.jumping = !frame.recovered;
    } else if (frame.t === "snapshot") {
      if (this.jumping || compare(frame.match.cursor, this.cursor) > 0) {
        this.jumping = false;
        this.cursor = frame.match.cursor;
        this.snapshot = frame.match;
        this.onSnapshot?.(frame.match);
      }
    } else if (frame.t === "event") {
      if (compare(frame.cursor, this.cursor) <= 0) return true;
      const [[epoch, seq], [nextEpoch, nextSeq]] = [read(this.cursor), read(frame.cursor)];
      if (epoch !== nextEpoch || seq + 1 !== nextSeq) return false;
      this.cursor = frame.cursor;
      this.snapshot = this.snapshot && applyChanges(this.snapshot, frame.changes);
      this.onEvent?.(frame, this.snapshot);
    }
    return true;
  }

  /** Whether the page has everything up to `seq`, which the server says is the last. */
  reaches(seq) {
    return this.cursor === null || read(this.cursor)[1] >= seq;
  }
}

function read(cursor) {
  return cursor ? cursor.slice(1).split("-").map(Number) : [0, 0];
}

function compare(one, other) {
  const [a, b] = [read(one), read(other)];
  return a[0] - b[0] || a[1] - b[1];
}

/** Keep one of `rungs` connected: down a rung after failures, up again in time. Returns what ends it.
 *
 * A connection that resumed where the page stands, or began with a snapshot, has no gap of its own; where it shows one,
 * the next connection mends it. One that just goes on (at the edge) leaves a gap before its first frame: the snapshot at
 * `fill` closes it.
 */
function follow({ places, rungs, forget, fill, onViewers, onStatus }) {
  let rung = 0;
  let probedFrom = null; // the rung that worked, while better ones are tried
  let climbMs = CLIMB_MS;
  let failures = 0; // to open the present rung, in a row
  let attempts = 0; // for the backoff
  let waitMs = null; // as the server asked for
  let disconnect = null;
  let timer = null;
  let openedAt = null;
  let startedAt = 0;
  let heardAt = null; // anything at all
  let currentAt = null; // that the data is current
  let served = false; // the connection began where the page stood
  let held = null; // frames that wait for a gap to be filled
  let state = "connecting";

  const report = (next = state) => {
    state = next;
    const ageMs = currentAt && Date.now() - currentAt;
    const shown = state === "live" && (ageMs === null || ageMs > SILENCE_MS) ? "retrying" : state;
    onStatus?.({ state: shown, ageMs, transport: rungs[rung].name });
  };

  const stop = () => {
    clearTimeout(timer);
    timer = null;
    disconnect?.();
    disconnect = null;
  };

  const start = () => {
    stop();
    if (state === "gone") return;
    if (navigator.onLine === false) return report("offline");
    openedAt = held = null;
    served = false;
    startedAt = Date.now();
    let over = false;
    const end = rungs[rung].open({
      frame: (frame) => !over && hear(frame),
      down: (code) => !over && fail(code),
    });
    disconnect = () => {
      over = true;
      end();
    };
  };

  const later = (ms, next) => {
    stop();
    timer = setTimeout(start, ms);
    report(next);
  };

  const hear = (frame) => {
    heardAt = Date.now();
    if (frame.t === "bye") waitMs = frame.wait_ms;
    if (frame.t === "bye" || frame.t === "error") return; // a close follows, or it concerns one topic of many
    if (frame.t === "shed") {
      climbMs = Math.min(CLIMB_LIMIT_MS, Math.max(SHED_MS, 2 * climbMs) * (0.75 + Math.random() / 2));
      probedFrom = null;
      return step(rungs.findIndex(({ name }) => name === frame.to));
    }
    if (frame.t === "viewers") return onViewers?.(frame.counts);
    if (!frame.stale) currentAt = heardAt;
    if (frame.t === "resumed" || (openedAt === null && frame.t === "snapshot")) served = true;
    if (openedAt === null) {
      openedAt = heardAt;
      failures = 0;
      if (probedFrom !== null) climbMs = CLIMB_MS;
      probedFrom = null;
      report("live");
    }
    receive(frame);
  };

  const receive = (frame) => {
    if (held) held.push(frame);
    else if (!(frame.t === "batch" ? frame.events : [frame]).every(take)) {
      const mine = disconnect;
      if (served || !fill) fail(0);
      else if (frame.t !== "beat") fillGap([frame]);
      // What it tells of may be on its way.
      else setTimeout(() => mine === disconnect && (held || take(frame) || fillGap([frame])), FILL_MS);
    }
  };

  const fillGap = async (frames) => {
    const mine = (held = frames);
    try {
      const answer = await fetch(fill, { cache: "no-cache" });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const match = await answer.json();
      if (held !== mine) return; // another connection by now
      take({ t: "snapshot", match });
      await new Promise((next) => setTimeout(next, frames.every(take) ? 0 : FILL_MS));
    } catch {
      return held === mine && fail(0);
    }
    if (held !== mine) return;
    held = null;
    frames.forEach(receive);
  };

  const take = (frame) => {
    if (frame.t === "beat") return Object.entries(frame.tops).every(([id, seq]) => places(id)?.reaches(seq) ?? true);
    const id = frame.id ?? frame.match?.id;
    if (id !== undefined) return places(id)?.take(frame) ?? true;
    return true;
  };

  const step = (to) => {
    if (to <= rung) return;
    rung = to;
    failures = 0;
    later(Math.random() * BACKOFF_MS, "connecting");
  };

  const fail = (code) => {
    if (code === NO_MATCH) {
      stop();
      return report("gone");
    }
    if (code === BAD_REQUEST) forget();
    if (openedAt !== null && Date.now() - openedAt > STABLE_MS) attempts = 0;
    if (probedFrom !== null) {
      rung += 1; // the next best, down to what worked
      if (rung === probedFrom) probedFrom = null;
    } else if (openedAt === null && ++failures >= TRIES) {
      rung = (rung + 1) % rungs.length; // where nothing gets through, all are tried again
      failures = 0;
    }
    const delay = waitMs ?? Math.random() * Math.min(BACKOFF_LIMIT_MS, BACKOFF_MS * 2 ** attempts);
    waitMs = null;
    attempts += 1;
    later(delay, "retrying");
  };

  const tick = () => {
    const now = Date.now();
    if (disconnect) {
      if (openedAt === null ? now - startedAt > OPENING_MS : now - heardAt > SILENCE_MS) return fail(0);
      if (rung > 0 && openedAt !== null && now - openedAt > climbMs) {
        probedFrom = rung;
        rung = 0;
        climbMs = Math.min(CLIMB_LIMIT_MS, climbMs * (1.5 + Math.random()));
        return start();
      }
    }
    report();
  };

  const wake = () => {
    if (document.visibilityState === "hidden") return;
    if (timer || !disconnect) start();
    else tick(); // a sleeping machine or a hidden tab may have missed the silence
  };
  const online = () => {
    attempts = 0;
    start();
  };
  const offline = () => {
    stop();
    report("offline");
  };
  const leave = () => stop(); // an open socket would keep the page out of the back-forward cache
  const ends = [
    listen(document, "visibilitychange", wake),
    listen(window, "pageshow", (event) => event.persisted && wake()),
    listen(window, "pagehide", leave),
    listen(window, "online", online),
    listen(window, "offline", offline),
  ];
  const ticking = setInterval(tick, 1000);
  start();

  return () => {
    clearInterval(ticking);
    for (const end of ends) end();
    stop();
    report("closed");
  };
}

function listen(target, name, handler) {
  target.addEventListener(name, handler);
  return () => target.removeEventListener(name, handler);
}

function socket(path, greet) {
  const open = ({ frame, down }) => {
    const ws = new WebSocket(new URL(path(), location.href).href.replace(/^http/, "ws"));
    ws.onopen = () => greet?.(ws);
    ws.onmessage = ({ data }) => frame(JSON.parse(data));
    ws.onclose = ({ code }) => down(code);
    return () => ws.close();
  };
  return { name: "websocket", open };
}

function stream(path) {
  const open = ({ frame, down }) => {
    const source = new EventSource(path());
    source.onmessage = ({ data }) => frame(JSON.parse(data));
    source.onerror = () => {
      source.close(); // reconnecting is our business: with jitter, and with the cursor
      down(0);
    };
    return () => source.close();
  };
  return { name: "sse", open };
}

function poll(urls, interval) {
  const tags = new Map();
  const open = ({ frame, down }) => {
    const controller = new AbortController();
    let timer = null;
    const ask = async (url, alone) => {
      const headers = tags.has(url) ? { "If-None-Match": tags.get(url) } : {};
      const answer = await fetch(url, { headers, cache: "no-store", signal: controller.signal });
      if (answer.status === 304) return frame({ t: "beat", tops: {} });
      if (answer.status === 404) return alone && down(NO_MATCH);
      if (!answer.ok) throw new Error(`${answer.status}`);
      const body = await answer.json();
      if (answer.headers.get("ETag")) tags.set(url, answer.headers.get("ETag"));
      for (const match of body.items ?? [body]) frame({ t: "snapshot", match });
      if (body.items?.length === 0) frame({ t: "beat", tops: {} });
    };
    const round = async () => {
      const timeout = setTimeout(() => controller.abort(), OPENING_MS);
      try {
        const all = urls();
        for (const url of all) await ask(url, all.length === 1);
        timer = setTimeout(round, interval() * (0.75 + Math.random() / 2));
      } catch {
        down(0);
      } finally {
        clearTimeout(timeout);
      }
    };
    round();
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  };
  return { name: "poll", open };
}
