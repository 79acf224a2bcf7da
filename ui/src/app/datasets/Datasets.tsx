// Frozen versions of the labels: make one, compare two, take them away in any format.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { apiUrl, create, get, sayError } from "../../api/client";
import type { Dataset, DatasetDiff, DatasetVersion, ExportFormat, Job, Listing } from "../../api/types";
import { Empty, Note, Skeleton } from "../../components/Basics";
import { Calibrated } from "../../components/Certainty";
import { Field } from "../../components/Field";
import { saving } from "../footline";
import { project } from "../project";
import type { PageProps } from "../router";
import { may } from "../session";
import { Page } from "../shell/Page";
import { useData } from "../useData";

const POLL_MS = 500;

export default function Datasets({ params }: PageProps): JSX.Element {
  const id = params["project"] ?? "";
  const path = `/projects/${encodeURIComponent(id)}`;
  const { data, error, loading, again } = useData(`datasets ${id}`, (signal) => get<Listing<Dataset>>(`${path}/datasets`, {}, signal));
  const versions = (data?.data ?? []).flatMap((line) => line.versions);
  return (
    <Page title="Datasets" {...(project.value ? { fact: project.value.name } : {})}>
      <div class="stack loose">
        {error !== undefined && <Note kind="error">{sayError(error)}</Note>}
        {may("dataset.make") && <Freeze path={path} names={(data?.data ?? []).map((line) => line.name)} done={again} />}
        {loading && <Skeleton lines={4} />}
        {data !== undefined && versions.length === 0 && <Empty title="Nothing is frozen yet">A frozen version never changes and has a hash: what a model was trained on can be named for ever.</Empty>}
        {versions.length > 0 && <Versions versions={versions} />}
        {versions.length > 1 && <Compare versions={versions} project={id} />}
        {may("export.read") && <Exports path={path} versions={versions} />}
      </div>
    </Page>
  );
}

function Freeze({ path, names, done }: { path: string; names: readonly string[]; done: () => void }): JSX.Element {
  const [name, setName] = useState(names[0] ?? "");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<unknown>();
  async function freeze(event: Event): Promise<void> {
    event.preventDefault();
    setBusy(true);
    try {
      let answer = await saving(create<Job | DatasetVersion>(`${path}/datasets/freeze`, { name: name.trim() }));
      while ("state" in answer && ["queued", "running"].includes(answer.state)) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        answer = await get<Job>(`/jobs/${answer.id}`);
      }
      if ("state" in answer && answer.error !== null) throw new Error(answer.error);
      setFailed(undefined);
      done();
    } catch (wrong) {
      setFailed(wrong);
    } finally {
      setBusy(false);
    }
  }
  return (
    <form class="row wrap" onSubmit={(event) => void freeze(event)}>
      <input class="input dataset-name" required maxLength={120} placeholder="Name, such as topics" aria-label="Name of the dataset" value={name} onInput={(event) => setName(event.currentTarget.value)} />
      <button type="submit" class="btn primary" disabled={busy}>
        {busy ? "Freezing…" : "Freeze the labels"}
      </button>
      {failed !== undefined && <Note kind="error">{sayError(failed)}</Note>}
    </form>
  );
}

