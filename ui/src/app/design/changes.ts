// What a new version of a schema does, in words: from the server's preview, and between two versions.
import type { FieldSpec, SchemaPreview } from "../../api/types";
import { classesOf, conditionsOf } from "./schema";

type Move = SchemaPreview["moves"][number];

const labels = (n: number, one: string, many: string): string => (n === 0 ? "" : `, ${n.toLocaleString()} ${n === 1 ? `label ${one}` : `labels ${many}`}`);

/** One line of a preview as a sentence; null for what stays as it is. */
export function sayMove(move: Move): string | null {
  const { field, old, what } = move;
  const to = move.new.join(" and ");
  if (old === null && move.new.length === 0) {
    if (what === "added") return `${field}: a new field`;
    if (what === "removed") return `${field}: no longer asked${labels(move.labels, "stays with its judgments", "stay with their judgments")}`;
    if (what === "kind-changed") return `${field}: another kind${labels(move.labels, "is asked again", "are asked again")}`;
    return `${field}: ${what}${labels(move.labels, "", "").trimEnd()}`;
  }
  switch (what) {
    case "same":
      return null;
    case "added":
      return `${field}: new class ${to}`;
    case "retired":
      return `${field}: ${old} is no longer offered${labels(move.labels, "stays", "stay")}`;
    case "split":
      return `${field}: ${old} becomes ${to}${labels(move.labels, "is asked again", "are asked again")}`;
    case "merged":
    case "renamed":
      return `${field}: ${old} becomes ${to}${labels(move.labels, "moves", "move")}`;
    default:
      return `${field}: ${old} ${what} ${to}${labels(move.labels, "", "").trimEnd()}`;
  }
}

/** What is different between two versions, a line each. */
export function differences(before: readonly FieldSpec[], after: readonly FieldSpec[]): string[] {
  const out: string[] = [];
  const old = new Map(before.map((field) => [field.name, field]));
  for (const field of after) {
    const was = old.get(field.name);
    old.delete(field.name);
    if (was === undefined) out.push(`field ${field.name} added`);
    else out.push(...fieldDifferences(was, field));
  }
  return [...out, ...[...old.keys()].map((name) => `field ${name} taken away`)];
}

const written = (value: unknown): string => JSON.stringify(value) ?? "";

function fieldDifferences(was: FieldSpec, field: FieldSpec): string[] {
  const out: string[] = [];
  const { name } = field;
  if (was.kind !== field.kind) return [`${name}: ${was.kind} becomes ${field.kind}`];
  if ((was.title ?? "") !== (field.title ?? "")) out.push(`${name}: asked as “${field.title ?? ""}”`);
  if ((was.required ?? true) !== (field.required ?? true)) out.push(`${name}: ${field.required === false ? "optional" : "required"}`);
  if (written(conditionsOf(was)) !== written(conditionsOf(field))) out.push(`${name}: shown ${conditionsOf(field).length === 0 ? "always" : "under another condition"}`);
  const others = new Set([...Object.keys(was), ...Object.keys(field)].filter((key) => !["name", "kind", "title", "required", "shown_when", "classes"].includes(key)));
  for (const key of others) if (written(was[key]) !== written(field[key])) out.push(`${name}: ${key} ${field[key] === undefined || field[key] === null ? "taken away" : written(field[key])}`);
  const had = new Map(classesOf(was).map((one) => [one.id, one]));
  for (const one of classesOf(field)) {
    const then = had.get(one.id);
    had.delete(one.id);
    if (then === undefined) out.push(`${name}: class ${one.id} added`);
    else if (one.retired === true && then.retired !== true) out.push(`${name}: class ${one.id} retired`);
    else if (written(then) !== written(one)) out.push(`${name}: class ${one.id} changed`);
  }
  return [...out, ...[...had.keys()].map((id) => `${name}: class ${id} moved elsewhere`)];
}
