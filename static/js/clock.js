// The server's time, and what a match clock shows at it. A clock comes as state (value, anchor, rate), never as ticks.

const MINUTE = 60_000;
const LONGEST_MS = 2 ** 31 - 1; // a clock that has not been stopped for weeks stands still
const SLEPT_MS = 1_500;

// The page says when the server wrote it; what has passed since is counted by performance.now(), which no timer
// throttled in a background tab and no correction of the device's clock can move.
const navigation = performance.getEntriesByType("navigation")[0];
const writtenAt = Number(document.querySelector('meta[name="server-time"]')?.content) * 1000;
let base = (writtenAt || Date.now()) - (writtenAt ? (navigation?.responseStart ?? 0) : performance.now());
let skew = Date.now() - performance.now();

/** The server's time now, in ms since 1970. */
export function now() {
  return base + performance.now();
}

/** Ask the server for its time: a page out of the cache, or a machine that has slept, is off. */
async function synchronise() {
  const before = performance.now();
  try {
    const answer = await fetch("/healthz", { method: "HEAD", cache: "no-store" });
    const date = Date.parse(answer.headers.get("Date"));
    if (date) base = date + 500 - (before + performance.now()) / 2;
    skew = Date.now() - performance.now();
  } catch {
    // offline: the next look will tell
  }
}

function check() {
  if (Math.abs(Date.now() - performance.now() - skew) > SLEPT_MS) synchronise();
}

if (navigation?.type === "back_forward") synchronise();
addEventListener("pageshow", check);
addEventListener("online", check);
document.addEventListener("visibilitychange", check);

/** What `clock` shows now, in ms; null where that cannot be known. */
export function readClock(clock) {
  if (!clock.running) return clock.value_ms;
  if (!clock.anchor) return null;
  const passed = Math.max(0, now() - Date.parse(clock.anchor)) * clock.rate;
  return clock.direction === "up"
    ? Math.min(LONGEST_MS, clock.value_ms + passed)
    : Math.max(0, clock.value_ms - passed);
}

/** A clock as it is read aloud: 23’, 45+2’; m:ss where the phase has no nominal end, or where `exact`; 9.3 at the end. */
export function writeClock(ms, { begin, end, direction }, exact = false) {
  if (direction === "down" && ms < MINUTE) return `${Math.floor(ms / 1000)}.${Math.floor((ms % 1000) / 100)}`;
  if (end === null || end === undefined) return digits(ms);
  if (exact) return ms >= end ? `${digits(end)} +${digits(ms - end)}` : digits(ms);
  if (ms >= end) return `${end / MINUTE}+${Math.floor((ms - end) / MINUTE) + 1}’`;
  return `${Math.floor(Math.max(ms, begin) / MINUTE) + 1}’`;
}

/** m:ss */
function digits(ms) {
  return `${Math.floor(ms / MINUTE)}:${String(Math.floor((ms % MINUTE) / 1000)).padStart(2, "0")}`;
}
