// The classes of a choice: name, what it means, colour, key. An id is made once and stays.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../../components/Icon";
import { idFrom, moved, removed, replaced, type ClassSpec } from "./schema";

const COLOURS = ["#c4161c", "#3f6ef6", "#f58a22", "#1a6a66", "#c97de6", "#45d6ea", "#2d1280", "#eef035", "#8c9196", "#f7c9a8", "#b07a3c", "#f5a3b5"];

export function ClassesEditor({ classes, fixed, onChange }: { classes: readonly ClassSpec[]; fixed: boolean; onChange: (classes: ClassSpec[]) => void }): JSX.Element {
  const [name, setName] = useState("");
  const set = (index: number, changes: Partial<ClassSpec>): void => onChange(replaced(classes, index, { ...(classes[index] as ClassSpec), ...changes }));
  function add(): void {
    if (name.trim() === "") return;
    onChange([...classes, { id: idFrom(name, classes.map((one) => one.id)), name: name.trim(), color: COLOURS[classes.length % COLOURS.length] ?? "#8c9196" }]);
    setName("");
  }
  return (
    <div class="stack">
      <span class="label">Classes</span>
      <ul class="stack classes-editor">
        {classes.map((one, index) => (
          <li key={one.id} class="row">
            <input type="color" aria-label={`Colour of ${one.name ?? one.id}`} value={one.color ?? COLOURS[index % COLOURS.length]} onInput={(event) => set(index, { color: event.currentTarget.value })} />
            <input class="input" aria-label={`Name of ${one.id}`} value={one.name ?? one.id} maxLength={120} onInput={(event) => set(index, { name: event.currentTarget.value })} />
            <input class="input wide-only" aria-label={`What ${one.name ?? one.id} means`} placeholder="What it means" value={one.description ?? ""} maxLength={500} onInput={(event) => set(index, { description: event.currentTarget.value })} />
            <button type="button" class="btn quiet square" aria-label={`Move ${one.name ?? one.id} up`} disabled={index === 0} onClick={() => onChange(moved(classes, index, -1))}>
              ↑
            </button>
            {fixed ? (
              <label class="check small">
                <input type="checkbox" checked={one.retired === true} onChange={(event) => set(index, { retired: event.currentTarget.checked })} />
                Retired
              </label>
            ) : (
              <button type="button" class="btn quiet square" aria-label={`Remove ${one.name ?? one.id}`} disabled={classes.length <= 1} onClick={() => onChange(removed(classes, index))}>
                <Icon name="x" />
              </button>
            )}
          </li>
        ))}
      </ul>
      <div class="row">
        <input
          class="input"
          aria-label="Name of a new class"
          placeholder="A new class"
          value={name}
          maxLength={120}
          onInput={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") {
              event.preventDefault();
              add();
            }
          }}
        />
        <button type="button" class="btn" onClick={add}>
          Add class
        </button>
      </div>
    </div>
  );
}
