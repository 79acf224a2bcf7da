// A new project: a name, a question from a template or free, how many judgments; then the data.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ApiError, create, get, sayError } from "../../api/client";
import type { FieldSpec, Listing, Project, Template } from "../../api/types";
import { Note, Segments, Skeleton } from "../../components/Basics";
import { Field } from "../../components/Field";
import { FieldsEditor } from "../design/FieldsEditor";
import { Preview } from "../design/Preview";
import { cleaned, newField } from "../design/schema";
import { saving } from "../footline";
import { navigate } from "../router";
import { Page } from "../shell/Page";
import { useData } from "../useData";

export default function NewProject(): JSX.Element {
  const { data, error, loading } = useData("templates", (signal) => get<Listing<Template>>("/templates", {}, signal));
  const [name, setName] = useState("");
  const [template, setTemplate] = useState<string | null>(null);
  const [fields, setFields] = useState<FieldSpec[]>([newField("choice", [])]);
  const [guideline, setGuideline] = useState("");
  const [how, setHow] = useState<"decided" | "overlap">("decided");
  const [overlap, setOverlap] = useState(3);
  const [target, setTarget] = useState(".95");
  const [failed, setFailed] = useState<unknown>();

  function begin(chosen: Template | null): void {
    setTemplate(chosen?.name ?? null);
    setFields(chosen === null ? [newField("choice", [])] : chosen.fields.map((field) => ({ ...field })));
    setGuideline(chosen?.guideline ?? "");
  }

  async function make(event: Event): Promise<void> {
    event.preventDefault();
    setFailed(undefined);
    const policy = how === "overlap" ? { overlap } : { target: Number(target) };
    try {
      const made = await saving(create<Project>("/projects", { name: name.trim(), fields: fields.map(cleaned), ...(guideline.trim() === "" ? {} : { guideline }), ...policy }));
      navigate(`/p/${made.id}/imports?new=1`);
    } catch (wrong) {
      setFailed(wrong);
      document.getElementById("failed")?.scrollIntoView();
    }
  }

  const problems = failed instanceof ApiError ? new Map(failed.errors.map((one) => [one.pointer, one.message])) : new Map<string, string>();
  return (
    <Page title="New project">
      <form class="columns" onSubmit={(event) => void make(event)}>
        <div class="of7 stack loose">
          <div id="failed">{failed !== undefined && <Note kind="error">{sayError(failed)}</Note>}</div>
          <Field label="Name" hint="What people will look for, such as “Leaf health”.">
            <input value={name} required maxLength={120} onInput={(event) => setName(event.currentTarget.value)} />
          </Field>
          <section class="section">
            <header>
              <h2>Begin with</h2>
            </header>
            {error !== undefined && <Note kind="error">{sayError(error)}</Note>}
            {loading && <Skeleton lines={3} />}
            <div class="templates" role="radiogroup" aria-label="Template">
              {[...(data?.data ?? []), null].map((one) => (
                <label key={one?.name ?? "free"} class="panel template">
                  <input type="radio" name="template" checked={template === (one?.name ?? null)} onChange={() => begin(one)} />
                  <b>{one?.title ?? "Free design"}</b>
                  <span class="small soft">{one?.description ?? "Your own fields, one by one."}</span>
                </label>
              ))}
            </div>
          </section>
          <section class="section">
            <header>
              <h2>What is asked</h2>
            </header>
            <FieldsEditor fields={fields} onChange={setFields} problems={problems} />
          </section>
          <section class="section stack">
            <header>
              <h2>How many judgments an item gets</h2>
            </header>
            <Segments
              label="How many judgments"
              options={[
                { value: "decided", name: "As many as pay" },
                { value: "overlap", name: "Exactly so many" },
              ]}
              value={how}
              onChange={setHow}
            />
            {how === "overlap" ? (
              <Field label="Judgments an item" hint="Neither fewer nor more; then the majority.">
                <input type="number" min={1} max={99} value={overlap} onInput={(event) => setOverlap(Number(event.currentTarget.value))} />
              </Field>
            ) : (
              <Field label="How sure a label must be" hint="Between .5 and 1; for 97 % write .97. Without gold the probabilities are not calibrated, and the page says so.">
                <input inputMode="decimal" value={target} pattern="0?[.,]\d+" onInput={(event) => setTarget(event.currentTarget.value.replace(",", "."))} />
              </Field>
            )}
          </section>
          <Field label="Guideline" hint="In markdown. It stands beside the work; it can be written later.">
            <textarea rows={6} value={guideline} onInput={(event) => setGuideline(event.currentTarget.value)} />
          </Field>
          <div class="row">
            <button type="submit" class="btn primary">
              Make the project
            </button>
            <a class="btn quiet" href="/projects">
              Cancel
            </a>
          </div>
        </div>
        <div class="of5 sticky">
          <Preview fields={fields} />
        </div>
      </form>
    </Page>
  );
}
