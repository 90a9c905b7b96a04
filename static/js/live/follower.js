// Keeps a page connected by the best transport that gets through, and says how current its data is.

import { Connection, SILENCE_MS } from "./connection.js";
import { Ladder } from "./ladder.js";

const NO_MATCH = 4404;
const BAD_REQUEST = 4400;
const TICK_MS = 1_000;

export class Follower {
  /** `transports`, best first; `take(frame)` and `snapshotUrl` as in Connection; `forget()` drops a refused cursor.
   *
   * `browser` is the window, or in tests what has as much of it: clock, chance, timers, fetch, events.
   */
  constructor({ transports, take, forget, snapshotUrl, onViewers, onStatus, browser }) {
    Object.assign(this, { transports, take, forget, snapshotUrl, onViewers, onStatus, browser });
    this.ladder = new Ladder({ names: transports.map(({ name }) => name), random: () => browser.Math.random() });
    this.state = "connecting";
    this.connection = null;
    this.timer = null; // of the next try
    this.currentAt = null; // when the server last said that the data is current
    this.listeners = [
      [browser.document, "visibilitychange", () => this.wake()],
      [browser, "pageshow", (event) => event.persisted && this.wake()],
      [browser, "pagehide", () => this.disconnect()], // an open socket would keep the page out of the back-forward cache
      [browser, "online", () => this.comeBack()],
      [browser, "offline", () => this.goOffline()],
    ];
    for (const [target, name, handler] of this.listeners) target.addEventListener(name, handler);
    this.ticking = browser.setInterval(() => this.tick(), TICK_MS);
    this.connect();
  }

  /** Follow no longer. */
  close() {
    this.browser.clearInterval(this.ticking);
    for (const [target, name, handler] of this.listeners) target.removeEventListener(name, handler);
    this.disconnect();
    this.report("closed");
  }

  connect() {
    this.disconnect();
    if (this.state === "gone") return;
    if (this.browser.navigator.onLine === false) return this.report("offline");
    this.connection = new Connection({
      transport: this.transports[this.ladder.rung],
      take: this.take,
      snapshotUrl: this.snapshotUrl,
      onControl: (frame) => this.obey(frame),
      onData: (frame, isFirst) => this.note(frame, isFirst),
      onFailure: (code) => this.retry(code),
      browser: this.browser,
    });
  }

  disconnect() {
    this.browser.clearTimeout(this.timer);
    this.timer = null;
    this.connection?.close();
    this.connection = null;
  }

  connectIn(ms, state) {
    this.disconnect();
    this.timer = this.browser.setTimeout(() => this.connect(), ms);
    this.report(state);
  }

  /** Do as a frame says that is about the connection. An error needs nothing: a close follows, or it concerns one topic. */
  obey(frame) {
    if (frame.t === "bye") this.ladder.waitMs = frame.wait_ms;
    if (frame.t === "viewers") this.onViewers?.(frame.counts);
    if (frame.t !== "shed") return;
    const waitMs = this.ladder.shed(frame.to);
    if (waitMs !== null) this.connectIn(waitMs, "connecting");
  }

  /** Note that the server speaks, and whether it knows that its data is current. */
  note(frame, isFirst) {
    if (!frame.stale) this.currentAt = this.browser.Date.now();
    if (!isFirst) return;
    this.ladder.opened();
    this.report("live");
  }

  retry(code) {
    if (code === NO_MATCH) {
      this.disconnect();
      return this.report("gone");
    }
    if (code === BAD_REQUEST) this.forget();
    this.connectIn(this.ladder.failed(this.connection.openMs), "retrying");
  }

  tick() {
    if (this.connection?.isDead) return this.retry(0);
    if (this.connection && this.ladder.climb(this.connection.openMs)) return this.connect();
    this.report();
  }

  wake() {
    if (this.browser.document.visibilityState === "hidden") return;
    // A sleeping machine or a hidden tab may have missed the silence.
    if (this.connection) this.tick();
    else this.connect();
  }

  comeBack() {
    this.ladder.attempts = 0;
    this.connect();
  }

  goOffline() {
    this.disconnect();
    this.report("offline");
  }

  report(state = this.state) {
    this.state = state;
    const ageMs = this.currentAt && this.browser.Date.now() - this.currentAt;
    const isStale = ageMs === null || ageMs > SILENCE_MS;
    this.onStatus?.({ state: state === "live" && isStale ? "retrying" : state, ageMs, transport: this.ladder.name });
  }
}
