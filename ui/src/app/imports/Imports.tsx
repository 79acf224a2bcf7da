// Data into a project: choose files, look at the columns, import; and what was imported before.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { create, get, post, sayError } from "../../api/client";
import type { Import, ImportMapping, ImportPreview, Listing } from "../../api/types";
import { Note, Progress } from "../../components/Basics";
import { Icon } from "../../components/Icon";
import { setLongWork } from "../footline";
import { project } from "../project";
import type { PageProps } from "../router";
import { may } from "../session";
import { Page } from "../shell/Page";
import { useData } from "../useData";
import { History } from "./History";
import { PreviewTable } from "./PreviewTable";
import { send } from "./upload";

const POLL_MS = 500;

export default function Imports({ params, query }: PageProps): JSX.Element {
  const id = params["project"] ?? "";
  const path = `/projects/${encodeURIComponent(id)}`;
  const [upload, setUpload] = useState<string | null>(null);
  const [sent, setSent] = useState<number | null>(null);
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [running, setRunning] = useState<Import | null>(null);
  const [failed, setFailed] = useState<unknown>();
  const past = useData(`imports ${id}`, (signal) => get<Listing<Import>>(`${path}/imports`, {}, signal));

  async function choose(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    setFailed(undefined);
    setPreview(null);
    try {
      const name = await send(`${path}/uploads`, files, setSent);
      setUpload(name);
      setPreview(await post<ImportPreview>(`${path}/imports/preview`, { upload: name, mapping: {} }));
    } catch (wrong) {
      setFailed(wrong);
    } finally {
      setSent(null);
    }
  }

  async function look(mapping: ImportMapping): Promise<void> {
    try {
      setPreview(await post<ImportPreview>(`${path}/imports/preview`, { upload, mapping }));
      setFailed(undefined);
    } catch (wrong) {
      setFailed(wrong);
    }
  }

  async function start(): Promise<void> {
    try {
      setRunning(await create<Import>(`${path}/imports`, { upload, mapping: preview?.mapping ?? {} }));
      setPreview(null);
    } catch (wrong) {
      setFailed(wrong);
    }
  }

  useEffect(() => {
    if (running === null || !["queued", "running"].includes(running.state)) return;
    const timer = setTimeout(() => {
      get<Import>(`/imports/${running.id}`).then(
        (now) => {
          setLongWork(now.id, ["queued", "running"].includes(now.state) ? { text: "Import", share: now.progress } : null);
          setRunning(now);
          if (!["queued", "running"].includes(now.state)) past.again();
        },
        (wrong: unknown) => setFailed(wrong),
      );
    }, POLL_MS);
    return () => clearTimeout(timer);
  }, [running]);

  const active = running !== null && ["queued", "running"].includes(running.state);
  return (
    <Page title="Add data" {...(project.value ? { fact: project.value.name } : {})}>
      <div class="stack loose">
        {query.get("new") === "1" && running === null && preview === null && <Note kind="ok">The project is made. Now its data: nothing is stored before you say so.</Note>}
        {failed !== undefined && <Note kind="error">{sayError(failed)}</Note>}
        {may("import.make") && preview === null && !active && <Chooser onChoose={(files) => void choose(files)} />}
        {sent !== null && <Progress share={sent}>Sending</Progress>}
        {preview !== null && (
          <section class="section stack">
            <PreviewTable preview={preview} onMapping={(mapping) => void look(mapping)} />
            <div class="row">
              <button type="button" class="btn primary" onClick={() => void start()}>
                Import
              </button>
              <button type="button" class="btn quiet" onClick={() => setPreview(null)}>
                Other files
              </button>
            </div>
          </section>
        )}
        {running !== null && (
          <Running
            one={running}
            project={id}
            stop={() => {
              post(`/imports/${running.id}/cancel`).catch(setFailed);
            }}
          />
        )}
        <History imports={past.data?.data ?? []} again={past.again} />
      </div>
    </Page>
  );
}

function Chooser({ onChoose }: { onChoose: (files: readonly File[]) => void }): JSX.Element {
  const [over, setOver] = useState(false);
  const take = (list: FileList | null): void => onChoose([...(list ?? [])]);
  return (
    <div
      class={over ? "empty drop over" : "empty drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files ?? null);
      }}
    >
      <b class="strong">Drop files here</b>
      <p class="soft">Pictures, a zip of them, CSV, TSV, JSON, JSON Lines, Parquet or Excel. A preview comes first.</p>
      <div class="row wrap">
        <label class="btn primary">
          <Icon name="plus" />
          Choose files
          <input class="spoken" type="file" multiple data-testid="files" onChange={(event) => take(event.currentTarget.files)} />
        </label>
        <label class="btn">
          Choose a folder
          <input
            class="spoken"
            type="file"
            ref={(element) => {
              element?.setAttribute("webkitdirectory", "");
            }}
            onChange={(event) => take(event.currentTarget.files)}
          />
        </label>
      </div>
    </div>
  );
}

function Running({ one, project: id, stop }: { one: Import; project: string; stop: () => void }): JSX.Element {
  if (["queued", "running"].includes(one.state)) {
    return (
      <Progress share={one.progress} stop={stop}>
        {one.state === "queued" ? "Waiting to begin" : `${Math.round(one.progress * 100)} %`}
      </Progress>
    );
  }
  if (one.report === null) return <Note kind="error">{one.error ?? `The import was ${one.state}.`}</Note>;
  const report = one.report;
  return (
    <Note kind={report.rejected > 0 ? "warn" : "ok"} action={<a class="btn primary" href={report.added > 0 ? `/w/${id}` : `/p/${id}/data`}>{report.added > 0 ? "Label them" : "To the data"}</a>}>
      {report.message ?? `${report.added.toLocaleString()} added, ${report.updated.toLocaleString()} updated, ${report.unchanged.toLocaleString()} unchanged, ${report.rejected.toLocaleString()} rejected.`}
    </Note>
  );
}
