// A browser for the live client: its clock stands until a test moves it, its sockets and requests are the test's to answer.

const settle = () => new Promise((resolve) => setImmediate(resolve));

export class FakeBrowser extends EventTarget {
  constructor() {
    super();
    this.ms = 1_800_000_000_000;
    this.chance = 0.5; // what Math.random() gives
    this.timers = new Map();
    this.sockets = [];
    this.streams = [];
    this.requests = [];
    this.Date = { now: () => this.ms };
    this.Math = { random: () => this.chance };
    this.location = { href: "https://example.org/matches/m" };
    this.navigator = { onLine: true };
    this.document = Object.assign(new EventTarget(), { visibilityState: "visible" });
    const { sockets, streams } = this;
    this.WebSocket = class extends FakeSocket {
      constructor(url) {
        super(url);
        sockets.push(this);
      }
    };
    this.EventSource = class extends FakeSocket {
      constructor(url) {
        super(url);
        streams.push(this);
      }
    };
  }

  setTimeout(act, ms) {
    const id = this.timers.size === 0 ? 1 : Math.max(...this.timers.keys()) + 1;
    this.timers.set(id, { act, at: this.ms + ms });
    return id;
  }

  setInterval(act, everyMs) {
    const id = this.setTimeout(act, everyMs);
    this.timers.get(id).everyMs = everyMs;
    return id;
  }

  clearTimeout(id) {
    this.timers.delete(id);
  }

  clearInterval(id) {
    this.timers.delete(id);
  }

  fetch(url, options = {}) {
    const request = new FakeRequest(url, options);
    this.requests.push(request);
    return request.promise;
  }

  /** Let time pass: what is due is done in its order. */
  async pass(ms) {
    const end = this.ms + ms;
    await settle();
    for (;;) {
      const due = [...this.timers].filter(([, { at }]) => at <= end).sort(([, one], [, other]) => one.at - other.at)[0];
      if (!due) break;
      const [id, timer] = due;
      this.ms = Math.max(this.ms, timer.at);
      if (timer.everyMs) timer.at += timer.everyMs;
      else this.timers.delete(id);
      timer.act();
      await settle();
    }
    this.ms = end;
  }

  /** Tell the page of an event: "online", "pagehide"… */
  tell(name, fields = {}) {
    this.dispatchEvent(Object.assign(new Event(name), fields));
  }
}

class FakeSocket {
  constructor(url) {
    this.url = url;
    this.sent = [];
    this.closed = false;
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.closed = true;
  }

  /** The server says something. */
  say(...frames) {
    for (const frame of frames) this.onmessage({ data: JSON.stringify(frame) });
  }
}

class FakeRequest {
  constructor(url, { headers = {}, signal }) {
    this.url = url;
    this.headers = headers;
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.fail = () => reject(new TypeError("no network"));
    });
    signal?.addEventListener("abort", this.fail);
  }

  /** Answer it, and let the page take that. */
  async answer(body, { status = 200, etag = null } = {}) {
    this.resolve({
      status,
      ok: status < 300,
      json: async () => body,
      headers: new Headers(etag ? { ETag: etag } : {}),
    });
    await settle();
  }
}

/** A match's snapshot at `seq`, with these fields. */
export const makeMatch = (seq, fields = {}) => ({ id: "m", cursor: `e1-${seq}`, seq, status: "live", ...fields });

/** The frame of an event at `seq`. */
export const makeEvent = (seq, { id = "m", epoch = 1, changes = {} } = {}) => {
  return { t: "event", id, seq, cursor: `e${epoch}-${seq}`, event: {}, changes };
};
