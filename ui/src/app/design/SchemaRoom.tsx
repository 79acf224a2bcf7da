// The fields of a project in three panes: list, form, and the workbench with what publishing would do.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, create, get, post, sayError } from "../../api/client";
import type { FieldSpec, ItemRow, Listing, ProjectDetail, SchemaPreview } from "../../api/types";
import { Note, SavedState } from "../../components/Basics";
import { saving } from "../footline";
import { Cap, defineKeys, useKeys } from "../keys";
import { refreshProject } from "../project";
import { may } from "../session";
import { Page, type PageFrame } from "../shell/Page";
import { useData } from "../useData";
import { sayMove } from "./changes";
import { FieldsEditor, type Merges } from "./FieldsEditor";
import { Preview } from "./Preview";
import { cleaned, troubles } from "./schema";

defineKeys({ "design.publish": { key: "p", label: "Publish the next version", group: "Page" } });

interface Draft {
  fields: FieldSpec[];
  merges: Merges;
}

const ASK_AFTER_MS = 500;
const copy = (fields: readonly FieldSpec[]): FieldSpec[] => fields.map((field) => ({ ...field }));

export function SchemaRoom({ it, tabs }: { it: ProjectDetail; tabs: NonNullable<PageFrame["tabs"]> }): JSX.Element {
  const stored = it.schema_version.fields;
  const place = `ascertain.design ${it.id} ${it.schema_n}`;
  const [draft, setDraft] = useState<Draft>(() => readDraft(place) ?? { fields: copy(stored), merges: {} });
  const [preview, setPreview] = useState<{ of: string; says: SchemaPreview } | null>(null);
  const [failed, setFailed] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const sent = draft.fields.map(cleaned);
  const body = { fields: sent, map: Object.fromEntries(Object.entries(draft.merges).filter(([name]) => sent.some((field) => field.name === name))) };
  const text = JSON.stringify(body);
  const changed = JSON.stringify(sent) !== JSON.stringify(stored.map(cleaned));
  const sound = troubles(draft.fields).length === 0;
  const mayChange = may("schema.change") && it.schema_version.readonly_reason === null;
  const path = `/projects/${it.id}/schema-versions`;
  const wanted = useRef(text);
  wanted.current = text;

  function change(next: Partial<Draft>): void {
    setDraft((old) => {
      const now = { ...old, ...next };
      writeDraft(place, now);
      return now;
    });
    setFailed(undefined);
  }

  // What it would do is asked while somebody edits; an answer to an older question is not shown.
  useEffect(() => {
    if (!changed || !sound || !mayChange) return;
    const timer = setTimeout(() => {
      post<SchemaPreview>(path, { ...body, dry_run: true }).then(
        (says) => wanted.current === text && setPreview({ of: text, says }),
        (wrong: unknown) => wanted.current === text && setFailed(wrong),
      );
    }, ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, changed, sound, mayChange, path]);

  const known = changed && sound && preview?.of === text ? preview.says : null;
  const ready = known !== null && !busy && mayChange;

  async function publish(): Promise<void> {
    setBusy(true);
    try {
      await saving(create<SchemaPreview>(path, { ...body, dry_run: false }));
      writeDraft(place, null);
      await refreshProject();
    } catch (wrong) {
      setFailed(wrong);
    } finally {
      setBusy(false);
    }
  }
  function discard(): void {
    writeDraft(place, null);
    setDraft({ fields: copy(stored), merges: {} });
    setPreview(null);
    setFailed(undefined);
  }
  useKeys([{ id: "design.publish", run: () => void publish(), enabled: () => ready }]);

  const refused = failed instanceof ApiError ? new Map(failed.errors.map((one) => [one.pointer, one.message])) : new Map<string, string>();
  return (
    <Page
      title="Design"
      fact={changed ? `version ${it.schema_n + 1}, draft` : `version ${it.schema_n}`}
      tabs={tabs}
      flush
      actions={
        mayChange && (
          <>
            {changed && <SavedState kind="saved">Draft kept in this browser</SavedState>}
            {changed && (
              <button type="button" class="btn quiet" onClick={discard}>
                Discard
              </button>
            )}
            <button type="button" class="btn primary" disabled={!ready} onClick={() => void publish()}>
              Publish version {it.schema_n + 1} <Cap of="design.publish" />
            </button>
          </>
        )
      }
    >
      <div class="design-room">
        <FieldsEditor fields={draft.fields} stored={stored} merges={draft.merges} refused={refused} onChange={(fields) => change({ fields })} onMerges={(merges) => change({ merges })} />
        <div class="design-side">
          {it.schema_version.readonly_reason !== null && <Note kind="warn">{it.schema_version.readonly_reason}</Note>}
          {failed !== undefined && <Note kind="error">{sayError(failed)}</Note>}
          <Preview fields={draft.fields} item={<Sample project={it.id} />} />
          {changed && <Consequences says={known} sound={sound} />}
        </div>
      </div>
    </Page>
  );
}

function Consequences({ says, sound }: { says: SchemaPreview | null; sound: boolean }): JSX.Element {
  const lines = (says?.moves ?? []).map(sayMove).filter((line) => line !== null);
  return (
    <section class="consequences" aria-live="polite" data-testid="consequences">
      <h3>What publishing does</h3>
      {!sound && <p class="small faint">Mend what is marked first.</p>}
      {sound && says === null && <p class="small faint">Asking the server…</p>}
      {says !== null && (
        <>
          <dl class="facts">
            <dt>labels that move by themselves</dt>
            <dd>{says.labels_moved.toLocaleString()}</dd>
            <dt>items that are asked again</dt>
            <dd>{says.items_reopened.toLocaleString()}</dd>
          </dl>
          {says.items_reopened > 0 && <Note kind="warn">The judgments of {says.items_reopened.toLocaleString()} items stay, but their labels open and people are asked again.</Note>}
          {lines.length === 0 ? (
            <p class="small soft">Only words, colours or rules change; every label stays as it is.</p>
          ) : (
            <ul class="small soft">
              {lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}

/** One real item of the project above the answers. */
function Sample({ project }: { project: string }): JSX.Element | null {
  const { data } = useData(`sample ${project}`, (signal) => get<Listing<ItemRow>>(`/projects/${project}/items`, { limit: 1 }, signal));
  const item = data?.data[0];
  if (item === undefined) return null;
  return (
    <div class="try-item">
      {item.thumb_url !== null && <img src={item.thumb_url} alt={`Picture ${item.key}`} />}
      {item.text !== null && (
        <p class="reading" dir="auto" tabIndex={0} aria-label={`Item ${item.key}`}>
          {item.text}
        </p>
      )}
      <p class="micro faint">item {item.key}</p>
    </div>
  );
}

function readDraft(place: string): Draft | null {
  try {
    const text = localStorage.getItem(place);
    return text === null ? null : (JSON.parse(text) as Draft);
  } catch {
    return null; // storage may be forbidden, or hold what an older page wrote
  }
}

function writeDraft(place: string, draft: Draft | null): void {
  try {
    if (draft === null) localStorage.removeItem(place);
    else localStorage.setItem(place, JSON.stringify(draft));
  } catch {
    // Storage may be forbidden; the draft then lives as long as the page.
  }
}
