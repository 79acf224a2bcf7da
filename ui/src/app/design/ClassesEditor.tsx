// The classes of a choice: a list by key, swatch and name, and the chosen one in full. The id is
// made from the name once, and stays.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Field } from "../../components/Field";
import { Icon } from "../../components/Icon";
import { Key } from "../../components/Key";
import { choice } from "../../kinds/choice/kind";
import { COLOURS, colourOf, moved, removed, replaced, withClasses, type ClassSpec } from "./schema";

export interface ClassesEditorProps {
  classes: readonly ClassSpec[];
  /** Classes that are stored, by id: they can be retired or merged, never removed. */
  kept: ReadonlyMap<string, ClassSpec>;
  /** Where labels of stored classes go that are no longer listed. */
  merges?: Readonly<Record<string, string>>;
  onChange: (classes: ClassSpec[], merges?: Record<string, string>) => void;
}

const NO_KEYS: ReadonlySet<string> = new Set("usfgzh?/");

export function ClassesEditor({ classes, kept, merges = {}, onChange }: ClassesEditorProps): JSX.Element {
  const [chosen, setChosen] = useState<string | null>(null);
  const [name, setName] = useState("");
  const keys = new Map(choice.hotkeys?.({ classes }, NO_KEYS).map((one) => [one.id, one.key]));
  const at = classes.findIndex((one) => one.id === chosen);
  const one = classes[at];

  function add(names: readonly string[]): void {
    onChange(withClasses(classes, names, [...kept.keys()]));
    setName("");
  }
  function move(index: number, by: -1 | 1): void {
    onChange(moved(classes, index, by));
  }

  return (
    <div class="classes-editor">
      <span class="label" id="classes-label">
        Classes
      </span>
      {classes.length > 0 && (
        <ol aria-labelledby="classes-label" class="class-list">
          {classes.map((row, index) => (
            <li key={row.id} class={row.id === chosen ? "on" : undefined}>
              <button
                type="button"
                class="class-row"
                aria-expanded={row.id === chosen}
                aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
                onClick={() => setChosen(row.id === chosen ? null : row.id)}
                onKeyDown={(event) => {
                  if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
                  event.preventDefault();
                  const button = event.currentTarget;
                  move(index, event.key === "ArrowUp" ? -1 : 1);
                  requestAnimationFrame(() => button.focus());
                }}
              >
                {row.retired === true ? <span class="key-room" /> : keys.has(row.id) ? <Key name={keys.get(row.id) ?? ""} /> : <span class="key-room" />}
                <i class="swatch" style={{ "--class": colourOf(row, index) }} />
                <span class={row.retired ? "clip faint" : "clip"}>{row.name || row.id}</span>
                <span class="clip faint definition wide-only">{row.retired ? "retired: no longer offered" : row.description}</span>
              </button>
              <button type="button" class="btn quiet square small-square" aria-label={`Move ${row.name || row.id} up`} disabled={index === 0} onClick={() => move(index, -1)}>
                <Icon name="down" />
              </button>
            </li>
          ))}
        </ol>
      )}
      {Object.entries(merges).map(([from, to]) => (
        <p key={from} class="small soft row">
          Labels of {kept.get(from)?.name ?? from} become {classes.find((row) => row.id === to)?.name ?? to}.
          <button type="button" class="linkish" onClick={() => onChange([...classes, kept.get(from) ?? { id: from }], without(merges, from))}>
            Take back
          </button>
        </p>
      ))}
      <div class="row">
        <input
          class="input"
          aria-label="Name of a new class"
          placeholder={classes.length === 0 ? "The first class, Enter; or paste a list" : "Another class, Enter; or paste a list"}
          value={name}
          maxLength={200}
          onInput={(event) => setName(event.currentTarget.value)}
          onPaste={(event) => {
            const lines = (event.clipboardData?.getData("text") ?? "").split(/\r?\n/).filter((line) => line.trim() !== "");
            if (lines.length < 2) return;
            event.preventDefault();
            add(lines);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            add([name]);
          }}
        />
        <button type="button" class="btn" disabled={name.trim() === ""} onClick={() => add([name])}>
          <Icon name="plus" />
          Class
        </button>
      </div>
      {one !== undefined && (
        <ClassDetail
          key={one.id}
          one={one}
          place={at}
          autoKey={keys.get(one.id)}
          kept={kept.has(one.id)}
          others={classes.filter((other) => other.id !== one.id && other.retired !== true)}
          onChange={(next) => onChange(replaced(classes, at, next))}
          onRemove={() => onChange(removed(classes, at))}
          onMerge={(to) => onChange(removed(classes, at), { ...merges, [one.id]: to })}
        />
      )}
    </div>
  );
}

