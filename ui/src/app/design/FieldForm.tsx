// One field without code: its question, what its kind can be told, and when it is shown.
import type { JSX } from "preact";
import type { FieldSpec } from "../../api/types";
import { Field } from "../../components/Field";
import { ClassesEditor } from "./ClassesEditor";
import { classesOf, conditionsOf, withCondition } from "./schema";

export interface FieldFormProps {
  field: FieldSpec;
  /** The fields above: conditions may stand on the choices among them. */
  before: readonly FieldSpec[];
  /** The field as it is stored; its name and kind are for ever. */
  stored: FieldSpec | undefined;
  merges?: Readonly<Record<string, string>> | undefined;
  troubles: readonly string[];
  onChange: (field: FieldSpec) => void;
  onRename: (name: string) => void;
  onMerges?: (merges: Record<string, string>) => void;
}

export function FieldForm({ field, before, stored, merges, troubles, onChange, onRename, onMerges }: FieldFormProps): JSX.Element {
  const set = (changes: Record<string, unknown>): void => onChange({ ...field, ...changes });
  return (
    <div class="stack loose">
      <Field label="What is asked">
        <input value={field.title ?? ""} maxLength={200} placeholder="For example: What is wrong with this leaf?" onInput={(event) => set({ title: event.currentTarget.value })} />
      </Field>
      {field.kind === "choice" && (
        <ClassesEditor
          classes={classesOf(field)}
          kept={new Map(stored === undefined ? [] : classesOf(stored).map((one) => [one.id, one]))}
          merges={merges ?? {}}
          onChange={(classes, next) => {
            set({ classes });
            if (next !== undefined) onMerges?.(next);
          }}
        />
      )}
      {troubles.map((text) => (
        <p key={text} class="trouble small">
          {text}
        </p>
      ))}
      <div class="two">
        <Field label="Field" hint={stored === undefined ? "Its name in exports. For ever, once stored." : "Its name in exports; it never changes."}>
          <input class="input mono" value={field.name} disabled={stored !== undefined} maxLength={40} onInput={(event) => onRename(event.currentTarget.value)} />
        </Field>
        <Field label="Hint" hint="A line beneath the question; may be empty.">
          <input value={typeof field["hint"] === "string" ? field["hint"] : ""} maxLength={500} onInput={(event) => set({ hint: event.currentTarget.value })} />
        </Field>
      </div>
      {field.kind === "number" && <NumberSettings field={field} set={set} />}
      <div class="row wrap wide">
        <label class="check">
          <input type="checkbox" checked={field.required !== false} onChange={(event) => set({ required: event.currentTarget.checked })} />
          Must be answered
        </label>
        {field.kind === "choice" && <ChoiceSettings field={field} set={set} />}
        {field.kind === "text" && (
          <>
            <label class="check">
              <input type="checkbox" checked={field["multiline"] === true} onChange={(event) => set({ multiline: event.currentTarget.checked })} />
              Several lines
            </label>
            <label class="row">
              <span class="small soft">at most</span>
              <NumberInput label="Most characters" value={field["max_length"]} placeholder="10,000" whole onChange={(max_length) => set({ max_length })} />
              <span class="small soft">characters</span>
            </label>
          </>
        )}
        {field.kind === "number" && (
          <label class="check">
            <input type="checkbox" checked={field["integer"] === true} onChange={(event) => set({ integer: event.currentTarget.checked })} />
            Whole numbers
          </label>
        )}
      </div>
      <Conditions field={field} before={before} onChange={onChange} />
    </div>
  );
}

type Set = (changes: Record<string, unknown>) => void;

