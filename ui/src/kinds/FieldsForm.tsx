// The fields of a task, as they are answered: used by the workbench, the review bench, the history,
// and the preview of a design. Which fields are shown follows from the values.
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Icon } from "../components/Icon";
import { isRequired, type FieldLike, type Values } from "../engine/fields";
import type { Config, Hotkey } from "../engine/kind";
import { kindOf } from "./registry";

export type FormField = FieldLike & Config;

export interface FieldsFormProps {
  /** Those that are shown, in order. */
  fields: readonly FormField[];
  values: Values;
  onChange: (name: string, value: unknown, how: { group?: string; settles?: boolean }) => void;
  problems?: ReadonlyMap<string, readonly string[]>;
  /** The field whose keys work. */
  active: string | null;
  onActive?: (name: string) => void;
  hotkeys: readonly Hotkey[];
  /** One field alone needs no heading: the question is in the bar. */
  bare?: boolean;
  disabled?: boolean;
}

const NO_KEYS: readonly Hotkey[] = [];

export function FieldsForm(props: FieldsFormProps): JSX.Element {
  const { fields, values, problems, active } = props;
  return (
    <div class="fields">
      {fields.map((field) => (
        <FieldBlock
          key={field.name}
          field={field}
          value={values[field.name]}
          wrong={problems?.get(field.name)}
          hotkeys={field.name === active ? props.hotkeys : NO_KEYS}
          bare={props.bare === true && fields.length === 1}
          disabled={props.disabled === true}
          onChange={(value, how) => props.onChange(field.name, value, how ?? {})}
          onActive={() => props.onActive?.(field.name)}
        />
      ))}
    </div>
  );
}

interface BlockProps {
  field: FormField;
  value: unknown;
  wrong: readonly string[] | undefined;
  hotkeys: readonly Hotkey[];
  bare: boolean;
  disabled: boolean;
  onChange: (value: unknown, how?: { group?: string; settles?: boolean }) => void;
  onActive: () => void;
}

function FieldBlock({ field, value, wrong, hotkeys, bare, disabled, onChange, onActive }: BlockProps): JSX.Element {
  const { Panel } = kindOf(field);
  const id = `field-${field.name}`;
  const hint = typeof field["hint"] === "string" && field["hint"] !== "" ? field["hint"] : null;
  const invalid = wrong !== undefined && wrong.length > 0;
  const describedBy = [hint === null ? null : `${id}-hint`, invalid ? `${id}-wrong` : null].filter((one) => one !== null).join(" ") || undefined;
  return (
    <div class="field-block" data-testid={id} data-field={field.name} tabIndex={-1} role="group" aria-labelledby={`${id}-name`} onFocusIn={onActive}>
      <p class={bare ? "spoken" : "label"} id={`${id}-name`}>
        {titleOf(field)}
        {!isRequired(field) && <span class="faint"> if you can</span>}
      </p>
      {hint !== null && (
        <p class="hint small faint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <Panel field={field} value={value} onChange={onChange} labelledBy={`${id}-name`} describedBy={describedBy} invalid={invalid} hotkeys={hotkeys} disabled={disabled} />
      {invalid && (
        <p class="wrong small" id={`${id}-wrong`} role="alert">
          <Icon name="stop" tiny />
          <span>{wrong.join(" ")}</span>
        </p>
      )}
    </div>
  );
}

export const titleOf = (field: FormField): string => (typeof field.title === "string" && field.title !== "" ? field.title : field.name);

/** Keys of the active field. */
export function useHotkeys(fields: readonly FormField[], active: string | null, reserved: ReadonlySet<string>): readonly Hotkey[] {
  const field = fields.find((one) => one.name === active);
  return useMemo(() => (field === undefined ? NO_KEYS : (kindOf(field).kind.hotkeys?.(field, reserved) ?? NO_KEYS)), [field, reserved]);
}

/** The first shown field without an answer after `from`, round to the beginning; null if none. */
export function nextOpen(fields: readonly FormField[], values: Values, from: string | null): string | null {
  const start = fields.findIndex((one) => one.name === from) + 1;
  const round = [...fields.slice(start), ...fields.slice(0, start)];
  const open = round.filter((one) => values[one.name] === undefined);
  return (open.find(isRequired) ?? open[0])?.name ?? null;
}
