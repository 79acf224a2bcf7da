// What a project asks, and how it is explained: a change is shown with its consequences first.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { create, get, post, sayError, ApiError } from "../../api/client";
import type { FieldSpec, Guideline, SchemaPreview } from "../../api/types";
import { Note, Skeleton } from "../../components/Basics";
import { Field } from "../../components/Field";
import { Guide } from "../../components/Guide";
import { saving } from "../footline";
import { project, refreshProject } from "../project";
import type { PageProps } from "../router";
import { may } from "../session";
import { Page } from "../shell/Page";
import { useData } from "../useData";
import { FieldsEditor } from "./FieldsEditor";
import { Preview } from "./Preview";
import { cleaned } from "./schema";

export default function Design({ params }: PageProps): JSX.Element {
  const id = params["project"] ?? "";
  const it = project.value;
  return (
    <Page title="Design" {...(it ? { fact: `schema ${it.schema_n}, guideline ${it.guideline_n}` } : {})}>
      {it === null ? <Skeleton lines={6} /> : <Editor key={`${it.id} ${it.schema_n}`} id={id} stored={it.schema_version.fields} n={it.schema_n} readonly={it.schema_version.readonly_reason} />}
    </Page>
  );
}

function Editor({ id, stored, n, readonly }: { id: string; stored: readonly FieldSpec[]; n: number; readonly: string | null }): JSX.Element {
  const [fields, setFields] = useState<FieldSpec[]>(() => stored.map((field) => ({ ...field })));
  const [preview, setPreview] = useState<SchemaPreview | null>(null);
  const [failed, setFailed] = useState<unknown>();
  const changed = JSON.stringify(fields.map(cleaned)) !== JSON.stringify(stored.map(cleaned));
  const path = `/projects/${encodeURIComponent(id)}/schema-versions`;

  async function ask(dry: boolean): Promise<void> {
    setFailed(undefined);
    try {
      const body = { fields: fields.map(cleaned), dry_run: dry };
      const answer = dry ? await post<SchemaPreview>(path, body) : await saving(create<SchemaPreview>(path, body));
      setPreview(dry ? answer : null);
      if (!dry) await refreshProject();
    } catch (wrong) {
      setPreview(null);
      setFailed(wrong);
    }
  }

  const problems = failed instanceof ApiError ? new Map(failed.errors.map((one) => [one.pointer, one.message])) : new Map<string, string>();
  return (
    <div class="columns">
      <div class="of7 stack loose">
        {readonly !== null && <Note kind="warn">{readonly}</Note>}
        {failed !== undefined && <Note kind="error">{sayError(failed)}</Note>}
        <FieldsEditor
          fields={fields}
          kept={new Set(stored.map((field) => field.name))}
          problems={problems}
          onChange={(next) => {
            setFields(next);
            setPreview(null);
          }}
        />
        {may("schema.change") && (
          <div class="row wrap">
            <button type="button" class={preview === null ? "btn primary" : "btn"} disabled={!changed} onClick={() => void ask(true)}>
              What would change?
            </button>
            {preview !== null && (
              <button type="button" class="btn primary" onClick={() => void ask(false)}>
                Save as version {n + 1}
              </button>
            )}
          </div>
        )}
        {preview !== null && <Consequences preview={preview} />}
        <GuidelineEditor id={id} />
      </div>
      <div class="of5 sticky">
        <Preview fields={fields} />
      </div>
    </div>
  );
}

function Consequences({ preview }: { preview: SchemaPreview }): JSX.Element {
  const moves = preview.moves.filter((move) => move.what !== "same");
  return (
    <Note kind={preview.items_reopened > 0 ? "warn" : "info"}>
      <p>
        {preview.labels_moved.toLocaleString()} labels move by themselves, {preview.items_reopened.toLocaleString()} items are asked again.
      </p>
      {moves.length > 0 && (
        <ul class="small">
          {moves.map((move) => (
            <li key={`${move.field} ${move.old} ${move.new.join()}`}>
              {move.field}: {move.old ?? "new class"} {move.what}
              {move.new.length > 0 && move.what !== "retired" ? ` as ${move.new.join(", ")}` : ""}
              {move.labels > 0 ? `, ${move.labels.toLocaleString()} labels` : ""}
            </li>
          ))}
        </ul>
      )}
    </Note>
  );
}

function GuidelineEditor({ id }: { id: string }): JSX.Element {
  const path = `/projects/${encodeURIComponent(id)}/guideline`;
  const { data, error, set } = useData(`guideline ${id}`, (signal) => get<Guideline>(path, {}, signal));
  const [text, setText] = useState<string | null>(null);
  const [failed, setFailed] = useState<unknown>();
  useEffect(() => setText(null), [data]);
  async function save(): Promise<void> {
    try {
      set(await saving(create<Guideline>(path, { text: text ?? "" })));
      await refreshProject();
    } catch (wrong) {
      setFailed(wrong);
    }
  }
  return (
    <section class="section stack">
      <header>
        <h2>Guideline</h2>
        {data !== undefined && <span class="push faint">version {data.n}</span>}
      </header>
      {(error ?? failed) !== undefined && <Note kind="error">{sayError(error ?? failed)}</Note>}
      {may("guideline.change") && data !== undefined && (
        <>
          <Field label="Markdown" hint="People see what changed since they last worked.">
            <textarea rows={10} value={text ?? data.text} onInput={(event) => setText(event.currentTarget.value)} />
          </Field>
          <div class="row">
            <button type="button" class="btn" disabled={text === null || text === data.text} onClick={() => void save()}>
              Publish version {data.n + 1}
            </button>
          </div>
        </>
      )}
      {data !== undefined && data.text !== "" && <Guide html={data.html} />}
    </section>
  );
}
