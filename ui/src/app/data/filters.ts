// Filters of the item grid and the address: the same names as the API's, so that a view is a link.
import { writeP } from "../../engine/certainty";

/** Filters by their name in the API: `state`, `decision`, `p_min`, `p_max`, `q`, `class.*`, `slice.*`. */
export type Filters = Readonly<Record<string, string>>;

export const STATES: Readonly<Record<string, string>> = {
  waiting: "waiting",
  working: "being judged",
  review: "in review",
  resolved: "settled",
  exception: "exception",
  dropped: "dropped",
  withdrawn: "withdrawn",
};

export const DECISIONS: Readonly<Record<string, string>> = {
  accept: "accepted",
  ask: "asked again",
  review: "to review",
  exception: "exception",
};

export const SORTS: Readonly<Record<string, string>> = {
  key: "by name",
  "-key": "by name, from the end",
  p: "least sure first",
  "-p": "surest first",
  judgments: "fewest judgments first",
  "-judgments": "most judgments first",
  "-updated": "changed last first",
  updated: "changed longest ago first",
};

const PLAIN = ["state", "decision", "p_min", "p_max", "q"];
const isFilter = (name: string): boolean => PLAIN.includes(name) || /^(class|slice)\../.test(name);

/** The filters of an address; other parameters and empty values are left out. */
export function readFilters(query: URLSearchParams): Filters {
  const found: Record<string, string> = {};
  for (const [name, value] of query) if (isFilter(name) && value !== "") found[name] = value;
  return found;
}

/** What to change in an address so that it has these filters and no others. */
export function toQuery(next: Filters, before: Filters): Record<string, string | null> {
  const changes: Record<string, string | null> = {};
  for (const name of Object.keys(before)) if (next[name] === undefined) changes[name] = null;
  return { ...changes, ...next };
}

/** The sort of an address, or by name. */
export function readSort(query: URLSearchParams): string {
  const sort = query.get("sort") ?? "key";
  return Object.hasOwn(SORTS, sort) ? sort : "key";
}

export interface Chip {
  /** The filters that go when the chip is taken away. */
  names: readonly string[];
  field: string;
  condition: string;
}

export interface Names {
  /** Title of a field of the schema. */
  field: (name: string) => string;
  /** Name of a class. */
  cls: (field: string, id: string) => string;
}

/** A chip for each filter, in the order of the filter sheet; the two ends of p are one. */
export function chipsOf(filters: Filters, names: Names): Chip[] {
  const chips: Chip[] = [];
  const add = (name: string, field: string, condition: string): void => void chips.push({ names: [name], field, condition });
  if (filters["q"] !== undefined) add("q", "text", `“${filters["q"]}”`);
  if (filters["state"] !== undefined) add("state", "state", words(filters["state"], STATES));
  if (filters["decision"] !== undefined) add("decision", "last decision", words(filters["decision"], DECISIONS));
  const p = range(filters["p_min"], filters["p_max"]);
  if (p !== null) chips.push({ names: ["p_min", "p_max"], field: "p", condition: p });
  for (const [name, value] of Object.entries(filters)) {
    if (name.startsWith("class.")) add(name, names.field(name.slice(6)), names.cls(name.slice(6), value));
    else if (name.startsWith("slice.")) add(name, name.slice(6), value);
  }
  return chips;
}

export function without(filters: Filters, gone: readonly string[]): Filters {
  return Object.fromEntries(Object.entries(filters).filter(([name]) => !gone.includes(name)));
}

function words(list: string, said: Readonly<Record<string, string>>): string {
  return list
    .split(",")
    .map((one) => said[one] ?? one)
    .join(" or ");
}

function range(min: string | undefined, max: string | undefined): string | null {
  if (min === undefined && max === undefined) return null;
  if (min === undefined) return `at most ${bound(max)}`;
  return max === undefined ? `at least ${bound(min)}` : `${bound(min)} to ${bound(max)}`;
}

function bound(text: string | undefined): string {
  const p = Number(text);
  if (text === undefined || !Number.isFinite(p)) return text ?? "";
  return p <= 0 ? "0" : p >= 1 ? "1" : writeP(p);
}

/** What is wrong with a bound of p as typed, with a value that would pass. Empty is no bound. */
export function checkBound(text: string): string | null {
  if (text.trim() === "") return null;
  const p = Number(text.replace(",", "."));
  if (Number.isFinite(p) && p >= 0 && p <= 1) return null;
  return Number.isFinite(p) && p > 1 && p <= 100 ? `A probability lies between 0 and 1. For ${text} % write .${String(Math.round(p)).padStart(2, "0")}.` : "A probability lies between 0 and 1, such as .95.";
}

/** The last decision as a sentence; where somebody has since sent the item elsewhere, that comes first. */
export function sayWhy(sentence: string, decision: string | null, state: string): string {
  const evidence = sentence.slice(sentence.indexOf(":") + 1).trim();
  const settled = decision === "accept" || decision === "exception";
  if (settled && (state === "waiting" || state === "working")) return `Open again: before, ${evidence}`;
  return state === "review" && decision !== "review" ? `In review: before, ${evidence}` : sentence;
}
