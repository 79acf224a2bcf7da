// Editing of a schema's fields: pure steps from one list of fields to the next.
import type { FieldSpec } from "../../api/types";

export interface ClassSpec {
  id: string;
  name?: string;
  description?: string;
  color?: string;
  hotkey?: string;
  retired?: boolean;
}

export const KINDS = ["choice", "number", "text"] as const;

/** An id from a name: letters, digits and _, starting with a letter, not among those taken. */
export function idFrom(name: string, taken: readonly string[]): string {
  const base =
    name
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "_")
      .replace(/^_+|_+$/g, "")
      .replace(/^(?=\d)/, "n")
      .slice(0, 40) || "field";
  if (!taken.includes(base)) return base;
  let n = 2;
  while (taken.includes(`${base}_${n}`)) n += 1;
  return `${base}_${n}`;
}

/** Classes as objects, whichever way they were written. */
export function classesOf(field: FieldSpec): ClassSpec[] {
  const given = Array.isArray(field["classes"]) ? (field["classes"] as (string | ClassSpec)[]) : [];
  return given.map((one) => (typeof one === "string" ? { id: one } : one));
}

export function newField(kind: string, fields: readonly FieldSpec[]): FieldSpec {
  const name = idFrom(kind === "choice" ? "answer" : kind, fields.map((one) => one.name));
  return kind === "choice" ? { name, kind, title: "", classes: [{ id: "yes", name: "Yes" }, { id: "no", name: "No" }] } : { name, kind, title: "" };
}

export const replaced = <T,>(list: readonly T[], index: number, next: T): T[] => list.map((one, at) => (at === index ? next : one));

export const removed = <T,>(list: readonly T[], index: number): T[] => list.filter((_, at) => at !== index);

/** One place up (-1) or down (+1); at the end it stays. */
export function moved<T>(list: readonly T[], index: number, by: -1 | 1): T[] {
  const to = index + by;
  const one = list[index];
  if (one === undefined || to < 0 || to >= list.length) return [...list];
  const next = removed(list, index);
  next.splice(to, 0, one);
  return next;
}

/** The field without settings that are empty: what is sent. */
export function cleaned(field: FieldSpec): FieldSpec {
  const entries = Object.entries(field).filter(([, value]) => value !== "" && value !== undefined && value !== null);
  return Object.fromEntries(entries) as FieldSpec;
}
