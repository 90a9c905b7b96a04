// Line-ups on a match's page, kept up to date: asked for again after what may have changed them, while they are in view.
// Everybody who watches hears of a substitution at once: each waits for a while of its own, and all ask for one address,
// of the entry's cursor, which any cache answers.

const SPREAD_MS = 8000;

export class LineUps {
  #section;
  #telling;
  #wanted = null; // the cursor of the newest entry that may have changed them
  #shown = null;
  #timer = null;
  #inView = false;

  constructor(section, { random = Math.random, load = loadBody } = {}) {
    this.#section = section;
    this.random = random;
    this.load = load;
    if (!section) return;
    this.#telling = new Set(section.dataset.telling.split(" "));
    this.#inView = section.hidden; // what is not there yet cannot be looked at: it is wanted at once
    new IntersectionObserver((entries) => {
      if (!section.hidden) this.#inView = entries.at(-1).isIntersecting;
      this.#plan();
    }).observe(section);
    document.addEventListener("visibilitychange", () => this.#plan());
  }

  /** An event's frame has come. */
  tell(frame) {
    if (this.#section && this.#telling.has(frame.event.type)) this.#want(frame.cursor);
  }

  /** A snapshot has come, which says nothing of what has happened since the one before. */
  passOver(match) {
    if (this.#section && match.cursor !== this.#shown) this.#want(match.cursor);
  }

  #want(cursor) {
    this.#wanted = cursor;
    this.#plan();
  }

  #plan() {
    const isWanted = this.#wanted !== null && this.#wanted !== this.#shown;
    if (!isWanted || !this.#inView || document.hidden || this.#timer !== null) return;
    this.#timer = setTimeout(() => this.#refresh(), this.random() * SPREAD_MS);
  }

  async #refresh() {
    const cursor = this.#wanted;
    try {
      const body = await this.load(`${this.#section.dataset.url}?at=${encodeURIComponent(cursor)}`);
      if (body !== null) {
        this.#section.querySelector("[data-line-ups-body]").replaceChildren(...body.childNodes);
        this.#section.hidden = false;
      }
      this.#shown = cursor;
    } catch {
      // What stands, stands until the next entry.
    }
    this.#timer = null;
    if (this.#wanted !== cursor) this.#plan();
  }
}

/** The line-ups of an address; null where there are none, or the server cannot say. */
async function loadBody(url) {
  const answer = await fetch(url);
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const body = page.querySelector("[data-line-ups-body]");
  return body?.querySelector(".line-up") ? body : null;
}