function ChoiceSettings({ field, set }: { field: FieldSpec; set: Set }): JSX.Element {
  const multiple = field["multiple"] === true;
  return (
    <>
      <label class="check">
        <input type="checkbox" checked={multiple} onChange={(event) => set(event.currentTarget.checked ? { multiple: true, ordered: undefined } : { multiple: undefined, min: undefined, max: undefined })} />
        Several answers at once
      </label>
      {multiple ? (
        <span class="row">
          <span class="small soft">from</span>
          <NumberInput label="Fewest answers" value={field["min"]} placeholder="1" whole onChange={(min) => set({ min })} />
          <span class="small soft">to</span>
          <NumberInput label="Most answers" value={field["max"]} placeholder="all" whole onChange={(max) => set({ max })} />
        </span>
      ) : (
        <label class="check">
          <input type="checkbox" checked={field["ordered"] === true} onChange={(event) => set({ ordered: event.currentTarget.checked || undefined })} />
          A scale: classes run from lowest to highest
        </label>
      )}
    </>
  );
}

function NumberSettings({ field, set }: { field: FieldSpec; set: Set }): JSX.Element {
  return (
    <div class="row wrap wide">
      <label class="row">
        <span class="small soft">from</span>
        <NumberInput label="Least" value={field["min"]} placeholder="any" onChange={(min) => set({ min })} />
      </label>
      <label class="row">
        <span class="small soft">to</span>
        <NumberInput label="Most" value={field["max"]} placeholder="any" onChange={(max) => set({ max })} />
      </label>
      <label class="row">
        <span class="small soft">in steps of</span>
        <NumberInput label="Step" value={field["step"]} placeholder="any" onChange={(step) => set({ step })} />
      </label>
      <label class="row">
        <span class="small soft">unit</span>
        <input class="input short" value={typeof field["unit"] === "string" ? field["unit"] : ""} maxLength={40} onInput={(event) => set({ unit: event.currentTarget.value })} />
      </label>
    </div>
  );
}

function NumberInput(props: { label: string; value: unknown; placeholder: string; whole?: boolean; onChange: (value: number | undefined) => void }): JSX.Element {
  return (
    <input
      class="input short"
      type="number"
      step={props.whole ? 1 : "any"}
      aria-label={props.label}
      placeholder={props.placeholder}
      value={typeof props.value === "number" ? props.value : ""}
      onInput={(event) => {
        const value = event.currentTarget.valueAsNumber;
        props.onChange(Number.isFinite(value) ? value : undefined);
      }}
    />
  );
}

/** When the field is shown: all conditions must hold, each with any of its answers. */
function Conditions({ field, before, onChange }: { field: FieldSpec; before: readonly FieldSpec[]; onChange: (field: FieldSpec) => void }): JSX.Element | null {
  const choices = before.filter((one) => one.kind === "choice");
  const present = conditionsOf(field);
  const free = choices.filter((one) => !present.some(([on]) => on === one.name));
  if (choices.length === 0 && present.length === 0) return null;
  return (
    <fieldset class="conditions">
      <legend class="label">{present.length === 0 ? "Shown always" : "Shown when"}</legend>
      {present.map(([on, values]) => {
        const source = choices.find((one) => one.name === on);
        return (
          <div key={on} class="row wrap" role="group" aria-label={`Answers of ${on} that show ${field.name}`}>
            <span class="mono">{on}</span>
            <span class="small soft">is</span>
            {(source === undefined ? [] : classesOf(source)).map((one) => (
              <label key={one.id} class="check">
                <input type="checkbox" checked={values.includes(one.id)} onChange={(event) => onChange(withCondition(field, on, event.currentTarget.checked ? [...values, one.id] : values.filter((id) => id !== one.id)))} />
                {one.name || one.id}
              </label>
            ))}
            <button type="button" class="linkish small push" aria-label={`Take away the condition on ${on}`} onClick={() => onChange(withCondition(field, on, null))}>
              Take away
            </button>
          </div>
        );
      })}
      {free.length > 0 && (
        <select class="input merge" aria-label="Add a condition" value="" onChange={(event) => event.currentTarget.value !== "" && onChange(withCondition(field, event.currentTarget.value, []))}>
          <option value="">{present.length === 0 ? "Only with an answer of…" : "And with an answer of…"}</option>
          {free.map((one) => (
            <option key={one.name} value={one.name}>
              {one.name}
            </option>
          ))}
        </select>
      )}
    </fieldset>
  );
}
