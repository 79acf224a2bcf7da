// The instructions: markdown at the left, and at the right the published version as people read it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { create, get, sayError } from "../../api/client";
import type { Guideline } from "../../api/types";
import { Empty, Note, Skeleton } from "../../components/Basics";
import { Field } from "../../components/Field";
import { Guide } from "../../components/Guide";
import "../../styles/work.css";
import { When } from "../../components/When";
import { saving } from "../footline";
import { refreshProject } from "../project";
import { may } from "../session";
import { Page, type PageFrame } from "../shell/Page";
import { useData } from "../useData";

export function GuidelineRoom({ id, tabs }: { id: string; tabs: NonNullable<PageFrame["tabs"]> }): JSX.Element {
  const path = `/projects/${id}/guideline`;
  const { data, error, loading, again, set } = useData(`guideline ${id}`, (signal) => get<Guideline>(path, {}, signal));
  const [text, setText] = useState<string | null>(null);
  const [failed, setFailed] = useState<unknown>();
  const mayChange = may("guideline.change");
  const changed = data !== undefined && text !== null && text !== data.text;

  async function publish(): Promise<void> {
    setFailed(undefined);
    try {
      set(await saving(create<Guideline>(path, { text: text ?? "" })));
      setText(null);
      await refreshProject();
    } catch (wrong) {
      setFailed(wrong);
    }
  }

  return (
    <Page
      title="Design"
      tabs={tabs}
      {...(data ? { fact: `guideline ${data.n}` } : {})}
      actions={
        mayChange &&
        data !== undefined && (
          <>
            {changed && (
              <button type="button" class="btn quiet" onClick={() => setText(null)}>
                Discard
              </button>
            )}
            <button type="button" class="btn primary" disabled={!changed} onClick={() => void publish()}>
              Publish guideline {data.n + 1}
            </button>
          </>
        )
      }
    >
      {error !== undefined && (
        <Note kind="error" action={<button type="button" class="btn" onClick={again}>Try again</button>}>
          {sayError(error)}
        </Note>
      )}
      {failed !== undefined && <Note kind="error">{sayError(failed)} What you wrote is still here.</Note>}
      {loading && <Skeleton lines={8} />}
      {data !== undefined && (
        <div class="guideline-room">
          {mayChange && (
            <Field label="Guideline, in markdown" hint="Who works is shown the lines that changed since they last worked. Every judgment names the version it was made under.">
              <textarea value={text ?? data.text} spellcheck onInput={(event) => setText(event.currentTarget.value)} />
            </Field>
          )}
          <section class="stack">
            <p class="label">
              Published: guideline {data.n}{" "}
              <span class="faint">
                <When at={data.made_at} />
              </span>
            </p>
            {data.text.trim() === "" ? <Empty title="Nothing is written yet">A line per class that says what it is, and what only looks like it, helps most.</Empty> : <Guide html={data.html} />}
          </section>
        </div>
      )}
    </Page>
  );
}
