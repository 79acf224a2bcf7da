// Pause, resume, archive, delete: each dialog says what will happen, to whom, and what stays.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { get, post, remove, sayError } from "../../api/client";
import type { Dataset, Listing, Progress, Project, ProjectDetail } from "../../api/types";
import { Note } from "../../components/Basics";
import { Dialog } from "../../components/Dialog";
import { Field } from "../../components/Field";
import { saving } from "../footline";
import { refreshProject } from "../project";
import { navigate } from "../router";
import { may } from "../session";
import { useData } from "../useData";

const at = (id: string, verb = ""): string => `/projects/${encodeURIComponent(id)}${verb}`;
type End = "pause" | "archive" | "delete";

export function Ends({ it }: { it: ProjectDetail }): JSX.Element {
  const [dialog, setDialog] = useState<End | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  async function resume(): Promise<void> {
    try {
      await saving(post<Project>(at(it.id, "/resume")));
      await refreshProject();
      setFailure(null);
    } catch (error) {
      setFailure(error);
    }
  }
  return (
    <section class="section">
      <header>
        <h2>Pause, archive, delete</h2>
        <span class="push soft">
          {it.state === "open" ? "open" : it.state}
          {it.state_reason !== null && `: ${it.state_reason}`}
        </span>
      </header>
      {failure !== null && <Note kind="error">{sayError(failure)}</Note>}
      <ul class="danger-zone">
        {it.state !== "open" ? (
          <li>
            <span class="small soft">{it.state === "paused" ? "Hand out work again." : "Take it out of the archive and hand out work again."}</span>
            <button type="button" class="btn" onClick={() => void resume()}>
              Resume
            </button>
          </li>
        ) : (
          <li>
            <span class="small soft">No new tasks for a while; what is in people's hands counts.</span>
            <button type="button" class="btn" onClick={() => setDialog("pause")}>
              Pause…
            </button>
          </li>
        )}
        {it.state !== "archived" && (
          <li>
            <span class="small soft">Put it away: readable, never handed out.</span>
            <button type="button" class="btn" onClick={() => setDialog("archive")}>
              Archive…
            </button>
          </li>
        )}
        {may("project.delete") && (
          <li>
            <span class="small soft">Take it away for good, with everything in it.</span>
            <button type="button" class="btn danger" onClick={() => setDialog("delete")}>
              Delete…
            </button>
          </li>
        )}
      </ul>
      {dialog !== null && dialog !== "delete" && <PutAway end={dialog} id={it.id} onClose={() => setDialog(null)} />}
      {dialog === "delete" && <Delete it={it} onClose={() => setDialog(null)} />}
    </section>
  );
}

const AWAY = {
  pause: { title: "Pause the project?", verb: "Pause", says: ["Nobody gets a new task here until it is resumed.", "Tasks in people's hands can still be submitted, and count.", "Labels, judgments and datasets stay as they are."] },
  archive: { title: "Archive the project?", verb: "Archive", says: ["It gives no work and leaves the lists of those who label.", "Everything in it can still be read and exported.", "It can be taken out of the archive at any time."] },
} as const;

function PutAway({ end, id, onClose }: { end: "pause" | "archive"; id: string; onClose: () => void }): JSX.Element {
  const [reason, setReason] = useState("");
  const [failure, setFailure] = useState<unknown>(null);
  async function send(event: Event): Promise<void> {
    event.preventDefault();
    try {
      await saving(post<Project>(at(id, `/${end}`), { reason: reason.trim() || null }));
      await refreshProject();
      onClose();
    } catch (error) {
      setFailure(error);
    }
  }
  return (
    <Dialog title={AWAY[end].title} onClose={onClose}>
      <Consequences says={AWAY[end].says} />
      <form class="stack loose" onSubmit={(event) => void send(event)}>
        {failure !== null && <Note kind="error">{sayError(failure)}</Note>}
        <Field label="Why" hint="People who come for work read this.">
          <input value={reason} maxLength={500} onInput={(event) => setReason(event.currentTarget.value)} />
        </Field>
        <div class="row">
          <button type="submit" class="btn primary">
            {AWAY[end].verb}
          </button>
          <button type="button" class="btn quiet" onClick={onClose}>
            Leave it
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Delete({ it, onClose }: { it: ProjectDetail; onClose: () => void }): JSX.Element {
  const [typed, setTyped] = useState("");
  const [failure, setFailure] = useState<unknown>(null);
  const facts = useData(`ends ${it.id}`, async (signal) => {
    const [progress, datasets] = await Promise.all([get<Progress>(at(it.id, "/progress"), undefined, signal), get<Listing<Dataset>>(at(it.id, "/datasets"), undefined, signal)]);
    return { progress, versions: datasets.data.flatMap((line) => line.versions).length };
  });
  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (typed !== it.name) return;
    try {
      await saving(remove(at(it.id), { ifMatch: it.etag }));
      navigate("/projects");
    } catch (error) {
      setFailure(error);
    }
  }
  const { progress, versions } = facts.data ?? {};
  const says = [
    progress === undefined ? "Its items, judgments and labels are deleted for good." : `${progress.items.toLocaleString()} items, ${progress.judgments.toLocaleString()} judgments and their labels are deleted for good.`,
    versions === undefined || versions === 0 ? "No frozen dataset is lost: there is none." : `${versions} frozen dataset ${versions === 1 ? "version is" : "versions are"} deleted, too. Export first what a model was trained on.`,
    progress === undefined || progress.live_leases === 0 ? "Nobody holds a task at present." : `${progress.live_leases} ${progress.live_leases === 1 ? "task is" : "tasks are"} in people's hands; those answers will be refused.`,
    "The log of facts keeps that it was there, and who deleted it.",
  ];
  return (
    <Dialog title={`Delete ${it.name}?`} onClose={onClose}>
      <Consequences says={facts.loading ? [] : says} />
      <form class="stack loose" onSubmit={(event) => void send(event)}>
        {failure !== null && <Note kind="error">{sayError(failure)}</Note>}
        <Field label={`To delete it, write its name: ${it.name}`}>
          <input value={typed} autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} />
        </Field>
        <div class="row">
          <button type="submit" class="btn danger" disabled={typed !== it.name}>
            Delete for good
          </button>
          <button type="button" class="btn quiet" onClick={onClose}>
            Keep it
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Consequences({ says }: { says: readonly string[] }): JSX.Element {
  return (
    <ul class="consequences">
      {says.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  );
}
