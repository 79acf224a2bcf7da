// The fields of a schema without code: question, kind, classes, conditions.
import type { JSX } from "preact";
import type { FieldSpec } from "../../api/types";
import { Field } from "../../components/Field";
import { Icon } from "../../components/Icon";
import { ClassesEditor } from "./ClassesEditor";
import { classesOf, KINDS, moved, newField, removed, replaced } from "./schema";

export interface FieldsEditorProps {
  fields: readonly FieldSpec[];
  onChange: (fields: FieldSpec[]) => void;
  /** Names of fields that are stored: their name and kind are for ever. */
  kept?: ReadonlySet<string>;
  problems?: ReadonlyMap<string, string>;
}

export function FieldsEditor({ fields, onChange, kept = new Set(), problems = new Map() }: FieldsEditorProps): JSX.Element {
  return (
    <div class="stack loose">
      {fields.map((field, index) => (
        <fieldset key={index} class="panel field-editor">
          <legend class="spoken">Field {field.name}</legend>
          <div class="row wrap">
            <b class="mono">{field.name}</b>
            <span class="soft small">{field.kind}</span>
            <span class="push row">
              <button type="button" class="btn quiet square" aria-label={`Move ${field.name} up`} disabled={index === 0} onClick={() => onChange(moved(fields, index, -1))}>
                ↑
              </button>
              <button type="button" class="btn quiet square" aria-label={`Move ${field.name} down`} disabled={index === fields.length - 1} onClick={() => onChange(moved(fields, index, 1))}>
                ↓
              </button>
              <button type="button" class="btn quiet" onClick={() => onChange(removed(fields, index))} disabled={fields.length === 1}>
                Remove
              </button>
            </span>
          </div>
          <OneField field={field} before={fields.slice(0, index)} fixed={kept.has(field.name)} onChange={(next) => onChange(replaced(fields, index, next))} />
          {[...problems].filter(([pointer]) => pointer.startsWith(`/fields/${index}`)).map(([pointer, message]) => (
            <p key={pointer} class="error small" role="alert">
              {message}
            </p>
          ))}
        </fieldset>
      ))}
      <div class="row wrap">
        {KINDS.map((kind) => (
          <button key={kind} type="button" class="btn" onClick={() => onChange([...fields, newField(kind, fields)])}>
            <Icon name="plus" />
            Add {kind}
          </button>
        ))}
      </div>
    </div>
  );
}

function OneField({ field, before, fixed, onChange }: { field: FieldSpec; before: readonly FieldSpec[]; fixed: boolean; onChange: (field: FieldSpec) => void }): JSX.Element {
  const set = (changes: Partial<FieldSpec>): void => onChange({ ...field, ...changes });
  return (
    <>
      <Field label="Question" hint="What the annotator reads above the answers.">
        <input value={field.title ?? ""} maxLength={200} onInput={(event) => set({ title: event.currentTarget.value })} />
      </Field>
      {!fixed && (
        <Field label="Name" hint="In exports; small letters, digits and _. For ever, once stored.">
          <input value={field.name} pattern="[a-z][a-z0-9_]*" maxLength={40} onInput={(event) => set({ name: event.currentTarget.value })} />
        </Field>
      )}
      {field.kind === "choice" && <ClassesEditor classes={classesOf(field)} fixed={fixed} onChange={(classes) => set({ classes })} />}
      {field.kind === "number" && (
        <div class="row wrap">
          {(["min", "max", "step"] as const).map((name) => (
            <Field key={name} label={name}>
              <input type="number" step="any" value={String(field[name] ?? "")} onInput={(event) => set({ [name]: event.currentTarget.value === "" ? undefined : Number(event.currentTarget.value) })} />
            </Field>
          ))}
        </div>
      )}
      <div class="row wrap wide">
        <label class="check">
          <input type="checkbox" checked={field.required !== false} onChange={(event) => set({ required: event.currentTarget.checked })} />
          Required
        </label>
        {field.kind === "choice" && (
          <label class="check">
            <input type="checkbox" checked={field["multiple"] === true} disabled={fixed} onChange={(event) => set({ multiple: event.currentTarget.checked })} />
            Several answers
          </label>
        )}
        {field.kind === "text" && (
          <label class="check">
            <input type="checkbox" checked={field["multiline"] === true} onChange={(event) => set({ multiline: event.currentTarget.checked })} />
            Several lines
          </label>
        )}
      </div>
      <Condition field={field} before={before} onChange={(shown_when) => set({ shown_when })} />
    </>
  );
}

function Condition({ field, before, onChange }: { field: FieldSpec; before: readonly FieldSpec[]; onChange: (when: Record<string, string[]> | undefined) => void }): JSX.Element | null {
  const choices = before.filter((one) => one.kind === "choice");
  if (choices.length === 0) return null;
  const [on, values] = Object.entries(field.shown_when ?? {})[0] ?? [undefined, undefined];
  const wanted = values === undefined ? [] : Array.isArray(values) ? values : [values];
  const source = choices.find((one) => one.name === on);
  return (
    <div class="row wrap wide">
      <Field label="Shown">
        <select value={on ?? ""} onChange={(event) => onChange(event.currentTarget.value === "" ? undefined : { [event.currentTarget.value]: [] })}>
          <option value="">always</option>
          {choices.map((one) => (
            <option key={one.name} value={one.name}>
              when {one.name} is
            </option>
          ))}
        </select>
      </Field>
      {source !== undefined && (
        <span class="row wrap" role="group" aria-label={`Answers of ${source.name} that show ${field.name}`}>
          {classesOf(source).map((one) => (
            <label key={one.id} class="check">
              <input type="checkbox" checked={wanted.includes(one.id)} onChange={(event) => onChange({ [source.name]: event.currentTarget.checked ? [...wanted, one.id] : wanted.filter((id) => id !== one.id) })} />
              {one.name ?? one.id}
            </label>
          ))}
        </span>
      )}
    </div>
  );
}
