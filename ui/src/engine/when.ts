// Times as people say them: relative under a week, the date from then on.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "just now", "6 min", "2 h", "3 d"; null from a week on, where the date says more. */
export function relative(at: number, now: number): string | null {
  const past = now - at;
  if (past < MINUTE) return "just now";
  if (past < HOUR) return `${Math.floor(past / MINUTE)} min`;
  if (past < DAY) return `${Math.floor(past / HOUR)} h`;
  return past < 7 * DAY ? `${Math.floor(past / DAY)} d` : null;
}
