// All filters of the grid in one dialog: state, last decision, p, classes, slices, text.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { FieldSpec } from "../../api/types";
import { Dialog } from "../../components/Dialog";
import { Field } from "../../components/Field";
import { Key } from "../../components/Key";
import { classesOf } from "../../kinds/choice/kind";
import { titleOf } from "../../kinds/FieldsForm";
import { checkBound, DECISIONS, STATES, type Filters } from "./filters";

export interface SheetProps {
  filters: Filters;
  fields: readonly FieldSpec[];
  /** Slices of the items that were fetched: name to values seen. */
  slices: ReadonlyMap<string, readonly string[]>;
  onApply: (filters: Filters) => void;
  onClose: () => void;
}

export default function FilterSheet({ filters, fields, slices, onApply, onClose }: SheetProps): JSX.Element {
  const [now, setNow] = useState<Filters>(filters);
  const [checked, setChecked] = useState(false);
  const set = (name: string, value: string): void => setNow({ ...now, [name]: value });
  const low = checkBound(now["p_min"] ?? "");
  const high = checkBound(now["p_max"] ?? "");
  const choices = fields.filter((field) => field.kind === "choice");
  const names = [...new Set([...slices.keys(), ...Object.keys(filters).flatMap((name) => (name.startsWith("slice.") ? [name.slice(6)] : []))])];

  function apply(event: Event): void {
    event.preventDefault();
    setChecked(true);
    if (low !== null || high !== null) return;
    const next = Object.entries(now).map(([name, value]) => [name, /^p_/.test(name) ? value.replace(",", ".").trim() : value.trim()] as const);
    onApply(Object.fromEntries(next.filter(([, value]) => value !== "")));
  }

  return (
    <Dialog title="Filter" kind="sheet" onClose={onClose}>
      <form class="filter-sheet" onSubmit={apply}>
        <Field label="Text in the item or its name">
          <input type="search" value={now["q"] ?? ""} maxLength={200} onInput={(event) => set("q", event.currentTarget.value)} />
        </Field>
        <div class="two">
          <Field label="p of the least sure label, at least" error={checked || now["p_min"] ? low : null}>
            <input inputMode="decimal" placeholder="0" value={now["p_min"] ?? ""} onInput={(event) => set("p_min", event.currentTarget.value)} />
          </Field>
          <Field label="at most" error={checked || now["p_max"] ? high : null}>
            <input inputMode="decimal" placeholder="1" value={now["p_max"] ?? ""} onInput={(event) => set("p_max", event.currentTarget.value)} />
          </Field>
        </div>
        <Several name="State" value={now["state"] ?? ""} options={STATES} onChange={(value) => set("state", value)} />
        <Several name="Last decision" value={now["decision"] ?? ""} options={DECISIONS} onChange={(value) => set("decision", value)} />
        {choices.map((field) => (
          <Field key={field.name} label={`${titleOf(field)} is`}>
            <select value={now[`class.${field.name}`] ?? ""} onChange={(event) => set(`class.${field.name}`, event.currentTarget.value)}>
              <option value="">any class</option>
              {classesOf(field).map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </Field>
        ))}
        {names.map((name) => (
          <Field key={name} label={`Slice ${name} is`}>
            <select value={now[`slice.${name}`] ?? ""} onChange={(event) => set(`slice.${name}`, event.currentTarget.value)}>
              <option value="">any</option>
              {[...new Set([...(slices.get(name) ?? []), ...(filters[`slice.${name}`] !== undefined ? [filters[`slice.${name}`] ?? ""] : [])])].sort().map((value) => (
                <option key={value} value={value}>
                  {value}
                </option>
              ))}
            </select>
          </Field>
        ))}
        <div class="row wrap">
          <button type="submit" class="btn primary">
            Show <Key name="Enter" />
          </button>
          <button type="button" class="btn quiet" onClick={() => onApply({})}>
            Without filters
          </button>
          <button type="button" class="btn quiet push" onClick={onClose}>
            Back <Key name="Esc" />
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Several({ name, value, options, onChange }: { name: string; value: string; options: Readonly<Record<string, string>>; onChange: (value: string) => void }): JSX.Element {
  const chosen = new Set(value.split(",").filter(Boolean));
  return (
    <fieldset>
      <legend class="label">{name}</legend>
      <div class="row wrap">
        {Object.entries(options).map(([id, said]) => (
          <label key={id} class="check small">
            <input
              type="checkbox"
              checked={chosen.has(id)}
              onChange={() => {
                if (!chosen.delete(id)) chosen.add(id);
                onChange(Object.keys(options).filter((one) => chosen.has(one)).join(","));
              }}
            />
            {said}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
