// What several judgments of one item agree on, and on what not, field by field. Pure.
import { same } from "./document";

export interface SideLike {
  outcome: string;
  values: Readonly<Record<string, unknown>>;
}

export interface Camp {
  value: unknown;
  /** Places of the sides that gave this value, in order of arrival. */
  sides: number[];
}

export interface FieldView {
  field: string;
  /** Largest camp first; among equals the one that came first. */
  camps: Camp[];
  /** Sides that answered the item, but not this field. */
  silent: number;
  agreed: boolean;
}

/** One field over all sides that gave an answer. Equality is that of the values on the wire. */
export function compareField(field: string, sides: readonly SideLike[]): FieldView {
  const camps: Camp[] = [];
  let silent = 0;
  for (const [place, side] of sides.entries()) {
    if (side.outcome !== "answered") continue;
    const value = side.values[field];
    if (value === undefined) {
      silent += 1;
      continue;
    }
    const camp = camps.find((one) => same(one.value, value));
    if (camp === undefined) camps.push({ value, sides: [place] });
    else camp.sides.push(place);
  }
  camps.sort((a, b) => b.sides.length - a.sides.length || (a.sides[0] ?? 0) - (b.sides[0] ?? 0));
  return { field, camps, silent, agreed: camps.length <= 1 && (silent === 0 || camps.length === 0) };
}

/** "3 of 3", "2 to 1", "2 to 1 to 1". */
export function writeCamps(view: FieldView): string {
  const sizes = view.camps.map((camp) => camp.sides.length);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  if (all === 0) return "nobody answered";
  return sizes.length === 1 ? `${all} of ${all + view.silent}` : sizes.join(" to ");
}
