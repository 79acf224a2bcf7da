// What is being edited, as values by id, and the changes that lead from one state to the next.

export interface Change {
  id: string;
  before: unknown;
  after: unknown;
  /** Who made it: "person", "draft", "side". */
  origin: string;
}

export type State = Readonly<Record<string, unknown>>;

/** `undefined` stands for "not there". */
export function apply(state: State, changes: readonly Change[]): State {
  const next: Record<string, unknown> = { ...state };
  for (const { id, after } of changes) {
    if (after === undefined) delete next[id];
    else next[id] = after;
  }
  return next;
}

/** The changes that take these back, in reverse order. */
export function invert(changes: readonly Change[]): Change[] {
  return [...changes].reverse().map(({ id, before, after, origin }) => ({ id, before: after, after: before, origin }));
}

/** The changes that lead from one state to another, by id. */
export function difference(from: State, to: State, origin: string): Change[] {
  const ids = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...ids].sort().flatMap((id) => (same(from[id], to[id]) ? [] : [{ id, before: from[id], after: to[id], origin }]));
}

/** Equality of JSON values; the order of keys does not matter. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]));
}
