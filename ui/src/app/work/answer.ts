// An answer as it is checked before it is sent, and as the server speaks of it afterwards.
import type { ApiError } from "../../api/client";
import type { FieldSpec, Values } from "../../api/types";
import { isRequired, prune } from "../../engine/fields";
import { kindOf } from "../../kinds/registry";

/** What is wrong with one field's value, in sentences. */
export function problemsOf(field: FieldSpec, value: unknown): string[] {
  if (value === undefined) return isRequired(field) ? ["This field needs an answer."] : [];
  return kindOf(field).kind.check(value, field).map((one) => one.message);
}

/** The values of the fields that are shown, each in its one form. */
export function valuesToSend(fields: readonly FieldSpec[], values: Values): Values {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const out: Values = {};
  for (const [name, value] of Object.entries(prune(fields, values))) {
    const field = byName.get(name);
    if (field !== undefined) out[name] = kindOf(field).kind.normal(value, field);
  }
  return out;
}

/** The server's problems with values, by field: their pointers begin with /values/NAME. */
export function problemsByField(error: ApiError): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const one of error.errors) {
    const name = /^\/values\/([^/]+)/.exec(one.pointer)?.[1];
    if (name !== undefined) found.set(name.replaceAll("~1", "/").replaceAll("~0", "~"), [one.message]);
  }
  return found;
}
