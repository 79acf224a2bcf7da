// Values in words, with the swatch of their class.
import type { JSX } from "preact";
import type { Values } from "../engine/fields";
import { titleOf, type FormField } from "./FieldsForm";
import { writeValue } from "./registry";

export function ValueView({ field, value }: { field: FormField; value: unknown }): JSX.Element {
  const parts = writeValue(field, value);
  if (parts.length === 0) return <span class="faint">no answer</span>;
  return (
    <span class="value-parts">
      {parts.map((part, index) => (
        <span class="tag" key={index} dir="auto">
          {part.color !== undefined && <i class="swatch" style={{ "--class": part.color }} />}
          <span class="clip">{part.text}</span>
        </span>
      ))}
    </span>
  );
}

const OUTCOMES: Record<string, string> = { cannot_tell: "Cannot tell", bad_data: "Bad data", skipped: "Skipped", returned: "Returned" };

/** All of an answer: the values, or what was said instead. `named` writes the fields' names too. */
export function AnswerView({ fields, values, outcome, named = false }: { fields: readonly FormField[]; values: Values; outcome: string; named?: boolean }): JSX.Element {
  if (outcome !== "answered") return <span class="soft">{OUTCOMES[outcome] ?? outcome}</span>;
  const given = fields.filter((field) => values[field.name] !== undefined);
  return (
    <span class="value-parts">
      {given.map((field) => (
        <span key={field.name} class="tag">
          {named && <span class="faint">{titleOf(field)}</span>}
          <ValueView field={field} value={values[field.name]} />
        </span>
      ))}
    </span>
  );
}
