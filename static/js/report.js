// What a page was shown, and how soon: told to the server by one page in so many, which is how loss is known at all.

const EVERY_MS = 60_000;
const LATENCIES = 50;

const seqOf = (cursor) => Number(cursor.split("-")[1]);

/** Counts for a page that stands at `cursor`, if it is one of one in `sample`; tell it of all that comes. */
export function makeReport({ cursor, sample }) {
  if (!sample || Math.random() * sample >= 1) return { event() {}, snapshot() {}, transport() {} };
  let by = "websocket";
  let counts;
  let last = seqOf(cursor);
  const begin = () => (counts = { first: last, shown: 0, jumped: 0, doubled: 0, latencies_ms: [] });
  const send = () => {
    if (last > counts.first || counts.doubled) {
      navigator.sendBeacon("/api/v1/reports", JSON.stringify({ transport: by, last, ...counts }));
    }
    begin();
  };
  begin();
  setInterval(send, EVERY_MS);
  addEventListener("pagehide", send);
  return {
    /** An event was shown. */
    event({ seq, event }) {
      if (seq <= last) {
        counts.doubled += 1;
        return;
      }
      last = seq;
      counts.shown += 1;
      if (counts.latencies_ms.length < LATENCIES) {
        counts.latencies_ms.push(Math.max(-60_000, Math.min(3_600_000, Date.now() - Date.parse(event.recorded_at))));
      }
    },
    /** A snapshot took the place of events. */
    snapshot({ cursor: at }) {
      const from = last;
      last = seqOf(at);
      if (last >= from) counts.jumped += last - from;
      else begin(); // another epoch
    },
    transport(name) {
      by = name;
    },
  };
}
