// What a column is taken for, read from and written into an import's mapping. Pure.
import type { ImportMapping } from "../../api/types";

/** key, slice, gold:FIELD, text, or content. */
export function roleOf(mapping: ImportMapping, column: string): string {
  if (mapping.key === column) return "key";
  if (mapping.slices.includes(column)) return "slice";
  const field = mapping.gold[column];
  if (field !== undefined) return `gold:${field}`;
  return mapping.map[column] === "text" ? "text" : "content";
}

/** The mapping with this column in that role, and in no other. Only one column is the key, one the text. */
export function withRole(mapping: ImportMapping, column: string, role: string): ImportMapping {
  const without = <V,>(from: Record<string, V>): Record<string, V> => Object.fromEntries(Object.entries(from).filter(([name]) => name !== column));
  const map = Object.fromEntries(Object.entries(without(mapping.map)).filter(([, to]) => role !== "text" || to !== "text"));
  const gold = without(mapping.gold);
  const slices = mapping.slices.filter((name) => name !== column);
  const key = role === "key" ? column : mapping.key === column ? null : mapping.key;
  if (role === "slice") slices.push(column);
  if (role === "text") map[column] = "text";
  if (role.startsWith("gold:")) gold[column] = role.slice("gold:".length);
  return { key, map, slices, gold };
}
