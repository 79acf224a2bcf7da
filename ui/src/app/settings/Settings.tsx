// Settings of a project: name, how labels are settled, stage, priority, who works, and its end.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { sayError } from "../../api/client";
import type { ProjectDetail } from "../../api/types";
import { Note, Skeleton } from "../../components/Basics";
import { Field } from "../../components/Field";
import { When } from "../../components/When";
import "../../styles/people.css";
import { Allowed } from "../people/Allowed";
import { project } from "../project";
import type { PageProps } from "../router";
import { may } from "../session";
import { Page } from "../shell/Page";
import { changeProject } from "./change";
import { changeOf, check, draftOf, effects, STAGES, type Draft } from "./draft";
import { Ends } from "./Ends";

const FORM = "settings-form";

export default function Settings({ params }: PageProps): JSX.Element {
  const id = params["project"] ?? "";
  const now = project.value;
  /** Only what was touched: what others change in the meantime is never set back. */
  const [touched, setTouched] = useState<Partial<Draft>>({});
  const [failure, setFailure] = useState<unknown>(null);
  const [tried, setTried] = useState(false);
  const shown = now === null ? null : { ...draftOf(now), ...touched };
  const change = shown === null || now === null ? {} : changeOf(shown, now);
  const dirty = Object.keys(change).length > 0;
  const wrong = shown === null ? {} : check(shown);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (Object.keys(wrong).length > 0) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>(`#${FORM} [aria-invalid="true"]`)?.focus());
      return;
    }
    if (!dirty) return;
    try {
      await changeProject(id, change);
      setTouched({});
      setTried(false);
      setFailure(null);
    } catch (error) {
      setFailure(error);
    }
  }

  return (
    <Page
      title="Settings"
      fact={now?.name}
      actions={
        may("project.change") && (
          <button type="submit" form={FORM} class="btn primary" disabled={!dirty}>
            Save
          </button>
        )
      }
    >
      {now === null || shown === null ? (
        <Skeleton lines={6} />
      ) : (
        <div class="form">
          {failure !== null && <Note kind="warn">{sayError(failure)}</Note>}
          <form id={FORM} class="stack loose" onSubmit={(event) => void save(event)}>
            <Fields now={now} draft={shown} wrong={tried || dirty ? wrong : {}} set={(change) => setTouched({ ...touched, ...change })} />
            {effects(change, shown.rule).map((said) => (
              <Note key={said}>{said}</Note>
            ))}
            {dirty && (
              <div class="row">
                <span class="small soft">Not saved yet.</span>
                <button type="button" class="btn quiet" onClick={() => setTouched({})}>
                  Leave as it was
                </button>
              </div>
            )}
          </form>
          <Allowed id={id} />
          {may("project.change") && <Ends it={now} />}
        </div>
      )}
    </Page>
  );
}

function Fields({ now, draft, wrong, set }: { now: ProjectDetail; draft: Draft; wrong: ReturnType<typeof check>; set: (change: Partial<Draft>) => void }): JSX.Element {
  const writable = may("project.change");
  return (
    <>
      <Field label="Name" error={wrong.name}>
        <input value={draft.name} maxLength={120} disabled={!writable} onInput={(event) => set({ name: event.currentTarget.value })} />
      </Field>
      <fieldset class="stack">
        <legend class="label">When is a label settled?</legend>
        <label class="check">
          <input type="radio" name="rule" checked={draft.rule === "target"} disabled={!writable} onChange={() => set({ rule: "target" })} />
          Item by item: when it is sure enough
        </label>
        {draft.rule === "target" && (
          <Field label="p from which a label is accepted" hint="A higher one buys more judgments. It holds for labels whose p is calibrated on gold; without gold, leads decide." error={wrong.target}>
            <input inputMode="decimal" value={draft.target} disabled={!writable} onInput={(event) => set({ target: event.currentTarget.value })} />
          </Field>
        )}
        <label class="check">
          <input type="radio" name="rule" checked={draft.rule === "overlap"} disabled={!writable} onChange={() => set({ rule: "overlap" })} />
          Always the same number of judgments
        </label>
        {draft.rule === "overlap" && (
          <Field label="Judgments for each item" error={wrong.overlap}>
            <input inputMode="numeric" value={draft.overlap} disabled={!writable} onInput={(event) => set({ overlap: event.currentTarget.value })} />
          </Field>
        )}
      </fieldset>
      <Field
        label="Stage"
        hint={
          <>
            {STAGES[now.stage]} for <When at={now.stage_since} />
          </>
        }
      >
        <select value={draft.stage} disabled={!writable} onChange={(event) => set({ stage: event.currentTarget.value as Draft["stage"] })}>
          {Object.entries(STAGES).map(([stage, name]) => (
            <option key={stage} value={stage}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Priority" hint="Among the projects that somebody may work in. Higher goes first; 0 is usual." error={wrong.priority}>
        <input inputMode="numeric" value={draft.priority} disabled={!writable} onInput={(event) => set({ priority: event.currentTarget.value })} />
      </Field>
    </>
  );
}
