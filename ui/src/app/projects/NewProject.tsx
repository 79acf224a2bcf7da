// Making a project: a template, its fields beside the real workbench, how many judgments; then the
// project is there and its data follow.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError, create, get, sayError } from "../../api/client";
import type { Listing, Project, Template } from "../../api/types";
import { Note, SavedState, Skeleton } from "../../components/Basics";
import { Field } from "../../components/Field";
import { Icon, type IconName } from "../../components/Icon";
import { FieldsEditor } from "../design/FieldsEditor";
import { Preview } from "../design/Preview";
import { saving } from "../footline";
import { Cap, defineKeys, useKeys } from "../keys";
import { navigate } from "../router";
import { Page } from "../shell/Page";
import { useData } from "../useData";
import { asked, begun, fresh, keepDraft, LAST_OF_DRAFT, readDraft, says, STEPS, wrongIn, type Draft } from "./newProject";
import { Steps } from "./Steps";
import "./wizard.css";

defineKeys({ "wizard.next": { key: "Enter", label: "Next step", group: "Page" } });

export default function NewProject(): JSX.Element {
  const templates = useData("templates", (signal) => get<Listing<Template>>("/templates", {}, signal));
  const [draft, setDraft] = useState<Draft>(readDraft);
  const [tried, setTried] = useState(false);
  const [failed, setFailed] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const wrong = wrongIn(draft, draft.step);
  const shownWrong = tried ? wrong : {};
  const titles = new Map((templates.data?.data ?? []).map((one) => [one.name, one.title]));
  const words = says(draft, titles);
  const begunAny = draft.name !== "" || draft.template !== null;

  useEffect(() => keepDraft(begunAny ? draft : null), [draft, begunAny]);
  const change = (next: Partial<Draft>): void => setDraft((old) => ({ ...old, ...next }));

  function go(step: number): void {
    setTried(false);
    change({ step });
    document.getElementById("main")?.focus();
  }
  async function next(): Promise<void> {
    if (Object.keys(wrong).length > 0) {
      setTried(true);
      requestAnimationFrame(() => document.querySelector<HTMLElement>('.wizard [aria-invalid="true"]')?.focus());
      return;
    }
    if (draft.step < LAST_OF_DRAFT) {
      go(draft.step + 1);
      return;
    }
    setBusy(true);
    setFailed(undefined);
    try {
      const made = await saving(create<Project>("/projects", asked(draft)));
      keepDraft(null);
      navigate(`/p/${made.id}/imports?new=1`);
    } catch (error) {
      setFailed(error);
      setBusy(false);
      if (error instanceof ApiError) go(error.errors.some((one) => one.pointer.startsWith("/fields")) ? 1 : /name/.test(error.code) ? 0 : draft.step);
    }
  }
  useKeys([{ id: "wizard.next", run: () => void next(), enabled: () => !busy }]);

  const refused = failed instanceof ApiError ? new Map(failed.errors.map((one) => [one.pointer, one.message])) : new Map<string, string>();
  return (
    <Page
      title="New project"
      flush
      actions={
        <>
          {begunAny && (
            <span class="wide-only">
              <SavedState kind="saved">Draft kept in this browser; come back any time</SavedState>
            </span>
          )}
          {begunAny && (
            <button
              type="button"
              class="btn quiet"
              onClick={() => {
                setDraft(fresh());
                setTried(false);
                setFailed(undefined);
              }}
            >
              Discard
            </button>
          )}
          <a class="btn quiet" href="/projects">
            Cancel
          </a>
        </>
      }
    >
      <div class="wizard">
        <Steps steps={STEPS.map((name, index) => ({ name, says: words[index] ?? "" }))} at={draft.step} go={go} />
        <div class="wizard-room">
          <div class={draft.step === 1 ? "wizard-body flush" : "wizard-body"}>
            {failed !== undefined && <Note kind="error">{sayError(failed)}</Note>}
            {draft.step === 0 && <TemplateStep draft={draft} loaded={templates} wrong={shownWrong} change={change} />}
            {draft.step === 1 && (
              <div class="wizard-fields">
                <FieldsEditor fields={draft.fields} refused={refused} onChange={(fields) => change({ fields })} />
                <div class="design-side">
                  <Preview fields={draft.fields} />
                </div>
              </div>
            )}
            {draft.step === 2 && <JudgmentsStep draft={draft} wrong={shownWrong} change={change} />}
          </div>
          <footer class="wizard-foot">
            {draft.step > 0 && (
              <button type="button" class="btn" onClick={() => go(draft.step - 1)}>
                <Icon name="back" />
                {STEPS[draft.step - 1]}
              </button>
            )}
            <span class="push small soft wizard-said" role="status">
              {tried && draft.step === 1 ? (wrong["fields"] ?? "") : draft.step === LAST_OF_DRAFT ? "Everything but names of fields and ids of classes can be changed later." : ""}
            </span>
            <button type="button" class="btn primary" disabled={busy} onClick={() => void next()}>
              {draft.step < LAST_OF_DRAFT ? `Next: ${STEPS[draft.step + 1]?.toLowerCase()}` : "Make the project"} <Cap of="wizard.next" />
            </button>
          </footer>
        </div>
      </div>
    </Page>
  );
}

