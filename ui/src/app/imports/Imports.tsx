// Data into a project: choose files, look at the columns, import, see what became of it; and what was
// imported before, with the way back. After making a project this is the wizard's fourth step.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { create, get, post, sayError } from "../../api/client";
import type { Import, ImportMapping, ImportPreview, Listing } from "../../api/types";
import { Note, Progress, Skeleton } from "../../components/Basics";
import { setLongWork } from "../footline";
import { Invite } from "../home/Invite";
import { project } from "../project";
import { STEPS } from "../projects/newProject";
import { Steps } from "../projects/Steps";
import "../projects/wizard.css";
import type { PageProps } from "../router";
import { may } from "../session";
import { Page } from "../shell/Page";
import { useData } from "../useData";
import { useLive } from "../useLive";
import { Chooser } from "./Chooser";
import type { Chosen } from "./files";
import { History } from "./History";
import "./imports.css";
import { NOTHING, proposed } from "./mapping";
import { PreviewTable } from "./PreviewTable";
import { isActive, Result, Running } from "./Report";
import { send } from "./upload";

const POLL_MS = 500;
const LOOK_MS = 2000;

interface Sent {
  upload: string;
  chosen: readonly Chosen[];
  preview: ImportPreview;
}

export default function Imports({ params, query }: PageProps): JSX.Element {
  const id = params["project"] ?? "";
  const path = `/projects/${encodeURIComponent(id)}`;
  const first = query.get("new") === "1";
  const [sending, setSending] = useState<number | null>(null);
  const [sent, setSent] = useState<Sent | null>(null);
  const [busy, setBusy] = useState(false);
  const [mine, setMine] = useState<Import | null>(null);
  const [failed, setFailed] = useState<unknown>();
  const stopSending = useRef<AbortController | null>(null);
  const asked = useRef(0);
  const past = useData(`imports ${id}`, (signal) => get<Listing<Import>>(`${path}/imports`, {}, signal));
  const rows = past.data?.data ?? [];
  const others = rows.filter((one) => isActive(one) && one.id !== mine?.id);
  useLive(["items", "import", "job"], project.value?.id ?? id, past.again);
  usePolling(mine, setMine, past.again, setFailed);
  useEffect(() => {
    if (others.length === 0) return;
    const timer = setInterval(past.again, LOOK_MS);
    return () => clearInterval(timer);
  }, [others.length, past.again]);

  async function choose(chosen: readonly Chosen[]): Promise<void> {
    if (chosen.length === 0) return;
    setFailed(undefined);
    setSent(null);
    setMine(null);
    setSending(0);
    const ended = new AbortController();
    stopSending.current = ended;
    try {
      const upload = await send(`${path}/uploads`, chosen, setSending, ended.signal);
      const look = (mapping: ImportMapping): Promise<ImportPreview> => post<ImportPreview>(`${path}/imports/preview`, { upload, mapping });
      const raw = await look(NOTHING);
      const mapping = proposed(raw.columns, project.value?.schema_version.fields ?? []);
      setSent({ upload, chosen, preview: same(mapping, raw.mapping) ? raw : await look(mapping) });
    } catch (wrong) {
      if (!ended.signal.aborted) setFailed(wrong);
    } finally {
      setSending(null);
    }
  }

  async function look(mapping: ImportMapping): Promise<void> {
    if (sent === null) return;
    const turn = (asked.current += 1);
    setMine(null); // what was checked was checked under another mapping
    setBusy(true);
    setSent({ ...sent, preview: { ...sent.preview, mapping } }); // the choice stands at once, the rows follow
    try {
      const preview = await post<ImportPreview>(`${path}/imports/preview`, { upload: sent.upload, mapping });
      if (turn !== asked.current) return;
      setSent({ ...sent, preview });
      setFailed(undefined);
    } catch (wrong) {
      if (turn === asked.current) setFailed(wrong);
    }
    setBusy(false);
  }

  async function start(dry: boolean): Promise<void> {
    if (sent === null) return;
    setFailed(undefined);
    try {
      setMine(await create<Import>(`${path}/imports`, { upload: sent.upload, mapping: sent.preview.mapping, dry_run: dry }));
      if (!dry) setSent(null);
    } catch (wrong) {
      setFailed(wrong);
    }
  }

  function stop(one: Import): void {
    post(`/imports/${one.id}/cancel`).then(past.again, setFailed);
  }

  const running = mine !== null && isActive(mine);
  const done = mine !== null && !running && mine.state === "done" && !mine.dry_run && mine.report !== null;
  const progress = mine !== null && (running ? <Running one={mine} stop={() => stop(mine)} /> : <Result one={mine} />);
  const body = (
    <div class="stack loose imports">
      {first && sent === null && mine === null && <Note kind="ok">{project.value?.name ?? "The project"} is made. Now its data; it can also come later.</Note>}
      {failed !== undefined && <Note kind="error">{sayError(failed)}</Note>}
      {past.error !== undefined && (
        <Note kind="error" action={<button type="button" class="btn" onClick={past.again}>Try again</button>}>
          {sayError(past.error)}
        </Note>
      )}
      {sent === null && progress}
      {done && <Next id={id} />}
      {sending !== null ? (
        <Progress share={sending} stop={() => stopSending.current?.abort()}>
          {sending < 1 ? `Sending, ${Math.round(sending * 100)} %` : "Looking at it"}
        </Progress>
      ) : sent !== null ? (
        <section class="section stack loose">
          <PreviewTable preview={sent.preview} chosen={sent.chosen} busy={busy} onMapping={(mapping) => void look(mapping)} />
          {progress}
          <div class="row wrap">
            <button type="button" class="btn primary" disabled={busy || running} onClick={() => void start(false)}>
              Import
            </button>
            <button type="button" class="btn" disabled={busy || running} onClick={() => void start(true)}>
              Check every row first
            </button>
            <button type="button" class="btn quiet" onClick={() => setSent(null)}>
              Other files
            </button>
          </div>
        </section>
      ) : (
        may("import.make") && !running && (!done || !first) && <Chooser onChoose={(chosen) => void choose(chosen)} onFail={setFailed} />
      )}
      {others.map((one) => (
        <Running key={one.id} one={one} {...(may("import.make") ? { stop: () => stop(one) } : {})} />
      ))}
      {past.loading && <Skeleton lines={3} />}
      {!first && <History imports={rows.filter((one) => !isActive(one))} changed={past.again} />}
      {first && sent === null && mine === null && (
        <p>
          <a href={`/p/${id}`}>Later: go to the project</a>
        </p>
      )}
    </div>
  );
  if (!first) {
    return (
      <Page title="Imports" {...(project.value ? { fact: project.value.name } : {})}>
        {body}
      </Page>
    );
  }
  return (
    <Page title={project.value?.name ?? "New project"} fact="made; its data come next" flush>
      <div class="wizard">
        <Steps steps={STEPS.map((name, index) => ({ name, says: index < 3 ? "done" : index === 3 ? "files, columns, preview" : "label, invite" }))} at={done ? 4 : 3} />
        <div class="wizard-room">
          <div class="wizard-body">{body}</div>
        </div>
      </div>
    </Page>
  );
}

