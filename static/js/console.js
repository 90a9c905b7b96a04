// The scoring console, alive: entries are sent in the order they were made, each with its own idempotency key, and
// again with the same key until an answer comes. What is pending, saved or refused is seen at the entry itself.

import { Board } from "./board.js";
import { now } from "./clock.js";
import { showFreshness } from "./freshness.js";
import { watch } from "./live.js";

const RETRY_MS = 500;
const RETRY_LIMIT_MS = 8_000;
const SAVED_MS = 4_000; // a saved entry is in the log below: here it goes after a while
const WORDS = { pending: "Sending", waiting: "Waiting for the network", saved: "Saved", refused: "Refused", stale: "Not entered" };

const board = new Board(document.querySelector("[data-board]"));
const freshness = document.querySelector("[data-freshness]");
const list = document.querySelector("[data-sent]");
const storeKey = `console:${board.id}`;

/** Entries not yet answered, in order: {key, fields, label, is, detail, seen}. Kept over a reload of the page. */
const queue = restore();
let seq = Number(board.cursor.split("-")[1]);
let sending = false;

watch({
  matchId: board.id,
  cursor: board.cursor,
  onSnapshot(match) {
    board.apply(match);
    moveTo(match.seq);
  },
  onEvent(frame) {
    board.apply(frame.changes);
    moveTo(frame.seq);
  },
  onStatus: (status) => showFreshness(freshness, status, 1),
});

for (const entry of queue) draw(entry);
send();

function moveTo(next) {
  if (next > seq) seq = next;
  refresh();
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-entry]");
  if (!form) return;
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(form, event.submitter));
  fields.key = crypto.randomUUID(); // one key a press: the form's own is for a page without this script
  fields.occurred_at = fields.minute || fields.action === "void" ? "" : new Date(now()).toISOString();
  // What the scorer had seen when pressing: the log so far, and the entries on their way before this one.
  const waiting = queue.filter(({ is }) => is === "pending" || is === "waiting").length;
  const side = board.names[fields.side];
  const label = [event.submitter.dataset.label, side, fields.player].filter(Boolean).join(", ");
  enqueue({ key: fields.key, fields, label, is: "pending", expected: seq + waiting });
  for (const input of form.querySelectorAll("input:not([type=hidden])")) {
    if (input.type === "checkbox") input.checked = false;
    else input.value = input.defaultValue;
  }
  const drawer = form.closest("details");
  if (drawer) {
    drawer.open = false;
    drawer.querySelector("summary").focus();
  }
});

function enqueue(entry) {
  queue.push(entry);
  draw(entry);
  store();
  send();
}

async function send() {
  if (sending) return;
  sending = true;
  let delay = RETRY_MS;
  for (let entry = next(); entry; entry = next()) {
    const answer = await post(entry);
    if (answer === null) {
      set(entry, "waiting");
      await Promise.race([new Promise((resolve) => setTimeout(resolve, delay)), online()]);
      delay = Math.min(RETRY_LIMIT_MS, delay * 2);
      continue;
    }
    delay = RETRY_MS;
    settle(entry, answer);
  }
  sending = false;
}

function next() {
  return queue.find(({ is }) => is === "pending" || is === "waiting");
}

/** Resolves when the network is back. */
function online() {
  return new Promise((resolve) => addEventListener("online", resolve, { once: true }));
}

/** Send an entry: the server's answer, or null where none came. */
async function post(entry) {
  const body = new FormData();
  for (const [name, value] of Object.entries(entry.fields)) body.set(name, value);
  body.set("expected_seq", entry.expected ?? "");
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  try {
    const answer = await fetch(location.pathname, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(10_000),
    });
    if (answer.status >= 500) return null;
    if (answer.status === 403 || answer.type === "opaqueredirect") return { state: "refused", detail: "You may not, or no longer: log in again." };
    return await answer.json();
  } catch {
    return null;
  }
}

function settle(entry, { state, detail, seq: at }) {
  if (state === "saved") seq = Math.max(seq, at);
  // An entry behind counted on this one: it does no longer.
  else for (const other of queue) if (other !== entry && other.expected !== null) other.expected -= 1;
  set(entry, state, detail);
  if (state === "saved") setTimeout(() => drop(entry), SAVED_MS);
  refresh();
}

function set(entry, is, detail = "") {
  entry.is = is;
  entry.detail = detail;
  draw(entry);
  store();
}

function drop(entry) {
  queue.splice(queue.indexOf(entry), 1);
  list.querySelector(`[data-key="${entry.key}"]`)?.remove();
  store();
}

function draw(entry) {
  let item = list.querySelector(`[data-key="${entry.key}"]`);
  if (!item) {
    item = document.createElement("li");
    item.dataset.key = entry.key;
    list.append(item);
  }
  item.dataset.is = entry.is === "waiting" ? "pending" : entry.is;
  const words = document.createElement("span");
  words.className = "words";
  const label = document.createElement("strong");
  label.textContent = entry.label;
  words.append(label, entry.detail ?? "");
  const is = document.createElement("span");
  is.className = "is";
  is.textContent = WORDS[entry.is];
  item.replaceChildren(words, is);
  item.setAttribute("role", entry.is === "refused" || entry.is === "stale" ? "alert" : "status");
  if (entry.is === "stale") {
    item.append(button("Enter it anyway", () => {
      entry.expected = null;
      set(entry, "pending");
      send();
    }));
  }
  if (entry.is === "refused" || entry.is === "stale") item.append(button("Dismiss", () => drop(entry)));
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function store() {
  try {
    localStorage.setItem(storeKey, JSON.stringify(queue.filter(({ is }) => is !== "saved")));
  } catch {
    // a browser that keeps nothing: the queue lasts as long as the page
  }
}

function restore() {
  try {
    return JSON.parse(localStorage.getItem(storeKey)) ?? [];
  } catch {
    return [];
  }
}

/** Bring what the server writes (next step, undo, log) up to date; what is being typed stays. */
let refreshing = null;
function refresh() {
  refreshing ??= setTimeout(async () => {
    refreshing = null;
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const region of document.querySelectorAll("[data-region]")) swap(region, page);
      const open = !page.querySelector("[data-sides]").disabled;
      for (const side of document.querySelectorAll("[data-sides]")) side.disabled = !open;
    } catch {
      // no network: the next event brings it
    }
  }, 30);
}

function swap(region, page) {
  const fresh = page.querySelector(`[data-region="${region.dataset.region}"]`);
  const same = (one) => one.innerHTML.replace(/name="(key|expected_seq|csrfmiddlewaretoken)" value="[^"]*"| open=""/g, "");
  if (same(region) === same(fresh)) return;
  const focused = region.contains(document.activeElement);
  region.replaceChildren(...fresh.childNodes);
  if (focused) region.querySelector("summary, button, input:not([type=hidden])")?.focus();
}
