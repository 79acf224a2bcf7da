// Work by day as bars: every day of the range, also those on which nothing happened. Pure.
export interface DayOfWork {
  day: string;
  judgments: number;
  settled: number;
}

const DAY_MS = 86_400_000;

/** The last `n` days up to the latest one that is known, oldest first, gaps filled with zeros. */
export function lastDays(days: readonly DayOfWork[], n: number): DayOfWork[] {
  const known = new Map(days.map((one) => [one.day, one]));
  const latest = [...known.keys()].sort().at(-1);
  if (latest === undefined) return [];
  const end = Date.parse(`${latest}T00:00:00Z`);
  return Array.from({ length: n }, (_, index) => {
    const day = new Date(end - (n - 1 - index) * DAY_MS).toISOString().slice(0, 10);
    return known.get(day) ?? { day, judgments: 0, settled: 0 };
  });
}

/** A round number at least as large as every value: the top of the axis. */
export function axisTop(values: readonly number[]): number {
  const most = Math.max(1, ...values);
  const step = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((k) => k * step).find((top) => top >= most) ?? most;
}
