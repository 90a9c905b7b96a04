// The scoring console, alive: entries are sent in the order they were made, each with its own idempotency key, and
// again with the same key until an answer comes. What is pending, saved or refused is seen at the entry itself. The queue
// belongs to who is logged in: what somebody has left is sent when they are back, and never as somebody else's.

import { Board } from "./board.js";
import { now } from "./clock.js";
import { showFreshness } from "./freshness.js";
import { watch } from "./live.js";

const RETRY_MS = 500;
const RETRY_LIMIT_MS = 8_000;
const BUSY_LIMIT_MS = 60_000; // the longest that a server's Retry-After is kept to
const FAILURES = 4; // of the server at one entry: then it is set aside, and those behind it go on
const SAVED_MS = 4_000; // a saved entry is in the log below: here it goes after a while
const WORDS = {
  pending: "Sending",
  waiting: "Waiting for the network",
  saved: "Saved",
  refused: "Refused",
  stale: "Not entered",
  held: "Kept",
  aside: "Set aside",
};
const UNSENT = ["pending", "waiting"];
const AGAIN_MS = 600; // no two entries are made so fast, in any sport
const NEAR_PX = 40;
const BESIDE_PX = 4;

const board = new Board(document.querySelector("[data-board]"));
const freshness = document.querySelector("[data-freshness]");
const list = document.querySelector("[data-sent]");
const storeKey = `console:${board.id}:${list.dataset.user}`;

/** Entries not yet answered, in order: {key, fields, label, is, detail, expected, failures}. Kept over a reload. */
const queue = restore();
/** The answer after which nothing is sent until the page is loaded again; null while it is. */
let halted = null;
let seq = Number(board.cursor.split("-")[1]);
let sending = false;
/** Where the page was pressed, and the press that was entered last: {at, x, y, button, entry}. */
let pressedAt = { x: 0, y: 0 };
let last = null;
/** What is said beside the key that was refused, over the page: no key moves for it. */
let bubble = null;

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

// A double tap is one entry: what is pressed within AGAIN_MS of it again, or in its place, enters nothing.
document.addEventListener(
  "click",
  (event) => {
    const pressed = event.target.closest("button, summary, label, input, a");
    if (!pressed || !isAgain(event, pressed)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    last.at = performance.now();
    last.entry.again = true;
    draw(last.entry);
  },
  { capture: true },
);

// Who has typed since then presses for something else.
document.addEventListener("input", ({ target }) => {
  if (last && target.type !== "checkbox") last.at = -AGAIN_MS;
});

// A key of the keyboard that is held down presses once.
document.addEventListener("keydown", (event) => {
  if (event.repeat && ["Enter", " "].includes(event.key) && event.target.closest("button, summary")) {
    event.preventDefault();
  }
});

function isAgain(event, pressed) {
  if (!last || performance.now() - last.at > AGAIN_MS) return false;
  if (event.detail === 0)
    return isSame(pressed) || pressed === last.button.closest("details")?.querySelector("summary");
  return isSame(pressed) || Math.hypot(event.clientX - last.x, event.clientY - last.y) < NEAR_PX;
}

/** Whether a button is the one that was pressed last, written anew by the server or not. */
function isSame(pressed) {
  return pressed.value === last.button.value && pressed.form?.dataset.entry === last.entry.fields.form;
}

document.addEventListener("click", ({ clientX: x, clientY: y }) => (pressedAt = { x, y }), { capture: true });

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-entry]");
  if (!form) return;
  event.preventDefault();
  const button = event.submitter;
  const fields = Object.fromEntries(new FormData(form, button));
  fields.user = list.dataset.user; // of this page, whoever the server has written its parts for since
  fields.key = crypto.randomUUID(); // one key a press: the form's own is for a page without this script
  fields.occurred_at = fields.minute || fields.action === "void" ? "" : new Date(now()).toISOString();
  // What the scorer had seen when pressing: the log so far, and the entries on their way before this one.
  const waiting = queue.filter(({ is }) => UNSENT.includes(is) || is === "held").length;
  const side = board.names[fields.side];
  const label = [button.dataset.label, side, fields.player].filter(Boolean).join(", ");
  const entry = { key: fields.key, fields, label, is: "pending", expected: seq + waiting, failures: 0 };
  last = { at: performance.now(), ...pressedAt, button, entry };
  forgetRefusal();
  enqueue(entry);
  for (const input of listTyped(form)) {
    if (input.type === "checkbox") input.checked = false;
    else input.value = input.defaultValue;
  }
  // Nothing moves under the thumb: what was opened is closed when the press is over.
  if (button.closest("details")) setTimeout(close, AGAIN_MS, button, entry);
});

function listTyped(form) {
  return form.querySelectorAll("input:not([type=hidden])");
}

