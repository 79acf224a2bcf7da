// What a freeze will hold and what differs between two versions, in sentences. Pure.
import type { DatasetDiff, Progress } from "../../api/types";

export interface Holds {
  items: number;
  /** Items that are settled: their labels become frozen. */
  settled: number;
  review: number;
  exceptions: number;
  open: number;
}

export function holds(progress: Pick<Progress, "items" | "by_state">): Holds {
  const of = (...states: string[]): number => progress.by_state.filter((one) => states.includes(one.name)).reduce((sum, one) => sum + one.n, 0);
  return { items: progress.items, settled: of("resolved"), review: of("review"), exceptions: of("exception", "dropped"), open: of("waiting", "working") };
}

const n = (count: number): string => count.toLocaleString("en");
const counted = (count: number, one: string, many: string): string => `${n(count)} ${count === 1 ? one : many}`;

/** What would be in a version frozen now, and what not. */
export function sayHolds(it: Holds): string[] {
  if (it.items === 0) return ["There are no items yet; a version would be empty."];
  const said = [`${n(it.settled)} of ${counted(it.items, "item is", "items are")} settled. A version frozen now lists every item, and holds the ${it.settled === 1 ? "label" : "labels"} of those ${n(it.settled)}.`];
  const out = [it.open > 0 ? `${n(it.open)} still to be labelled` : "", it.review > 0 ? `${n(it.review)} in review` : "", it.exceptions > 0 ? counted(it.exceptions, "exception", "exceptions") : ""].filter(Boolean);
  if (out.length > 0) said.push(`Without a label in it: ${out.join(", ")}.`);
  said.push("Labels that are frozen are no longer changed by whoever gave them.");
  return said;
}

/** "12 labels changed, 40 items added, none removed, 2 with other content; 1,200 the same." */
export function sayDiff(diff: Pick<DatasetDiff, "changed" | "added" | "removed" | "content" | "same">): string {
  if (diff.changed + diff.added + diff.removed + diff.content === 0) return diff.same === 0 ? "Both are empty." : `Nothing differs: ${counted(diff.same, "item is", "items are")} the same.`;
  const parts = [
    diff.changed === 0 ? "no label changed" : counted(diff.changed, "label changed", "labels changed"),
    diff.added === 0 ? "no item added" : counted(diff.added, "item added", "items added"),
    diff.removed === 0 ? "none removed" : `${n(diff.removed)} removed`,
    diff.content === 0 ? "none with other content" : `${n(diff.content)} with other content`,
  ];
  const said = `${parts.join(", ")}; ${diff.same === 0 ? "none" : n(diff.same)} the same.`;
  return said[0]?.toUpperCase() + said.slice(1);
}

export const DIFFERENCE: Readonly<Record<string, string>> = { added: "item added", removed: "item removed", changed: "label changed", content: "other content" };

/** A hash in groups of four, as people compare it. */
export const writeHash = (sha256: string, groups = 4): string => (sha256.match(/.{4}/g) ?? []).slice(0, groups).join(" ");

/** 26,483 bytes as people say it: 26 kB, 1.4 MB. */
export function writeBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  for (const [unit, size] of [["GB", 1e9], ["MB", 1e6]] as const) if (bytes >= size) return `${(bytes / size).toFixed(1)} ${unit}`;
  return `${Math.round(bytes / 1000)} kB`;
}
