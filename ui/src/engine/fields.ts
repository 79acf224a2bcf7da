// Several fields on a screen: which are shown under their conditions, and what then counts.

export interface FieldLike {
  name: string;
  kind: string;
  title?: string;
  required?: boolean;
  shown_when?: Readonly<Record<string, string | readonly string[]>>;
}

export type Values = Readonly<Record<string, unknown>>;

/**
 * The fields shown for these values, in their order. All conditions of a field must hold; a field
 * that is itself hidden has no value. Conditions in a circle never hold.
 */
export function shownFields<F extends FieldLike>(fields: readonly F[], values: Values): F[] {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const known = new Map<string, boolean>();

  function isShown(name: string): boolean {
    const before = known.get(name);
    if (before !== undefined) return before;
    const field = byName.get(name);
    if (field === undefined) return false;
    known.set(name, false); // met again on the way round: a circle
    const holds = Object.entries(field.shown_when ?? {}).every(([other, wanted]) => isShown(other) && meets(values[other], wanted));
    known.set(name, holds);
    return holds;
  }

  return fields.filter((field) => isShown(field.name));
}

function meets(value: unknown, wanted: string | readonly string[]): boolean {
  const list = typeof wanted === "string" ? [wanted] : wanted;
  if (Array.isArray(value)) return value.some((one) => list.includes(one as string));
  return value !== undefined && value !== null && list.includes(String(value));
}

/** Without the values of fields that are not shown: those must not be sent. */
export function prune(fields: readonly FieldLike[], values: Values): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const field of shownFields(fields, values)) {
    const value = values[field.name];
    if (value !== undefined) out[field.name] = value;
  }
  return out;
}

/** Required is the rule; a field says so when it is not. */
export const isRequired = (field: FieldLike): boolean => field.required !== false;

/** Names of shown, required fields that have no value yet, in order. */
export function missing(fields: readonly FieldLike[], values: Values): string[] {
  return shownFields(fields, values)
    .filter((field) => isRequired(field) && values[field.name] === undefined)
    .map((field) => field.name);
}