/** Close what was opened for an entry, unless it has to be looked at again. */
function close(button, entry) {
  if (entry.is === "refused") return;
  const focused = button.closest("details").contains(document.activeElement);
  let outermost = null;
  for (let drawer = button.closest("details"); drawer; drawer = drawer.parentElement.closest("details")) {
    drawer.open = false;
    outermost = drawer;
  }
  if (focused) outermost.querySelector("summary").focus();
}

function enqueue(entry) {
  queue.push(entry);
  if (halted) hold(entry);
  draw(entry);
  store();
  send();
}

/** Keep an entry until the page is loaded again. */
function hold(entry) {
  entry.is = "held";
  entry.detail = halted.detail;
  entry.login = Boolean(halted.login);
}

async function send() {
  if (sending) return;
  sending = true;
  let delay = RETRY_MS;
  for (let entry = next(); entry; entry = next()) {
    const answer = await post(entry);
    if (answer.state === "failed") entry.failures += 1;
    if (entry.failures >= FAILURES && answer.state === "failed") {
      delay = RETRY_MS;
      settle(entry, { state: "aside", detail: `The server failed at it ${FAILURES} times. It is kept here.` });
    } else if (answer.state === "failed" || answer.state === "unanswered") {
      set(entry, "waiting");
      await Promise.race([pause(Math.max(delay, answer.afterMs ?? 0)), online()]);
      delay = Math.min(RETRY_LIMIT_MS, delay * 2);
    } else if (answer.state === "held") {
      halt(answer);
    } else {
      delay = RETRY_MS;
      settle(entry, answer);
    }
  }
  sending = false;
}

function next() {
  return queue.find(({ is }) => UNSENT.includes(is));
}

/** Send nothing more until the page is loaded again, by whoever entered all this. */
function halt(answer) {
  halted = answer;
  for (const entry of queue.filter(({ is }) => UNSENT.includes(is))) {
    hold(entry);
    draw(entry);
  }
  store();
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Resolves when the network is back. */
function online() {
  return new Promise((resolve) => addEventListener("online", resolve, { once: true }));
}

/** Send an entry: the server's answer; `unanswered` where none came, or a busy one; `failed` where it broke over it. */
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
    if ([429, 502, 503, 504].includes(answer.status)) {
      const afterMs = Number(answer.headers.get("Retry-After")) * 1_000 || 0;
      return { state: "unanswered", afterMs: Math.min(afterMs, BUSY_LIMIT_MS) };
    }
    if (answer.status >= 500) return { state: "failed" };
    if (answer.status === 403 || answer.type === "opaqueredirect") {
      const detail = "You are logged out, or may not score this match any more. It is sent when you are back.";
      return { state: "held", login: true, detail };
    }
    return await answer.json();
  } catch {
    return { state: "unanswered" };
  }
}

function settle(entry, { state, detail, seq: at, confirm }) {
  if (state === "saved") seq = Math.max(seq, at);
  // An entry behind counted on this one: it does no longer.
  else for (const other of queue) if (other !== entry && other.expected !== null) other.expected -= 1;
  entry.confirm = confirm;
  set(entry, state, detail);
  if (state === "refused") showRefusal(entry);
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
  if (bubble?.dataset.of === entry.key) removeBubble();
  store();
}

/** Say why an entry was refused where its key is, with what was typed back in its place. */
function showRefusal(entry) {
  forgetRefusal();
  const form = document.querySelector(`form[data-entry="${entry.fields.form}"]`);
  const button = form?.querySelector(`button[name=action][value="${entry.fields.action}"]`);
  if (!button) return;
  for (const input of listTyped(form)) {
    const typed = entry.fields[input.name];
    if (input.type !== "checkbox" && typed && input.value === input.defaultValue) input.value = typed;
  }
  for (let drawer = button.closest("details"); drawer; drawer = drawer.parentElement.closest("details")) {
    drawer.open = true;
  }
  bubble = document.createElement("div");
  bubble.id = "refused";
  bubble.className = "bubble notice bad";
  bubble.dataset.of = entry.key;
  bubble.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = `${entry.label}: ${entry.detail}`;
  bubble.append(words);
  if (entry.confirm) bubble.append(makeAnyway(entry));
  bubble.append(makeButton("Dismiss"));
  bubble.addEventListener("click", () => drop(entry)); // it may lie on keys: a tap anywhere takes it away
  button.setAttribute("aria-describedby", "refused");
  draw(entry); // shorter now, so that the dock is where it will be
  if (button.closest(".dock")) button.before(bubble);
  else placeBeside(button);
}

/** The button that enters what is unlikely nevertheless: the same again, with what it confirms. */
function makeAnyway(entry) {
  return makeButton("Enter anyway", (event) => {
    event.stopPropagation(); // which would take the bubble away, and the entry with it
    const key = crypto.randomUUID();
    const fields = { ...entry.fields, key, anyway: entry.confirm.join(" ") };
    drop(entry);
    enqueue({ key, fields, label: entry.label, is: "pending", expected: seq, failures: 0 });
  });
}

