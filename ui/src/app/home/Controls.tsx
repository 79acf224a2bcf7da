// What changes a project as a whole: pausing it with a reason, resuming it, its priority.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { patch, post, sayError } from "../../api/client";
import type { Project, ProjectDetail } from "../../api/types";
import { Dialog } from "../../components/Dialog";
import { Field } from "../../components/Field";
import { saving } from "../footline";
import { refreshProject } from "../project";

const at = (id: string, verb = ""): string => `/projects/${encodeURIComponent(id)}${verb}`;

export async function resume(id: string): Promise<void> {
  await saving(post<Project>(at(id, "/resume")));
  await refreshProject();
}

export function PauseDialog({ id, onClose }: { id: string; onClose: () => void }): JSX.Element {
  const [reason, setReason] = useState("");
  const [failed, setFailed] = useState<unknown>();
  async function pause(event: Event): Promise<void> {
    event.preventDefault();
    try {
      await saving(post<Project>(at(id, "/pause"), { reason: reason.trim() || null }));
      await refreshProject();
      onClose();
    } catch (wrong) {
      setFailed(wrong);
    }
  }
  return (
    <Dialog title="Pause the project?" onClose={onClose}>
      <p class="soft">Nobody gets more work. Tasks that are in people's hands can still be submitted and count.</p>
      <form class="stack loose" onSubmit={(event) => void pause(event)}>
        <Field label="Why" hint="People who come for work read this." error={failed === undefined ? undefined : sayError(failed)}>
          <input value={reason} maxLength={500} autocomplete="off" onInput={(event) => setReason(event.currentTarget.value)} />
        </Field>
        <div class="row">
          <button type="submit" class="btn">
            Pause
          </button>
          <button type="button" class="btn quiet" onClick={onClose}>
            Leave it open
          </button>
        </div>
      </form>
    </Dialog>
  );
}

const LIMIT = 100;

export function PriorityDialog({ it, onClose }: { it: ProjectDetail; onClose: () => void }): JSX.Element {
  const [text, setText] = useState(String(it.priority));
  const [failed, setFailed] = useState<string>();
  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const priority = Number(text.replace("−", "-"));
    if (text.trim() === "" || !Number.isInteger(priority) || Math.abs(priority) > LIMIT) {
      setFailed("A priority is a whole number from -100 to 100. For “before the others” write 10.");
      return;
    }
    try {
      await saving(patch<Project>(at(it.id), { priority }, { ifMatch: it.etag }));
      await refreshProject();
      onClose();
    } catch (wrong) {
      setFailed(sayError(wrong));
      await refreshProject();
    }
  }
  return (
    <Dialog title={`Priority of ${it.name}`} onClose={onClose}>
      <p class="soft">Whoever asks for work without naming a project gets the project with the highest number first.</p>
      <form class="stack loose" onSubmit={(event) => void save(event)}>
        <Field label="Priority" hint="-100 to 100; 0 is usual." error={failed}>
          <input value={text} inputMode="numeric" autocomplete="off" onInput={(event) => setText(event.currentTarget.value)} />
        </Field>
        <div class="row">
          <button type="submit" class="btn">
            Save
          </button>
          <button type="button" class="btn quiet" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
