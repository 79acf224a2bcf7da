// A schema without code: the list of fields, and the chosen one beside it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { FieldSpec } from "../../api/types";
import { Icon, type IconName } from "../../components/Icon";
import { FieldForm } from "./FieldForm";
import "./design.css";
import { KINDS, moved, newField, renamedField, replaced, summary, troubles, withoutField } from "./schema";

export type Merges = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface FieldsEditorProps {
  fields: readonly FieldSpec[];
  onChange: (fields: FieldSpec[]) => void;
  /** The fields as they are stored, in a project that exists. */
  stored?: readonly FieldSpec[];
  /** Per field, where labels of classes go that are no longer listed. */
  merges?: Merges;
  onMerges?: (merges: Merges) => void;
  /** Refusals of the server by JSON pointer. */
  refused?: ReadonlyMap<string, string>;
}

const ICONS: Record<string, IconName> = { choice: "list", text: "text", number: "table" };

export function FieldsEditor({ fields, onChange, stored = [], merges = {}, onMerges, refused = new Map() }: FieldsEditorProps): JSX.Element {
  const [at, setAt] = useState(0);
  const here = Math.min(at, fields.length - 1);
  const field = fields[here];
  const wrong = troubles(fields);
  const saidOf = (index: number): string[] => [...wrong.filter((one) => one.field === index).map((one) => one.text), ...[...refused].filter(([pointer]) => pointer.startsWith(`/fields/${index}/`) || pointer === `/fields/${index}`).map(([, text]) => text)];

  function move(index: number, by: -1 | 1): void {
    const to = index + by;
    if (to < 0 || to >= fields.length) return;
    onChange(moved(fields, index, by));
    setAt(to);
  }

  return (
    <div class="fields-editor">
      <div class="fields-list">
        <h2>Fields</h2>
        <ol>
          {fields.map((one, index) => (
            <li key={index}>
              <button
                type="button"
                class="field-row"
                aria-current={index === here ? "true" : undefined}
                aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
                onClick={() => setAt(index)}
                onKeyDown={(event) => {
                  if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
                  event.preventDefault();
                  const list = event.currentTarget.closest("ol");
                  const by = event.key === "ArrowUp" ? -1 : 1;
                  move(index, by);
                  requestAnimationFrame(() => list?.querySelectorAll<HTMLElement>(".field-row")[index + by]?.focus());
                }}
              >
                <Icon name={ICONS[one.kind] ?? "design"} />
                <span>
                  <b class="strong">{one.name}</b>
                  <small class="faint">{summary(one)}</small>
                </span>
                {saidOf(index).length > 0 && (
                  <span class="push is-bad" title={saidOf(index)[0]}>
                    <Icon name="warn" />
                    <span class="spoken">needs something</span>
                  </span>
                )}
              </button>
            </li>
          ))}
        </ol>
        <h3 class="add-head">Add a field</h3>
        <div class="row wrap add-fields">
          {KINDS.map((kind) => (
            <button
              key={kind}
              type="button"
              class="btn quiet"
              onClick={() => {
                onChange([...fields, newField(kind, fields)]);
                setAt(fields.length);
              }}
            >
              <Icon name={ICONS[kind] ?? "plus"} />
              {kind}
            </button>
          ))}
        </div>
      </div>
      {field !== undefined && (
        <section class="field-form" aria-label={`Field ${field.name}`}>
          <header class="row">
            <h2>{field.name}</h2>
            <span class="faint small">{field.kind}</span>
            <span class="push row">
              <button type="button" class="btn quiet square" aria-label={`Move ${field.name} up`} disabled={here === 0} onClick={() => move(here, -1)}>
                <Icon name="down" />
              </button>
              <button type="button" class="btn quiet square" aria-label={`Move ${field.name} down`} disabled={here === fields.length - 1} onClick={() => move(here, 1)}>
                <Icon name="down" />
              </button>
              <button
                type="button"
                class="btn quiet"
                disabled={fields.length === 1}
                onClick={() => {
                  onChange(withoutField(fields, here));
                  setAt(Math.max(0, here - 1));
                }}
              >
                Remove
              </button>
            </span>
          </header>
          <FieldForm
            key={here}
            field={field}
            before={fields.slice(0, here)}
            stored={stored.find((one) => one.name === field.name && one.kind === field.kind)}
            merges={merges[field.name]}
            troubles={saidOf(here)}
            onChange={(next) => onChange(replaced(fields, here, next))}
            onRename={(name) => onChange(renamedField(fields, here, name))}
            onMerges={(next) => onMerges?.({ ...merges, [field.name]: next })}
          />
        </section>
      )}
    </div>
  );
}
