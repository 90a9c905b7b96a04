// One connection: whether it is alive, and its frames taken in order.
//
// One that resumed where the page stands, or began with a snapshot, has no gap of its own: where it shows one, it fails,
// and the next connection mends it. One that just goes on (at the edge) leaves a gap before its first frame: a snapshot
// fills it.

export const SILENCE_MS = 25_000; // the server beats every 10 s: after this the connection is taken for dead
const OPENING_MS = 10_000;
const FILL_MS = 1_000; // between two snapshots taken to fill a gap
const CONTROL = ["bye", "error", "shed", "viewers"]; // frames that are not about a match's data

export class Connection {
  /** Open `transport`. `take(frame)` is false where events before the frame are missing; `snapshotUrl` fills such a gap.
   *
   * Calls `onControl(frame)`; `onData(frame, isFirst)`, before it takes the frame; `onFailure(code)`.
   */
  constructor({ transport, take, snapshotUrl, onControl, onData, onFailure, browser }) {
    Object.assign(this, { take, snapshotUrl, onControl, onData, onFailure, browser });
    this.startedAt = browser.Date.now();
    this.openedAt = null; // the first frame about a match
    this.heardAt = null; // the last of any kind
    this.whole = false; // it began where the page stood
    this.held = null; // frames that wait for a gap to be filled
    this.ended = false;
    this.end = transport.open({
      frame: (frame) => this.ended || this.hear(frame),
      down: (code) => this.fail(code),
    });
  }

  /** How long it has been open, in ms; null before. */
  get openMs() {
    return this.openedAt === null ? null : this.browser.Date.now() - this.openedAt;
  }

  /** Whether it took too long to open, or has been silent for too long. */
  get isDead() {
    const now = this.browser.Date.now();
    return this.openedAt !== null ? now - this.heardAt > SILENCE_MS : now - this.startedAt > OPENING_MS;
  }

  close() {
    this.ended = true;
    this.end();
  }

  fail(code) {
    if (!this.ended) this.onFailure(code);
  }

  hear(frame) {
    this.heardAt = this.browser.Date.now();
    if (CONTROL.includes(frame.t)) return this.onControl(frame);
    const isFirst = this.openedAt === null;
    this.openedAt ??= this.heardAt;
    if (frame.t === "resumed" || (isFirst && frame.t === "snapshot")) this.whole = true;
    this.onData(frame, isFirst);
    this.receive(frame);
  }

  receive(frame) {
    if (this.held) this.held.push(frame);
    else if (this.take(frame)) return;
    else if (this.whole || !this.snapshotUrl) this.fail(0);
    else if (frame.t !== "beat") this.fill(frame);
    else this.browser.setTimeout(() => this.checkAgain(frame), FILL_MS); // what a beat tells of may be on its way
  }

  checkAgain(beat) {
    if (!this.ended && !this.held && !this.take(beat)) this.fill(beat);
  }

  /** Take the snapshot, then `frame` and what has come meanwhile. */
  async fill(frame) {
    const held = [frame];
    this.held = held;
    try {
      const answer = await this.browser.fetch(this.snapshotUrl, { cache: "no-cache" });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const match = await answer.json();
      if (this.ended) return;
      this.take({ t: "snapshot", match });
      const mended = held.every(this.take);
      await new Promise((next) => this.browser.setTimeout(next, mended ? 0 : FILL_MS));
    } catch {
      return this.fail(0);
    }
    if (this.ended) return;
    this.held = null;
    for (const each of held) this.receive(each);
  }
}