const same = (a: ImportMapping, b: ImportMapping): boolean => JSON.stringify([a.key, a.map, a.slices, a.gold]) === JSON.stringify([b.key, b.map, b.slices, b.gold]);

/** Follows an import to its end, here and in the footline. */
function usePolling(one: Import | null, set: (one: Import) => void, ended: () => void, fail: (error: unknown) => void): void {
  useEffect(() => {
    if (one === null || !isActive(one)) return;
    setLongWork(one.id, { text: one.dry_run ? "Check" : "Import", share: one.progress });
    const timer = setTimeout(() => {
      get<Import>(`/imports/${one.id}`).then((now) => {
        if (!isActive(now)) {
          setLongWork(one.id, null);
          ended();
        }
        set(now);
      }, fail);
    }, POLL_MS);
    return () => clearTimeout(timer);
  }, [one]);
  // Whoever leaves the page does not leave a bar behind that nobody moves.
  const last = useRef(one);
  last.current = one;
  useEffect(
    () => () => {
      if (last.current !== null) setLongWork(last.current.id, null);
    },
    [],
  );
}

/** What next: the two things that bring labels. */
function Next({ id }: { id: string }): JSX.Element {
  const [inviting, setInviting] = useState(false);
  return (
    <section class="next-steps" aria-labelledby="next">
      <h2 id="next">What next</h2>
      <div class="row wrap">
        {may("work.do") && (
          <a class="btn primary" href={`/w/${id}`}>
            Label some yourself
          </a>
        )}
        {may("invitation.make") && (
          <button type="button" class="btn" onClick={() => setInviting(true)}>
            Invite people
          </button>
        )}
        <a class="btn" href={`/p/${id}/data`}>
          Look at the data
        </a>
        <a class="btn quiet" href={`/p/${id}`}>
          To the project
        </a>
      </div>
      {inviting && <Invite project={id} name={project.value?.name ?? "the project"} onClose={() => setInviting(false)} />}
    </section>
  );
}
