// Why a match stands as it was declared to, and its score at the end of each period but the last: the server's twin is
// format_course in web/display.py.

const BY_PLAY = ["scheduled", "live", "ended"]; // a reason that was given for these is none of what play itself says

/** "Suspended: Waterlogged pitch. Half-time 2–0, normal time 2–2, Ajax go through", of a snapshot's fields. */
export function formatCourse({ status, status_reason, periods, advances }, { statuses, period_words }, names) {
  const said = status_reason && !BY_PLAY.includes(status) ? `${statuses[status]}: ${status_reason}. ` : "";
  let [home, away] = [0, 0];
  const marks = [];
  for (const period of periods) {
    home += period.home;
    away += period.away;
    if (period_words[period.name]) marks.push(`${period_words[period.name]} ${home}–${away}`);
  }
  marks.pop();
  if (advances) marks.push(`${names[advances]} go through`);
  return said + marks.join(", ");
}
