// Freezing the settled labels as the next version: what would be in it, its name, and the work.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { create, get, post, sayError } from "../../api/client";
import type { Dataset, DatasetVersion, Job, Progress } from "../../api/types";
import { Note } from "../../components/Basics";
import { Field } from "../../components/Field";
import { saving, setLongWork } from "../footline";
import { project } from "../project";
import { useData } from "../useData";
import { useLive } from "../useLive";
import { holds, sayHolds } from "./words";

const LOOK_MS = 700;
const isOn = (job: Job): boolean => job.state === "queued" || job.state === "running";

export function Freeze({ id, lines, onMade }: { id: string; lines: readonly Dataset[]; onMade: (version: DatasetVersion | null) => void }): JSX.Element {
  const path = `/projects/${encodeURIComponent(id)}`;
  const progress = useData(`progress ${id}`, (signal) => get<Progress>(`${path}/progress`, undefined, signal));
  useLive(["label", "item", "items", "dataset", "review"], project.value?.id ?? id, progress.again);
  const [name, setName] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const typed = name ?? lines[0]?.name ?? "";
  const wrong = typed.includes("@") ? "Without “@”: the number of the version comes after it, as in topics@2." : null;
  const next = (lines.find((line) => line.name === typed.trim())?.versions[0]?.n ?? 0) + 1;
  const it = progress.data === undefined ? null : holds(progress.data);

  async function freeze(event: Event): Promise<void> {
    event.preventDefault();
    if (wrong !== null || typed.trim() === "") return;
    setBusy(true);
    try {
      let job = await saving(create<Job>(`${path}/datasets/freeze`, { name: typed.trim() }));
      while (isOn(job)) {
        const running = job.id;
        setLongWork(running, { text: `Freezing ${typed.trim()}`, share: job.progress, stop: () => void post(`/jobs/${running}/cancel`) });
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
        job = await get<Job>(`/jobs/${running}`);
      }
      setLongWork(job.id, null);
      if (job.state !== "done") throw new Error(job.error ?? "It was stopped; no version was made.");
      setFailure(null);
      setName(null);
      onMade(job.result as DatasetVersion | null);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
      progress.again();
    }
  }

  return (
    <section class="section">
      <header>
        <h2>Freeze the next version</h2>
      </header>
      <form class="stack loose" onSubmit={(event) => void freeze(event)}>
        {failure !== null && <Note kind="error">{sayError(failure)}</Note>}
        {it !== null && (
          <div class="stack small soft">
            {sayHolds(it).map((said) => (
              <p key={said}>{said}</p>
            ))}
          </div>
        )}
        <Field label="Name of the dataset" hint={typed.trim() === "" ? "Such as topics. Versions are numbered by themselves." : `This will be ${typed.trim()}@${next}.`} error={wrong}>
          <input required maxLength={120} list="dataset-names" value={typed} onInput={(event) => setName(event.currentTarget.value)} />
        </Field>
        <datalist id="dataset-names">
          {lines.map((line) => (
            <option key={line.id} value={line.name} />
          ))}
        </datalist>
        <div class="row">
          <button type="submit" class="btn primary" disabled={busy || it === null}>
            {busy ? "Freezing…" : "Freeze the labels"}
          </button>
        </div>
      </form>
    </section>
  );
}
