// What a column is taken for: read from an import's mapping, written into it, and proposed. Pure.
import type { FieldSpec, ImportMapping, ImportPreview } from "../../api/types";

export const NOTHING: ImportMapping = { key: null, map: {}, slices: [], gold: {} };

/** key, slice, gold:FIELD, text, or content. */
export function roleOf(mapping: ImportMapping, column: string): string {
  if (mapping.key === column) return "key";
  if (mapping.slices.includes(column)) return "slice";
  const field = mapping.gold[column];
  if (field !== undefined) return `gold:${field}`;
  return mapping.map[column] === "text" ? "text" : "content";
}

const without = <V,>(from: Record<string, V>, name: string): Record<string, V> => Object.fromEntries(Object.entries(from).filter(([other]) => other !== name));

/** The mapping with this column in that role, and in no other. Only one column is the key, one the text. */
export function withRole(mapping: ImportMapping, column: string, role: string): ImportMapping {
  const map = Object.fromEntries(Object.entries(without(mapping.map, column)).filter(([, to]) => role !== "text" || to !== "text"));
  const gold = without(mapping.gold, column);
  const slices = mapping.slices.filter((name) => name !== column);
  const key = role === "key" ? column : mapping.key === column ? null : mapping.key;
  if (role === "slice") slices.push(column);
  if (role === "text") map[column] = "text";
  if (role.startsWith("gold:")) {
    const field = role.slice("gold:".length);
    for (const [other, to] of Object.entries(gold)) if (to === field) delete gold[other]; // a field has one known answer
    gold[column] = field;
  }
  return { key, map, slices, gold };
}

/** A content column under another name; its own name takes the renaming away. */
export function withName(mapping: ImportMapping, column: string, name: string): ImportMapping {
  const map = without(mapping.map, column);
  return { ...mapping, map: name === "" || name === column ? map : { ...map, [column]: name } };
}

/** What the column is called in an item. */
export const nameOf = (mapping: ImportMapping, column: string): string => mapping.map[column] ?? column;

// Columns that only our own exports have: those are read whole, labels and judgments with them.
const EXPORTS = [
  ["key", "item", "field", "value", "class", "p", "n", "decision", "schema"],
  ["key", "item", "task", "field", "value", "annotator", "role", "outcome"],
];

export function isOurExport(columns: readonly { name: string }[]): boolean {
  const names = new Set(columns.map((one) => one.name));
  return EXPORTS.some((needed) => needed.every((name) => names.has(name)));
}

type Column = Pick<ImportPreview["columns"][number], "name" | "guess" | "samples">;

/**
 * A mapping to begin with, from what the columns look like and what the project asks. Known answers
 * are proposed where every sample is a class of one field; a column of answers that fits no field is
 * kept out of the items, so that nobody reads the answer beside the question.
 */
export function proposed(columns: readonly Column[], fields: readonly FieldSpec[]): ImportMapping {
  if (isOurExport(columns)) return NOTHING;
  let mapping = NOTHING;
  for (const column of columns) {
    const field = column.samples.length === 0 ? undefined : fields.find((one) => column.samples.every((text) => classIds(one).includes(text)));
    if (field !== undefined && !Object.values(mapping.gold).includes(field.name)) mapping = withRole(mapping, column.name, `gold:${field.name}`);
    else if (column.guess === "text" && !Object.values(mapping.map).includes("text")) mapping = withRole(mapping, column.name, "text");
    else if (column.guess === "key" && mapping.key === null) mapping = withRole(mapping, column.name, "key");
    else if (column.guess === "slice" || column.guess === "gold") mapping = withRole(mapping, column.name, "slice");
  }
  return mapping;
}

function classIds(field: FieldSpec): string[] {
  const given = field.kind === "choice" && Array.isArray(field["classes"]) ? (field["classes"] as (string | { id: string })[]) : [];
  return given.map((one) => (typeof one === "string" ? one : one.id));
}
