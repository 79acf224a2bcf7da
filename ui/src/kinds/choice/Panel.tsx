// Answers of a choice: the whole row is the target, the key is printed on it.
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Key } from "../../components/Key";
import type { PanelProps } from "../panel";
import { choose, classesOf, isMultiple } from "./kind";

export function ChoicePanel({ field, value, onChange, labelledBy, describedBy, hotkeys, disabled }: PanelProps): JSX.Element {
  const classes = useMemo(() => classesOf(field).filter((one) => !one.retired), [field]);
  const multiple = isMultiple(field);
  const keys = useMemo(() => new Map(hotkeys.map((one) => [one.id, one.key])), [hotkeys]);
  const isOn = (id: string): boolean => (Array.isArray(value) ? value.includes(id) : value === id);
  return (
    <div class="answers" role="group" aria-labelledby={labelledBy} aria-describedby={describedBy}>
      {classes.map((one) => (
        <button
          key={one.id}
          type="button"
          data-testid={`class-${one.id}`}
          aria-pressed={isOn(one.id)}
          disabled={disabled}
          onClick={() => {
            const next = choose(value, one.id, field);
            onChange(next.value, { settles: next.settles });
          }}
        >
          {keys.has(one.id) ? <Key name={keys.get(one.id) ?? ""} /> : <span class="key-room" />}
          <i class="swatch" style={{ "--class": one.color }} />
          <span>
            {one.name}
            {one.description !== undefined && <small>{one.description}</small>}
          </span>
          {multiple && isOn(one.id) && <span class="push small soft">chosen</span>}
        </button>
      ))}
    </div>
  );
}