/** Put the bubble under a key; above it where the dock would cover it. */
function placeBeside(button) {
  document.body.append(bubble);
  const key = button.getBoundingClientRect();
  const { height } = bubble.getBoundingClientRect();
  const end = document.querySelector(".dock").getBoundingClientRect().top;
  const below = key.bottom + BESIDE_PX;
  const above = key.top - BESIDE_PX - height;
  bubble.style.top = `${scrollY + (below + height > end && above > 0 ? above : below)}px`;
  bubble.scrollIntoView({ block: "nearest" });
}

function removeBubble() {
  if (!bubble) return;
  document.querySelector("[aria-describedby=refused]")?.removeAttribute("aria-describedby");
  bubble.remove();
  bubble = null;
}

/** What was refused has been seen when the next key is pressed. */
function forgetRefusal() {
  const seen = queue.find(({ key }) => key === bubble?.dataset.of);
  if (seen) drop(seen);
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
  const isBeside = bubble?.dataset.of === entry.key; // said there, and answered
  words.append(label, [entry.again && "Two presses, one entry.", !isBeside && entry.detail].filter(Boolean).join(" "));
  const is = document.createElement("span");
  is.className = "is";
  is.textContent = WORDS[entry.is];
  item.replaceChildren(words, is);
  const settled = !UNSENT.includes(entry.is) && entry.is !== "saved";
  if (isBeside) item.removeAttribute("role");
  else item.setAttribute("role", settled ? "alert" : "status");
  if (entry.is === "stale" || entry.is === "aside") {
    const again = () => {
      entry.expected = null;
      entry.failures = 0;
      set(entry, "pending");
      send();
    };
    item.append(makeButton(entry.is === "stale" ? "Enter it anyway" : "Try again", again));
  }
  if (entry.is === "held" && entry.login) {
    item.append(link("Log in", `${list.dataset.login}?next=${encodeURIComponent(location.pathname)}`));
  }
  if (settled && !isBeside) item.append(makeButton("Dismiss", () => drop(entry)));
  list.scrollTop = list.scrollHeight; // the newest is seen
}

function link(label, address) {
  const made = document.createElement("a");
  made.className = "button";
  made.textContent = label;
  made.href = address;
  return made;
}

function makeButton(label, act = null) {
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
    const kept = JSON.parse(localStorage.getItem(storeKey)) ?? [];
    return kept.map((entry) => (entry.is === "held" ? { ...entry, is: "pending", detail: "" } : entry));
  } catch {
    return [];
  }
}

/** Bring what the server writes (keys, next step, undo, log) up to date; what is being typed stays. */
let refreshing = false;
function refresh(afterMs = 30) {
  if (refreshing) return;
  refreshing = true;
  setTimeout(async () => {
    refreshing = false;
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (page.querySelector("[data-sent]")?.dataset.user !== list.dataset.user) return; // somebody else is logged in
      const left = last ? last.at + AGAIN_MS - performance.now() : 0;
      for (const region of document.querySelectorAll("[data-region]")) {
        if (left <= 0 || !isUnderThumb(region)) swap(region, page);
      }
      for (const side of document.querySelectorAll("[data-sides]")) {
        side.disabled = page.querySelector(`[data-entry="${side.form.dataset.entry}"] [data-sides]`).disabled;
      }
      if (left > 0) refresh(left);
    } catch {
      // no network: the next event brings it
    }
  }, afterMs);
}

/** Whether keys may not change or move now: those pressed last, and where one of a side was, all of the sides. */
function isUnderThumb(region) {
  if (region.contains(last.button)) return true;
  return !last.button.closest(".dock") && Boolean(region.closest(".sides, .extra"));
}

// In each answer of the server, and what this script adds.
const CHANGING = /name="(key|expected_seq|csrfmiddlewaretoken)" value="[^"]*"| open=""| aria-describedby="refused"/g;

function swap(region, page) {
  const fresh = page.querySelector(`[data-region="${region.dataset.region}"]`);
  const [shown, written] = [region, fresh].map(({ innerHTML }) => innerHTML.replace(CHANGING, ""));
  if (shown === written) return;
  const focused = region.contains(document.activeElement);
  const typed = [...region.querySelectorAll("input[id]")].filter(({ value, defaultValue }) => value !== defaultValue);
  const open = [...region.querySelectorAll("details[open]")].map(nameDrawer);
  region.replaceChildren(...fresh.childNodes);
  for (const { id, value } of typed) {
    const input = document.getElementById(id);
    if (input) input.value = value;
  }
  for (const drawer of region.querySelectorAll("details")) drawer.open ||= open.includes(nameDrawer(drawer));
  if (focused) region.querySelector("summary, button, input:not([type=hidden])")?.focus();
}

/** What a drawer is known by when the server has written it anew: what it is called. */
function nameDrawer(drawer) {
  return drawer.querySelector("summary").textContent;
}
