// The operator's page, brought up to date every two seconds while it is looked at.

import { localise } from "./times.js";

const EVERY_MS = 2_000;
const part = document.querySelector("[data-refreshed]");

async function refresh() {
  if (document.visibilityState === "hidden" || part.contains(getSelection().anchorNode)) return;
  try {
    const answer = await fetch(location.pathname, { cache: "no-store", redirect: "error" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-refreshed]");
    localise(fresh);
    if (!part.contains(document.activeElement)) part.replaceChildren(...fresh.childNodes);
  } catch {
    // the server is away: the time above says how old this is
  }
}

setInterval(refresh, EVERY_MS);
