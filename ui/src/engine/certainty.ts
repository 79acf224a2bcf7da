// The five levels of certainty and how a probability is written. The same on every page.

export const LEVELS = ["guess", "leaning", "likely", "sure", "firm"] as const;
export type Level = 0 | 1 | 2 | 3 | 4;

/** guess under .50, leaning to .80, likely to .95, sure to .99, firm from there. */
export function levelOf(p: number): Level {
  if (p < 0.5) return 0;
  if (p < 0.8) return 1;
  if (p < 0.95) return 2;
  if (p < 0.99) return 3;
  return 4;
}

/** Three places, no leading zero, and never 1: `.981`, `>.999`, `<.001`. */
export function writeP(p: number): string {
  if (p > 0.999) return ">.999";
  if (p < 0.001) return "<.001";
  return p.toFixed(3).slice(1);
}

/** A share of many as a percentage with one place: 0.976 → "97.6". */
export function writePercent(share: number): string {
  return (share * 100).toFixed(1);
}

export type Verdict = "kept" | "not proven" | "missed";

/** Where an interval stands towards a promise. */
export function verdict(low: number, high: number, promise: number): Verdict {
  if (low >= promise) return "kept";
  return high < promise ? "missed" : "not proven";
}
