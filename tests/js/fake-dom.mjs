// As much of a page as the modules touch that draw into it: elements with data-…, classes, texts and children. What a
// browser makes of it is tested in tests/browser.

export class FakeElement {
  constructor(tagName, { dataset = {}, className = "", text = "", ...fields } = {}, children = []) {
    Object.assign(this, { tagName, dataset, className, children, hidden: false, attributes: {} }, fields);
    this.text = text;
    this.parent = null;
    for (const child of children) child.parent = this;
  }

  get textContent() {
    return this.text + this.children.map(({ textContent }) => textContent).join("");
  }

  set textContent(text) {
    this.text = String(text);
    this.children = [];
  }

  get cells() {
    return this.children;
  }

  get childElementCount() {
    return this.children.length;
  }

  get firstElementChild() {
    return this.children[0] ?? null;
  }

  get lastElementChild() {
    return this.children.at(-1) ?? null;
  }

  get classList() {
    const names = () => new Set(this.className.split(" ").filter(Boolean));
    const change = (act) => {
      const all = names();
      act(all);
      this.className = [...all].join(" ");
    };
    return {
      add: (name) => change((all) => all.add(name)),
      remove: (name) => change((all) => all.delete(name)),
      toggle: (name, on) => change((all) => (on ? all.add(name) : all.delete(name))),
      contains: (name) => names().has(name),
    };
  }

  setAttribute(name, value) {
    this.attributes[name] = String(value);
  }

  insertBefore(child, next) {
    child.remove();
    child.parent = this;
    this.children.splice(next ? this.children.indexOf(next) : this.children.length, 0, child);
    return child;
  }

  appendChild(child) {
    return this.insertBefore(child, null);
  }

  replaceChildren(...children) {
    this.text = "";
    this.children = [];
    for (const child of children) this.appendChild(child);
  }

  remove() {
    if (this.parent) this.parent.children = this.parent.children.filter((child) => child !== this);
    this.parent = null;
  }

  cloneNode() {
    const { tagName, dataset, className, text, children } = this;
    const copies = children.map((child) => child.cloneNode());
    return new FakeElement(tagName, { dataset: { ...dataset }, className, text }, copies);
  }

  /** By `tag`, `.class`, `[data-name]` or `[data-name="value"]`. */
  querySelectorAll(selector) {
    return this.children.flatMap((child) => [
      ...(child.matches(selector) ? [child] : []),
      ...child.querySelectorAll(selector),
    ]);
  }

  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }

  matches(selector) {
    if (selector.startsWith(".")) return this.classList.contains(selector.slice(1));
    const [, attribute, value] = /^(?:[a-z]*)\[data-([a-z-]+)(?:="([^"]*)")?\]$/.exec(selector) ?? [];
    if (!attribute) return this.tagName === selector;
    const name = attribute.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
    return name in this.dataset && (value === undefined || String(this.dataset[name]) === value);
  }
}

/** A page of these elements, as the globals that modules find when they are imported. Its `listeners` are by event. */
export function openPage(elements = []) {
  const root = new FakeElement("body", {}, elements);
  const listeners = {};
  const listen = (name, handler) => {
    listeners[name] = [...(listeners[name] ?? []), handler];
  };
  const document = {
    visibilityState: "visible",
    addEventListener: listen,
    createElement: (tagName) => new FakeElement(tagName),
    getElementById: (id) => root.children.find((element) => element.id === id) ?? null,
    querySelector: (selector) => root.querySelector(selector),
    querySelectorAll: (selector) => root.querySelectorAll(selector),
  };
  const stored = new Map();
  const localStorage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => stored.set(key, value),
  };
  const timers = [];
  const setTimer = (act) => timers.push(act);
  Object.assign(globalThis, {
    document,
    localStorage,
    addEventListener: listen,
    matchMedia: () => ({ matches: false }),
  });
  Object.assign(globalThis, { setTimeout: setTimer, setInterval: setTimer, clearInterval: () => {} });
  const tell = (name, event = {}) => {
    for (const handler of listeners[name] ?? []) handler(event);
  };
  return { root, tell, timers, stored };
}
