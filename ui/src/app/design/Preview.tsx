// The real panels of the workbench, answered for trial: conditions, keys and all. Nothing is sent.
import type { ComponentChildren, JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { FieldSpec } from "../../api/types";
import { prune, shownFields, type Values } from "../../engine/fields";
import { FieldsForm, nextOpen, useHotkeys } from "../../kinds/FieldsForm";
import { kindOf } from "../../kinds/registry";
import "../../styles/work.css";
import { classesOf, cleaned } from "./schema";

const RESERVED: ReadonlySet<string> = new Set("usfgzh?/");

/** `item`: what is judged, above the answers. */
export function Preview({ fields, item }: { fields: readonly FieldSpec[]; item?: ComponentChildren }): JSX.Element {
  const [values, setValues] = useState<Values>({});
  const [active, setActive] = useState<string | null>(null);
  const clean = useMemo(() => fields.map(cleaned), [fields]);
  // An answer that the design no longer has is none.
  const answered = useMemo(() => prune(clean, Object.fromEntries(Object.entries(values).filter(([name, value]) => stands(clean, name, value)))), [clean, values]);
  const shown = shownFields(clean, answered);
  const here = shown.some((field) => field.name === active) ? active : (nextOpen(shown, answered, null) ?? shown[0]?.name ?? null);
  const hotkeys = useHotkeys(shown, here, RESERVED);

  function press(event: KeyboardEvent): void {
    const target = event.target as Element;
    if (event.ctrlKey || event.altKey || event.metaKey || target.closest("input, textarea") !== null) return;
    const hit = hotkeys.find((one) => one.key === event.key.toLowerCase());
    if (hit === undefined || here === null) return;
    event.preventDefault();
    const next = hit.press(answered[here]);
    change(here, next.value, next.settles);
  }
  function change(name: string, value: unknown, settles?: boolean): void {
    const next = { ...answered, [name]: value };
    setValues(next);
    setActive(settles ? nextOpen(shownFields(clean, next), next, name) : name);
  }

  return (
    <section class="try-out" aria-label="Preview" onKeyDown={press}>
      <header class="row">
        <h2>Preview</h2>
        <span class="faint small">the real workbench; nothing is kept</span>
        {Object.keys(answered).length > 0 && (
          <button type="button" class="linkish small push" onClick={() => setValues({})}>
            Clear
          </button>
        )}
      </header>
      <div class="try-bench">
        {item}
        {shown.some((field) => field.kind !== "choice" || classesOf(field).length > 0) ? (
          <FieldsForm fields={shown} values={answered} active={here} hotkeys={hotkeys} onActive={setActive} onChange={(name, value, how) => change(name, value, how.settles)} />
        ) : (
          <p class="small faint">Answers appear here as you add classes.</p>
        )}
      </div>
    </section>
  );
}

function stands(fields: readonly FieldSpec[], name: string, value: unknown): boolean {
  const field = fields.find((one) => one.name === name);
  // Half-typed values stay: only classes can vanish from under an answer.
  return field !== undefined && value !== undefined && (field.kind !== "choice" || kindOf(field).kind.check(value, field).length === 0);
}
