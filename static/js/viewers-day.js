// A day's page of the viewer's own day. The server knows no zone: it gives the day in UTC, or at the offsets in the
// address. Runs before anything is drawn, so that who lives elsewhere never sees the other day.

(() => {
  const now = new Date();
  const own = [now.getFullYear(), now.getMonth() + 1, now.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");
  const asked = new URLSearchParams(location.search);
  const date = asked.get("date") || own;
  const [year, month, number] = date.split("-").map(Number);
  // How far the clock is from UTC when a day begins; where clocks skip midnight, the day begins an hour later.
  const offsetAt = (days) => {
    const begin = new Date(0);
    begin.setFullYear(year, month - 1, number + days);
    begin.setHours(0, 0, 0, 0);
    const named = new Date(0);
    named.setUTCFullYear(year, month - 1, number + days);
    return String(Math.round((named - begin) / 60_000));
  };
  const [offset, endOffset] = [offsetAt(0), offsetAt(1)];
  const wanted = new URLSearchParams(asked);
  wanted.delete("offset");
  wanted.delete("end_offset");
  if (offset !== "0" || endOffset !== "0") wanted.set("offset", offset);
  if (endOffset !== offset) {
    wanted.set("end_offset", endOffset);
    wanted.set("date", date); // today, too: one offset does not say which day it is
  }
  const same = ["date", "offset", "end_offset"].every((name) => wanted.get(name) === asked.get(name));
  if (!same) location.replace(`?${wanted}${location.hash}`);
})();
