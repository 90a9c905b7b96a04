// A form is sent once, however often its button is pressed: the second answer would be the one that is seen. The console's
// forms send by themselves, and every press counts there.

let sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.matches("[data-entry]")) return;
  if (sent.has(form)) event.preventDefault();
  sent.add(form);
});

// Back on a page that the browser has kept, it may be sent again.
addEventListener("pageshow", () => {
  sent = new WeakSet();
});
