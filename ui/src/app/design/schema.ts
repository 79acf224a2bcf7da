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

export const KINDS = ["choice", "text", "number"] as const;

/** The twelve class colours of the tokens, in hotkey order; stored in hexadecimal. */
export const COLOURS = [
  ["red", "#c4161c"],
  ["blue", "#3f6ef6"],
  ["orange", "#f58a22"],
  ["green", "#1a6a66"],
  ["violet", "#c97de6"],
  ["cyan", "#45d6ea"],
  ["indigo", "#2d1280"],
  ["yellow", "#eef035"],
  ["grey", "#8c9196"],
  ["peach", "#f7c9a8"],
  ["brown", "#b07a3c"],
  ["pink", "#f5a3b5"],
] as const;

export const colourOf = (one: ClassSpec, place: number): string => one.color ?? COLOURS[place % COLOURS.length]?.[1] ?? "#8c9196";

/** Keys that the workbench answers to itself. */
const RESERVED = "usfgzh?/";

/** An id from a name: letters, digits and _, starting with a letter, not among those taken. */
export function idFrom(name: string, taken: readonly string[]): string {
  const base =
    name
      .normalize("NFKD")
      .replace(/\p{M}/gu, "") // the dots of ü
      .toLowerCase()
      .replaceAll("ß", "ss")
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

/** New classes at the end, one a name; ids are made from the names, once. `taken` were used before. */
export function withClasses(classes: readonly ClassSpec[], names: readonly string[], taken: readonly string[] = []): ClassSpec[] {
  const next = [...classes];
  for (const raw of names) {
    const name = raw.trim();
    if (name === "") continue;
    const color = COLOURS.find(([, hex]) => !next.some((one, place) => colourOf(one, place) === hex))?.[1] ?? COLOURS[next.length % COLOURS.length]?.[1];
    next.push({ id: idFrom(name, [...next.map((one) => one.id), ...taken]), name, ...(color === undefined ? {} : { color }) });
  }
  return next;
}

export function newField(kind: string, fields: readonly FieldSpec[]): FieldSpec {
  const name = idFrom(kind === "choice" ? "answer" : kind, fields.map((one) => one.name));
  return kind === "choice" ? { name, kind, title: "", classes: [] } : { name, kind, title: "" };
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

export type Conditions = readonly (readonly [field: string, values: readonly string[]])[];

export const conditionsOf = (field: FieldSpec): Conditions => Object.entries(field.shown_when ?? {}).map(([name, values]) => [name, Array.isArray(values) ? values : [values]] as const);

/** The field with this condition in place of the one on `name`; null takes it away. */
export function withCondition(field: FieldSpec, name: string, values: readonly string[] | null): FieldSpec {
  const entries = conditionsOf(field).filter(([on]) => on !== name);
  const next = values === null ? entries : [...entries, [name, values] as const];
  const { shown_when: _, ...rest } = field;
  return next.length === 0 ? (rest as FieldSpec) : ({ ...rest, shown_when: Object.fromEntries(next.map(([on, list]) => [on, [...list]])) } as FieldSpec);
}

/** Without the field at `index`, and without conditions that stood on it. */
export function withoutField(fields: readonly FieldSpec[], index: number): FieldSpec[] {
  const name = fields[index]?.name;
  return removed(fields, index).map((field) => (name === undefined ? field : withCondition(field, name, null)));
}

/** A field under another name; conditions on it follow. */
export function renamedField(fields: readonly FieldSpec[], index: number, name: string): FieldSpec[] {
  const before = fields[index]?.name;
  return fields.map((field, at) => {
    if (at === index) return { ...field, name };
    const values = conditionsOf(field).find(([on]) => on === before)?.[1];
    return before === undefined || values === undefined ? field : withCondition(withCondition(field, before, null), name, values);
  });
}

/** The field without settings that are empty: what is sent. */
export function cleaned(field: FieldSpec): FieldSpec {
  const filled = (value: unknown): boolean => value !== "" && value !== undefined && value !== null;
  const entries = Object.entries(field).filter(([, value]) => filled(value));
  const out = Object.fromEntries(entries) as FieldSpec;
  if (Array.isArray(out["classes"])) out["classes"] = classesOf(out).map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => filled(value))));
  return out;
}

export interface Trouble {
  field: number;
  text: string;
}

/** What the server would refuse, said while somebody types. */
export function troubles(fields: readonly FieldSpec[]): Trouble[] {
  const out: Trouble[] = [];
  fields.forEach((field, index) => {
    const say = (text: string): void => void out.push({ field: index, text });
    if (!/^[a-z][a-z0-9_]{0,39}$/.test(field.name)) say("A field's name is made of a to z, 0 to 9 and _, and begins with a letter: for example “topic”.");
    else if (fields.findIndex((one) => one.name === field.name) < index) say(`Two fields are called “${field.name}”; give one another name.`);
    const before = fields.slice(0, index).map((one) => one.name);
    for (const [on] of conditionsOf(field)) if (!before.includes(on)) say(`It is shown by the answer of “${on}”, which must stand above it.`);
    for (const [on, values] of conditionsOf(field)) if (values.length === 0) say(`Say with which answers of “${on}” the field is shown, or take the condition away.`);
    if (field.kind !== "choice") return;
    const live = classesOf(field).filter((one) => one.retired !== true);
    if (live.length < 2) say("A choice needs two classes or more.");
    const keys = live.flatMap((one) => (one.hotkey ? [one.hotkey.toLowerCase()] : []));
    const twice = keys.find((key, at) => keys.indexOf(key) < at);
    if (twice !== undefined) say(`Two classes have the key “${twice}”; each needs its own.`);
    const taken = keys.find((key) => RESERVED.includes(key));
    if (taken !== undefined) say(`The workbench uses the key “${taken}” itself; take another.`);
  });
  return out;
}

/** What a field is, in a few words: the second line of a list. */
export function summary(field: FieldSpec): string {
  const parts: string[] = [];
  if (field.kind === "choice") {
    const n = classesOf(field).filter((one) => one.retired !== true).length;
    parts.push(field["multiple"] === true ? `choice, several of ${n}` : field["ordered"] === true ? `scale of ${n}` : `choice, one of ${n}`);
  } else if (field.kind === "number") {
    const [min, max] = [field["min"], field["max"]];
    const range = min !== undefined && max !== undefined ? ` ${String(min)}–${String(max)}` : min !== undefined ? ` from ${String(min)}` : max !== undefined ? ` to ${String(max)}` : "";
    parts.push(`number${range}${typeof field["unit"] === "string" && field["unit"] !== "" ? ` ${field["unit"]}` : ""}`);
  } else parts.push(field.kind === "text" ? (field["multiline"] === true ? "text, several lines" : "text, one line") : field.kind);
  const when = conditionsOf(field);
  if (when.length > 0) parts.push(`with ${when.map(([on, values]) => `${on} ${values.join(" or ")}`).join(" and ")}`);
  if (field.required === false) parts.push("optional");
  return parts.join(", ");
}
