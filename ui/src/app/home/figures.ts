// What the home's panels show, computed from the counts of the wire alone. Pure.
import type { FieldSpec, Progress } from "../../api/types";

export interface LevelRow {
  name: string;
  bound: string;
  settled: number;
  open: number;
  /** The filter of the items behind it. */
  query: string;
}

const LEVELS = [
  ["guess", "under .50", 0, 0.5],
  ["leaning", "to .80", 0.5, 0.8],
  ["likely", "to .95", 0.8, 0.95],
  ["sure", "to .99", 0.95, 0.99],
  ["firm", ".99 up", 0.99, 1],
] as const;

/** Settled and open labels by level, each with the filter of its items. */
export function levelRows(certainty: Progress["certainty"]): LevelRow[] {
  return LEVELS.map(([name, bound, low, high], index) => ({
    name,
    bound,
    settled: certainty.settled[index] ?? 0,
    open: certainty.open[index] ?? 0,
    query: `p_min=${low}${high < 1 ? `&p_max=${high}` : ""}`,
  }));
}

const STATES: readonly (readonly [state: string, words: string])[] = [
  ["waiting", "wait for the first judgment"],
  ["working", "being judged"],
  ["review", "wait for review"],
  ["exception", "exceptions"],
  ["resolved", "settled"],
  ["dropped", "left out"],
];

export interface StateRow {
  state: string;
  words: string;
  n: number;
}

/** Items by state in the order of an item's life; states that hold none are left out. */
export function stateRows(counts: Progress["by_state"]): StateRow[] {
  const known = new Map(counts.map((one) => [one.name, one.n]));
  const rows = STATES.map(([state, words]) => ({ state, words, n: known.get(state) ?? 0 }));
  const others = counts.filter((one) => !STATES.some(([state]) => state === one.name)).map((one) => ({ state: one.name, words: one.name, n: one.n }));
  return [...rows, ...others].filter((row) => row.n > 0);
}

export interface ClassRow {
  id: string;
  name: string;
  /** The field that has this class; null where several do, or none. */
  field: string | null;
  color: string | null;
  n: number;
}

interface Named {
  id: string;
  name: string;
  color: string;
}

/** Classes with their counts, largest first, named and coloured by the one field that has them. */
export function classRows(counts: Progress["classes"], fields: readonly FieldSpec[], classesOf: (field: FieldSpec) => readonly Named[]): ClassRow[] {
  const found = fields.filter((field) => field.kind === "choice").flatMap((field) => classesOf(field).map((one) => ({ ...one, field: field.name })));
  return [...counts]
    .sort((a, b) => b.n - a.n)
    .map(({ name: id, n }) => {
      const mine = found.filter((one) => one.id === id);
      const only = mine.length === 1 ? mine[0] : undefined;
      return { id, n, name: mine[0]?.name ?? id, field: only?.field ?? null, color: only?.color ?? null };
    });
}
