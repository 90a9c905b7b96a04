// Where a page stands in one match's log: each event is handed on once and in order, and a missing one is noticed.

export class MatchReader {
  constructor({ cursor, snapshot = null, onSnapshot, onEvent }) {
    this.snapshot = snapshot;
    this.cursor = cursor ?? snapshot?.cursor ?? null;
    this.jumping = false; // the next snapshot counts, whatever its cursor
    this.onSnapshot = onSnapshot;
    this.onEvent = onEvent;
  }

  /** Begin again from a snapshot at the next connection: the server refused the cursor. */
  forget() {
    this.cursor = null;
  }

  /** Take a frame; false where events before it are missing. */
  take(frame) {
    if (frame.t === "resumed") {
      this.jumping = !frame.recovered;
    } else if (frame.t === "snapshot") {
      if (this.jumping || compareCursors(frame.match.cursor, this.cursor) > 0) {
        this.jumping = false;
        this.cursor = frame.match.cursor;
        this.snapshot = frame.match;
        this.onSnapshot?.(frame.match);
      }
    } else if (frame.t === "event") {
      if (compareCursors(frame.cursor, this.cursor) <= 0) return true;
      const [[epoch, seq], [nextEpoch, nextSeq]] = [parseCursor(this.cursor), parseCursor(frame.cursor)];
      if (epoch !== nextEpoch || seq + 1 !== nextSeq) return false;
      this.cursor = frame.cursor;
      this.snapshot = this.snapshot && applyChanges(this.snapshot, frame.changes);
      this.onEvent?.(frame, this.snapshot);
    }
    return true;
  }

  /** Whether the page has everything up to `seq`, which the server says is the last. */
  reaches(seq) {
    return this.cursor === null || parseCursor(this.cursor)[1] >= seq;
  }
}

/** Hand a frame to the reader of its match (`readerOf(id)`); false where events before it, or before a beat, are missing. */
export function takeFrame(frame, readerOf) {
  if (frame.t === "batch") return frame.events.every((event) => takeFrame(event, readerOf));
  if (frame.t === "beat") return Object.entries(frame.tops).every(([id, seq]) => readerOf(id)?.reaches(seq) ?? true);
  const id = frame.id ?? frame.match?.id;
  return id === undefined || (readerOf(id)?.take(frame) ?? true);
}

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

/** "e1-41" → [1, 41]; null → [0, 0], before every cursor */
function parseCursor(cursor) {
  return cursor ? cursor.slice(1).split("-").map(Number) : [0, 0];
}

function compareCursors(one, other) {
  const [a, b] = [parseCursor(one), parseCursor(other)];
  return a[0] - b[0] || a[1] - b[1];
}
