// Undo and redo over changes. Pure: a history is a value, and every step gives a new one.
import { apply, invert, type Change, type State } from "./document";

interface Step {
  changes: readonly Change[];
  /** Steps of one group that follow each other count as one: letters typed into a field. */
  group: string | null;
}

export interface History {
  state: State;
  past: readonly Step[];
  future: readonly Step[];
}

export function begin(state: State): History {
  return { state, past: [], future: [] };
}

/** Makes the changes, remembering how to take them back. No changes, no step. */
export function record(history: History, changes: readonly Change[], group: string | null = null): History {
  if (changes.length === 0) return history;
  const state = apply(history.state, changes);
  const last = history.past.at(-1);
  if (last !== undefined && group !== null && last.group === group) {
    const merged = { changes: merge(last.changes, changes), group };
    return { state, past: [...history.past.slice(0, -1), merged], future: [] };
  }
  return { state, past: [...history.past, { changes, group }], future: [] };
}

export const canUndo = (history: History): boolean => history.past.length > 0;
export const canRedo = (history: History): boolean => history.future.length > 0;

export function undo(history: History): History {
  const step = history.past.at(-1);
  if (step === undefined) return history;
  return { state: apply(history.state, invert(step.changes)), past: history.past.slice(0, -1), future: [...history.future, step] };
}

export function redo(history: History): History {
  const step = history.future.at(-1);
  if (step === undefined) return history;
  return { state: apply(history.state, step.changes), past: [...history.past, step], future: history.future.slice(0, -1) };
}

/** Two steps as one: what was before the first, what is after the last. */
function merge(first: readonly Change[], then: readonly Change[]): Change[] {
  const out = new Map(first.map((change) => [change.id, change]));
  for (const change of then) {
    const earlier = out.get(change.id);
    out.set(change.id, earlier === undefined ? change : { ...change, before: earlier.before });
  }
  return [...out.values()];
}