function Versions({ versions }: { versions: readonly DatasetVersion[] }): JSX.Element {
  return (
    <div class="scroller">
      <table class="table plain" data-testid="versions">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col" class="num">Labelled</th>
            <th scope="col" class="num">Judgments</th>
            <th scope="col">Probabilities</th>
            <th scope="col">Hash</th>
            <th scope="col">Made</th>
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {versions.map((one) => (
            <tr key={one.id}>
              <td class="strong">
                {one.name}@{one.n}
              </td>
              <td class="num">
                {one.labelled.toLocaleString()} of {one.items.toLocaleString()}
              </td>
              <td class="num">{one.judgments.toLocaleString()}</td>
              <td>
                <Calibrated gold={one.gold_n} />
              </td>
              <td class="mono" title={one.sha256}>
                {one.sha256.slice(0, 12)}
              </td>
              <td class="soft">{new Date(one.made_at).toLocaleString()}</td>
              <td class="num">
                <a class="btn" href={apiUrl(`/dataset-versions/${one.id}/manifest`)} download={`${one.id}.jsonl`}>
                  Manifest
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Compare({ versions, project: id }: { versions: readonly DatasetVersion[]; project: string }): JSX.Element {
  const label = (one: DatasetVersion | undefined): string => (one === undefined ? "" : `${one.name}@${one.n}`);
  const [a, setA] = useState(label(versions[1]));
  const [b, setB] = useState(label(versions[0]));
  const { data, error } = useData(`diff ${id} ${a} ${b} ${versions.length}`, (signal) => get<DatasetDiff>("/datasets/diff", { a, b, project: id }, signal));
  const pick = (value: string, set: (value: string) => void, name: string): JSX.Element => (
    <select class="input dataset-name" aria-label={name} value={value} onChange={(event) => set(event.currentTarget.value)}>
      {versions.map((one) => (
        <option key={one.id} value={label(one)}>
          {label(one)}
        </option>
      ))}
    </select>
  );
  return (
    <section class="section stack">
      <header>
        <h2>What differs?</h2>
      </header>
      <div class="row wrap">
        {pick(a, setA, "From")}
        <span class="soft">to</span>
        {pick(b, setB, "To")}
      </div>
      {error !== undefined && <Note kind="error">{sayError(error)}</Note>}
      {data !== undefined && (
        <>
          <p>
            {data.same.toLocaleString()} the same, {data.changed.toLocaleString()} changed, {data.added.toLocaleString()} added, {data.removed.toLocaleString()} removed, {data.content.toLocaleString()} with other content.
          </p>
          {data.rows.length > 0 && (
            <div class="scroller diff">
              <table class="table plain">
                <thead>
                  <tr>
                    <th scope="col">Item</th>
                    <th scope="col">Field</th>
                    <th scope="col">What</th>
                    <th scope="col">Before</th>
                    <th scope="col">After</th>
                  </tr>
                </thead>
                <tbody>
                  {data.rows.map((row) => (
                    <tr key={`${row.key} ${row.field}`}>
                      <td class="mono">{row.key}</td>
                      <td>{row.field}</td>
                      <td class="soft">{row.what}</td>
                      <td>{write(row.before)}</td>
                      <td>{write(row.after)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </>
      )}
    </section>
  );
}

const write = (value: unknown): string => (value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value));

function Exports({ path, versions }: { path: string; versions: readonly DatasetVersion[] }): JSX.Element {
  const { data } = useData("formats", (signal) => get<Listing<ExportFormat>>("/export-formats", {}, signal));
  const [format, setFormat] = useState("csv");
  const [dataset, setDataset] = useState("");
  const [content, setContent] = useState(false);
  const query = { format, dataset: dataset === "" ? undefined : dataset, with_content: content || undefined };
  return (
    <section class="section stack">
      <header>
        <h2>Take it away</h2>
      </header>
      <div class="row wrap wide">
        <Field label="Format">
          <select value={format} onChange={(event) => setFormat(event.currentTarget.value)}>
            {(data?.data ?? []).map((one) => (
              <option key={one.name} value={one.name}>
                {one.title}
              </option>
            ))}
          </select>
        </Field>
        <Field label="Of">
          <select value={dataset} onChange={(event) => setDataset(event.currentTarget.value)}>
            <option value="">the labels as they stand</option>
            {versions.map((one) => (
              <option key={one.id} value={`${one.name}@${one.n}`}>
                {one.name}@{one.n}
              </option>
            ))}
          </select>
        </Field>
        <label class="check">
          <input type="checkbox" checked={content} onChange={(event) => setContent(event.currentTarget.checked)} />
          With content
        </label>
      </div>
      <div class="row wrap">
        <a class="btn" data-testid="export-labels" href={apiUrl(`${path}/export`, { ...query, part: "labels" })} download>
          Labels
        </a>
        <a class="btn" data-testid="export-judgments" href={apiUrl(`${path}/export`, { format, dataset: query.dataset, part: "judgments" })} download>
          Raw judgments
        </a>
      </div>
      <p class="small faint">pandas, DuckDB and Arrow read the Parquet files as they are. Every item is in it, with or without a label.</p>
    </section>
  );
}
