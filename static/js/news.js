// Notices that the page is older than what it is about: each stands at the foot of the window, where it moves nothing,
// until it is no longer so, the page is loaded again, or the viewer puts it away.

const told = new Map();

/** Show the notice of that name, or take it back; only what differs from what was told before is told. */
export function tell(name, is = true) {
  if ((told.get(name) ?? false) === is) return;
  told.set(name, is);
  const notice = document.querySelector(`[data-news="${name}"]`);
  if (notice) notice.hidden = !is;
}

document.addEventListener("click", ({ target }) => {
  const notice = target.closest("[data-news]");
  if (notice && target.closest("[data-news-close]")) notice.hidden = true;
  else if (notice && target.closest("[data-news-show]")) location.reload();
});
