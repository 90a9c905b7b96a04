// The ladder of transports, best first: which one is tried next, and after how long a wait. Knows no sockets.

const BACKOFF_MS = 500;
const BACKOFF_LIMIT_MS = 30_000;
const STABLE_MS = 5_000; // up for so long, a connection counts as good, and the next failure as the first
const TRIES = 2; // failures in a row to open before the next transport is tried
const CLIMB_MS = 10_000; // on a lower transport, the first try to come up again; then ever more rarely
const CLIMB_LIMIT_MS = 300_000;
const SHED_MS = 60_000; // after a server said that it is full, the first try

export class Ladder {
  /** `names`: of the transports; `random()`: a number from 0 to 1. */
  constructor({ names, random }) {
    this.names = names;
    this.random = random;
    this.rung = 0;
    this.climbedFrom = null; // the rung that worked, while better ones are tried
    this.climbMs = CLIMB_MS;
    this.failures = 0; // to open the present rung, in a row
    this.attempts = 0; // for the backoff
    this.waitMs = null; // as the server asked for
  }

  /** The present transport's name. */
  get name() {
    return this.names[this.rung];
  }

  /** The present transport gets through. */
  opened() {
    this.failures = 0;
    if (this.climbedFrom !== null) this.climbMs = CLIMB_MS;
    this.climbedFrom = null;
  }

  /** A connection ended that was open for `openMs` (null: never): choose the rung to try next. Returns the wait, in ms. */
  failed(openMs) {
    if (openMs > STABLE_MS) this.attempts = 0;
    if (this.climbedFrom !== null) {
      this.rung += 1; // the next best, down to what worked
      if (this.rung === this.climbedFrom) this.climbedFrom = null;
    } else if (openMs === null && ++this.failures >= TRIES) {
      this.rung = (this.rung + 1) % this.names.length; // where nothing gets through, all are tried again
      this.failures = 0;
    }
    const delay = this.waitMs ?? this.random() * Math.min(BACKOFF_LIMIT_MS, BACKOFF_MS * 2 ** this.attempts);
    this.waitMs = null;
    this.attempts += 1;
    return delay;
  }

  /** Go down to the transport that a full server named. Returns the wait, in ms; null where that is no way down. */
  shed(name) {
    const climbMs = Math.max(SHED_MS, 2 * this.climbMs) * (0.75 + this.random() / 2);
    this.climbMs = Math.min(CLIMB_LIMIT_MS, climbMs);
    this.climbedFrom = null;
    const rung = this.names.indexOf(name);
    if (rung <= this.rung) return null;
    this.rung = rung;
    this.failures = 0;
    return this.random() * BACKOFF_MS;
  }

  /** Go up to the best rung where the present one has been open for long enough; whether it did. */
  climb(openMs) {
    if (this.rung === 0 || openMs === null || openMs <= this.climbMs) return false;
    this.climbedFrom = this.rung;
    this.rung = 0;
    this.climbMs = Math.min(CLIMB_LIMIT_MS, this.climbMs * (1.5 + this.random()));
    return true;
  }
}
