// Times in the viewer's own zone and language. The server writes them in UTC, which stands without JavaScript.

const FORMS = {
  time: { hour: "2-digit", minute: "2-digit" },
  seconds: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  date: { day: "numeric", month: "short", year: "numeric" },
  instant: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" },
  datetime: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
};
const written = Object.fromEntries(
  Object.entries(FORMS).map(([form, options]) => [form, new Intl.DateTimeFormat(undefined, options)]),
);

/** Write every <time data-local> under `root` in the viewer's zone. */
export function localise(root) {
  for (const time of root.querySelectorAll("time[data-local]")) {
    time.textContent = written[time.dataset.local].format(new Date(time.dateTime));
  }
}

localise(document);
const note = document.querySelector("[data-zone-note]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (note && zone && zone !== "UTC") note.textContent = `Times are in your zone, ${zone.replaceAll("_", " ")}.`;
