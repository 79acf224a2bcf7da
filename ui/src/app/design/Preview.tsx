// The real panels of the workbench, answered for trial: conditions, keys and all. Nothing is sent.
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { FieldSpec } from "../../api/types";
import { shownFields, type Values } from "../../engine/fields";
import { FieldsForm, useHotkeys } from "../../kinds/FieldsForm";
import { cleaned } from "./schema";

const NOTHING: ReadonlySet<string> = new Set();

export function Preview({ fields }: { fields: readonly FieldSpec[] }): JSX.Element {
  const [values, setValues] = useState<Values>({});
  const clean = useMemo(() => fields.map(cleaned), [fields]);
  const shown = shownFields(clean, values);
  const active = shown[0]?.name ?? null;
  const hotkeys = useHotkeys(shown, active, NOTHING);
  return (
    <section class="panel preview" aria-label="As annotators see it">
      <h2>As annotators see it</h2>
      <FieldsForm fields={shown} values={values} active={active} hotkeys={hotkeys} onChange={(name, value) => setValues((old) => ({ ...old, [name]: value }))} />
    </section>
  );
}
