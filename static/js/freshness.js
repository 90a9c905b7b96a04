// How old what the page shows is, said in words. The texts stand on the element, written by the server.

const STALE_MS = 5_000; // a connection that is back within this was never worth a word

function age(ms) {
  const seconds = Math.max(1, Math.round(ms / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** Say how the connection stands (live.js's onStatus); `live` is how many matches are being played. */
export function showFreshness(element, { state, ageMs }, live) {
  if (!element) return;
  const { dataset } = element;
  let shown = live ? "live" : "over";
  if (state === "offline") shown = "offline";
  else if (state !== "live" && ageMs !== null && ageMs > STALE_MS) shown = "stale";
  else if (state === "connecting" && ageMs === null) return; // the server's own words still stand
  const text = dataset[`text${shown[0].toUpperCase()}${shown.slice(1)}`];
  const written = text.replace("{age}", age(ageMs ?? performance.now())).replace("{live}", live);
  dataset.state = shown;
  if (element.textContent !== written) element.textContent = written;
}
