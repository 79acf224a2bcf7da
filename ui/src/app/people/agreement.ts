// How a person's agreement is said: rate with interval and n, or why there is none yet.
import type { IntervalValue } from "../../api/types";
import { writePercent } from "../../engine/certainty";

export interface Known {
  estimate: number;
  low: number;
  high: number;
  n: number;
}

/** The interval if it can be shown; null below one comparison. */
export function known(agreement: IntervalValue): Known | null {
  const { estimate, low, high, n } = agreement;
  return estimate === null || low === null || high === null || n < 1 ? null : { estimate, low, high, n };
}

/** "96.6–98.4, n 1,180", or what is missing. */
export function sayAgreement(agreement: IntervalValue): string {
  const found = known(agreement);
  if (found === null) return "no settled item that others judged, too";
  return `${writePercent(found.low)}–${writePercent(found.high)}, n ${found.n.toLocaleString("en")}`;
}

/** One axis for the whole column: from the lowest end shown, down to the next tenth, to 1. */
export function axisOf(all: readonly IntervalValue[]): readonly [number, number] {
  const lows = all.flatMap((one) => (known(one) === null ? [] : [one.low ?? 0]));
  if (lows.length === 0) return [0, 1];
  return [Math.max(Math.floor((Math.min(...lows) + 1e-9) * 10) / 10, 0), 1];
}

/** "60 to 100 %": the axis in the head of the column. */
export function sayAxis([from, to]: readonly [number, number]): string {
  return `${Math.round(from * 100)} to ${Math.round(to * 100)} %`;
}
