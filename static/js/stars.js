// Matches the viewer has starred, kept on the device.

const KEY = "starred";
const LIMIT = 500;

function read() {
  try {
    return new Set(JSON.parse(localStorage.getItem(KEY)) ?? []);
  } catch {
    return new Set();
  }
}

/** Whether the viewer has starred a match. */
export function isStarred(id) {
  return read().has(id);
}

function draw() {
  const starred = read();
  for (const star of document.querySelectorAll("[data-star]")) {
    star.setAttribute("aria-pressed", starred.has(star.dataset.star));
  }
}

document.addEventListener("click", ({ target }) => {
  const star = target.closest("[data-star]");
  if (!star) return;
  const starred = read();
  if (!starred.delete(star.dataset.star)) starred.add(star.dataset.star);
  try {
    localStorage.setItem(KEY, JSON.stringify([...starred].slice(-LIMIT)));
  } catch {
    return; // a browser that keeps nothing: no star either
  }
  draw();
});
addEventListener("storage", draw);
draw();
