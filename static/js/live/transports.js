// The transports. Each has a `name` and `open({ frame, down })`: `frame` is called with each frame, `down` with a close
// code (0: none was given) once nothing more comes; what `open` returns ends it. `browser` is the window.

const ANSWER_MS = 10_000;
const NO_MATCH = 4404;
const NOTHING_NEW = { t: "beat", tops: {} };

/** A WebSocket at what `path()` says; `greet(socket)` sends what the server is to be told first. */
export function socket({ path, greet, browser }) {
  const open = ({ frame, down }) => {
    const ws = new browser.WebSocket(new URL(path(), browser.location.href).href.replace(/^http/, "ws"));
    ws.onopen = () => greet?.(ws);
    ws.onmessage = ({ data }) => frame(JSON.parse(data));
    ws.onclose = ({ code }) => down(code);
    return () => ws.close();
  };
  return { name: "websocket", open };
}

/** Server-sent events. */
export function stream({ path, browser }) {
  const open = ({ frame, down }) => {
    const source = new browser.EventSource(path());
    source.onmessage = ({ data }) => frame(JSON.parse(data));
    source.onerror = () => {
      source.close(); // reconnecting is our business: with jitter, and with the cursor
      down(0);
    };
    return () => source.close();
  };
  return { name: "sse", open };
}

/** Snapshots of `urls()` (each of a match, or a list of matches), asked for every `everyMs()`, give or take a quarter. */
export function poll({ urls, everyMs, browser }) {
  const tags = new Map();
  const open = ({ frame, down }) => {
    const controller = new AbortController();
    let timer = null;
    const ask = async (url, alone) => {
      const headers = tags.has(url) ? { "If-None-Match": tags.get(url) } : {};
      const answer = await browser.fetch(url, { headers, cache: "no-store", signal: controller.signal });
      if (answer.status === 304) return frame(NOTHING_NEW);
      if (answer.status === 404) return alone && down(NO_MATCH);
      if (!answer.ok) throw new Error(`${answer.status}`);
      const body = await answer.json();
      if (answer.headers.get("ETag")) tags.set(url, answer.headers.get("ETag"));
      for (const match of body.items ?? [body]) frame({ t: "snapshot", match });
      if (body.items?.length === 0) frame(NOTHING_NEW);
    };
    const round = async () => {
      const timeout = browser.setTimeout(() => controller.abort(), ANSWER_MS);
      try {
        const all = urls();
        for (const url of all) await ask(url, all.length === 1);
        timer = browser.setTimeout(round, everyMs() * (0.75 + browser.Math.random() / 2));
      } catch {
        down(0);
      } finally {
        browser.clearTimeout(timeout);
      }
    };
    round();
    return () => {
      browser.clearTimeout(timer);
      controller.abort();
    };
  };
  return { name: "poll", open };
}