interface StepProps {
  draft: Draft;
  wrong: Readonly<Record<string, string>>;
  change: (next: Partial<Draft>) => void;
}

const GROUPS: readonly { type: string; name: string; icon: IconName }[] = [
  { type: "image", name: "Pictures", icon: "image" },
  { type: "text", name: "Text", icon: "text" },
  { type: "record", name: "Records", icon: "table" },
];

function TemplateStep({ draft, wrong, change, loaded }: StepProps & { loaded: ReturnType<typeof useData<Listing<Template>>> }): JSX.Element {
  const all = loaded.data?.data ?? [];
  const choose = (template: Template | null): void => change(begun(draft, template));
  return (
    <>
      <div class="wizard-name">
        <Field label="Name" hint="What people will look for." error={wrong["name"]}>
          <input value={draft.name} maxLength={120} autocomplete="off" onInput={(event) => change({ name: event.currentTarget.value })} />
        </Field>
      </div>
      <h2>
        Template <span class="faint small">Start from what is nearest; everything can be changed</span>
      </h2>
      {wrong["template"] && (
        <p class="trouble small" role="alert">
          {wrong["template"]}
        </p>
      )}
      {loaded.error !== undefined && (
        <Note kind="error" action={<button type="button" class="btn" onClick={loaded.again}>Try again</button>}>
          {sayError(loaded.error)} A blank design works without templates.
        </Note>
      )}
      {loaded.loading && <Skeleton lines={4} />}
      <div class="template-columns" role="radiogroup" aria-label="Template">
        {GROUPS.map((group) => {
          const mine = all.filter((one) => one.item_type === group.type);
          return (
            mine.length > 0 && (
              <Column key={group.type} name={group.name} icon={group.icon}>
                {mine.map((one) => (
                  <Choice key={one.name} title={one.title} says={one.description} chosen={draft.template === one.name} choose={() => choose(one)} />
                ))}
              </Column>
            )
          );
        })}
        <Column name="Other" icon="plus">
          {all
            .filter((one) => !GROUPS.some((group) => group.type === one.item_type))
            .map((one) => (
              <Choice key={one.name} title={one.title} says={one.description} chosen={draft.template === one.name} choose={() => choose(one)} />
            ))}
          <Choice title="Blank" says="Any fields, one by one." chosen={draft.template === ""} choose={() => choose(null)} />
        </Column>
      </div>
    </>
  );
}

function Column({ name, icon, children }: { name: string; icon: IconName; children: JSX.Element | (JSX.Element | JSX.Element[])[] | JSX.Element[] }): JSX.Element {
  return (
    <div class="template-column">
      <h3 class="row">
        <Icon name={icon} />
        {name}
      </h3>
      {children}
    </div>
  );
}

function Choice({ title, says: words, chosen, choose }: { title: string; says: string; chosen: boolean; choose: () => void }): JSX.Element {
  return (
    <label class="template-choice">
      <input type="radio" name="template" class="spoken" checked={chosen} onChange={choose} onClick={choose} />
      <b class="strong">{title}</b>
      <span class="small soft">{words}</span>
    </label>
  );
}

function JudgmentsStep({ draft, wrong, change }: StepProps): JSX.Element {
  return (
    <div class="wizard-judgments">
      <fieldset class="stack loose">
        <legend class="strong">How many judgments an item gets</legend>
        <div class="way">
          <label class="check">
            <input type="radio" name="how" checked={draft.how === "decided"} onChange={() => change({ how: "decided" })} />
            <b class="strong">As many as it takes</b>
          </label>
          <p class="small soft">Asks again where people differ, stops where they agree, and sends to review what stays apart.</p>
          {draft.how === "decided" && (
            <div class="way-value">
              <Field label="Sure enough from p" hint="A label is settled from here on. Without gold, p rests on agreement alone and is drawn as not calibrated." error={wrong["target"]}>
                <input class="input short" inputMode="decimal" value={draft.target} onInput={(event) => change({ target: event.currentTarget.value })} />
              </Field>
            </div>
          )}
        </div>
        <div class="way">
          <label class="check">
            <input type="radio" name="how" checked={draft.how === "overlap"} onChange={() => change({ how: "overlap" })} />
            <b class="strong">Exactly so many</b>
          </label>
          <p class="small soft">Every item gets the same number: for a benchmark, or to measure agreement.</p>
          {draft.how === "overlap" && (
            <div class="way-value">
              <Field label="Judgments an item" hint="From different people." error={wrong["overlap"]}>
                <input class="input short" inputMode="numeric" value={draft.overlap} onInput={(event) => change({ overlap: event.currentTarget.value })} />
              </Field>
            </div>
          )}
        </div>
      </fieldset>
      <Field label="Guideline, in markdown" hint="It stands beside the work. A line per class helps most; it can be written later.">
        <textarea rows={12} value={draft.guideline} onInput={(event) => change({ guideline: event.currentTarget.value })} />
      </Field>
    </div>
  );
}