const without = (merges: Readonly<Record<string, string>>, from: string): Record<string, string> => Object.fromEntries(Object.entries(merges).filter(([id]) => id !== from));

interface DetailProps {
  one: ClassSpec;
  place: number;
  autoKey: string | undefined;
  kept: boolean;
  others: readonly ClassSpec[];
  onChange: (next: ClassSpec) => void;
  onRemove: () => void;
  onMerge: (to: string) => void;
}

function ClassDetail({ one, place, autoKey, kept, others, onChange, onRemove, onMerge }: DetailProps): JSX.Element {
  const colour = colourOf(one, place);
  const set = (changes: Partial<ClassSpec>): void => onChange({ ...one, ...changes });
  return (
    <div class="class-detail">
      <div class="row">
        <b class="strong">{one.name || one.id}</b>
        <span class="faint small">
          id <span class="mono">{one.id}</span>, never changes
        </span>
      </div>
      <div class="two">
        <Field label="Name">
          <input value={one.name ?? one.id} maxLength={200} onInput={(event) => set({ name: event.currentTarget.value })} />
        </Field>
        <Field label="Key" hint={one.hotkey ? undefined : autoKey ? `${autoKey} by its place` : "none is free"}>
          <input value={one.hotkey ?? ""} maxLength={1} placeholder={autoKey ?? ""} onInput={(event) => set({ hotkey: event.currentTarget.value.toLowerCase() })} />
        </Field>
      </div>
      <div class="stack">
        <span class="label" id={`colour-${one.id}`}>
          Colour
        </span>
        <div class="swatches" role="radiogroup" aria-labelledby={`colour-${one.id}`}>
          {COLOURS.map(([name, hex]) => (
            <label key={hex} class="swatch-choice">
              <input type="radio" name={`colour-${one.id}`} checked={colour === hex} aria-label={name} onChange={() => set({ color: hex })} />
              <i style={{ background: hex }} />
            </label>
          ))}
        </div>
      </div>
      <Field label="Definition" hint="Shown while working: what makes it this, and what does not.">
        <textarea rows={2} value={one.description ?? ""} maxLength={10_000} onInput={(event) => set({ description: event.currentTarget.value })} />
      </Field>
      <div class="row wrap">
        {kept ? (
          <>
            <label class="check">
              <input type="checkbox" checked={one.retired === true} onChange={(event) => set({ retired: event.currentTarget.checked, ...(event.currentTarget.checked ? { hotkey: "" } : {}) })} />
              Retired: no longer offered; its labels stay
            </label>
            {others.length > 0 && (
              <select class="input merge" aria-label={`Merge ${one.name || one.id} into`} value="" onChange={(event) => event.currentTarget.value !== "" && onMerge(event.currentTarget.value)}>
                <option value="">Merge into…</option>
                {others.map((other) => (
                  <option key={other.id} value={other.id}>
                    {other.name || other.id}
                  </option>
                ))}
              </select>
            )}
          </>
        ) : (
          <button type="button" class="btn" onClick={onRemove}>
            Remove the class
          </button>
        )}
      </div>
    </div>
  );
}
