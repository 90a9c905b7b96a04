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
//   watching.cursor, watching.snapshot  // where it stands
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

import { Follower } from "./live/follower.js";
import { applyChanges, MatchReader, takeFrame } from "./live/match-reader.js";
import { poll, socket, stream } from "./live/transports.js";

export { applyChanges };

const POLL_LIVE_MS = 2_000;
const POLL_IDLE_MS = 15_000;
const POLL_MANY_MS = 5_000;
const TOPICS_A_FRAME = 40; // a frame to the server has at most 4 KiB
const PLAYED = ["live", "delayed", "interrupted", "suspended"];

/** Follow one match; see the top of this file. */
export function watch({ matchId, cursor, snapshot, onSnapshot, onEvent, onViewers, onStatus, browser = globalThis }) {
  const reader = new MatchReader({ cursor, snapshot, onSnapshot, onEvent });
  const api = `/api/v1/matches/${matchId}`;
  const from = () => (reader.cursor ? `?cursor=${reader.cursor}` : "");
  const follower = new Follower({
    transports: [
      socket({ path: () => `/ws/matches/${matchId}${from()}`, browser }),
      stream({ path: () => `${api}/stream${from()}`, browser }),
      poll({
        urls: () => [api],
        everyMs: () => (PLAYED.includes(reader.snapshot?.status) ? POLL_LIVE_MS : POLL_IDLE_MS),
        browser,
      }),
    ],
    take: (frame) => takeFrame(frame, (id) => (id === matchId ? reader : null)),
    forget: () => reader.forget(),
    snapshotUrl: api,
    onViewers: ({ [matchId]: count }) => count !== undefined && onViewers?.(count),
    onStatus,
    browser,
  });
  return {
    close: () => follower.close(),
    get cursor() {
      return reader.cursor;
    },
    get snapshot() {
      return reader.snapshot;
    },
  };
}

/** Follow many matches on one socket; see the top of this file. */
export function watchMany({ matches = [], topics = [], pollUrl, onSnapshot, onEvent, onStatus, browser = globalThis }) {
  const readers = new Map();
  const add = (id, cursor, snapshot) => {
    readers.set(id, new MatchReader({ cursor, snapshot, onSnapshot, onEvent }));
    return readers.get(id);
  };
  for (const { id, cursor, snapshot } of matches) add(id, cursor, snapshot);
  const named = [...readers.keys()];
  const subscribe = (ws) => {
    // What a topic brings starts anew with each connection, from a snapshot.
    for (const id of readers.keys()) if (!named.includes(id)) readers.delete(id);
    const all = [...[...readers].map(([id, { cursor }]) => `match:${id}${cursor ? `@${cursor}` : ""}`), ...topics];
    for (let n = 0; n < all.length; n += TOPICS_A_FRAME) {
      ws.send(JSON.stringify({ subscribe: all.slice(n, n + TOPICS_A_FRAME) }));
    }
  };
  const follower = new Follower({
    transports: [
      socket({ path: () => "/ws/live", greet: subscribe, browser }),
      poll({
        urls: () => (pollUrl ? [pollUrl] : named.map((id) => `/api/v1/matches/${id}`)),
        everyMs: () => POLL_MANY_MS,
        browser,
      }),
    ],
    take: (frame) => takeFrame(frame, (id) => readers.get(id) ?? add(id)),
    forget() {
      for (const reader of readers.values()) reader.forget();
    },
    onStatus,
    browser,
  });
  return { close: () => follower.close() };
}
