// Dialogs of what a manager does with items: send to review, ask again, say which go first.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { post, sayError } from "../../api/client";
import type { ItemDetail } from "../../api/types";
import { Note } from "../../components/Basics";
import { Dialog } from "../../components/Dialog";
import { Field } from "../../components/Field";
import { Key } from "../../components/Key";
import { saving } from "../footline";
import type { Filters } from "./filters";

const ASKED = {
  review: {
    title: "Send to review?",
    path: "review",
    verb: "Send to review",
    says: "A reviewer sees every judgment side by side and decides. Judgments given so far stay on record; your reason is kept as a note on the item.",
  },
  reopen: {
    title: "Ask again?",
    path: "reopen",
    verb: "Ask again",
    says: "The item goes back to those who label, for new judgments. Judgments given so far stay on record; the label is open until it is settled anew.",
  },
} as const;

export type ItemVerb = keyof typeof ASKED;

export function ReasonDialog({ verb, item, name, onDone, onClose }: { verb: ItemVerb; item: string; name: string; onDone: (item: ItemDetail) => void; onClose: () => void }): JSX.Element {
  const asked = ASKED[verb];
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const input = useRef<HTMLInputElement>(null);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (reason.trim() === "") {
      setWrong(true);
      input.current?.focus();
      return;
    }
    try {
      onDone(await saving(post<ItemDetail>(`/items/${item}/${asked.path}`, { reason: reason.trim() })));
    } catch (error) {
      setFailure(error);
    }
  }

  return (
    <Dialog title={asked.title} onClose={onClose}>
      <form class="stack loose" onSubmit={(event) => void send(event)}>
        <p>
          <span class="mono">{name}</span>
        </p>
        <p class="soft small">{asked.says}</p>
        {failure !== null && <Note kind="error">{sayError(failure)}</Note>}
        <Field label="Reason" error={wrong && reason.trim() === "" ? "Say why, in a few words: whoever gets the item reads it." : null}>
          <input ref={input} maxLength={2000} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
        </Field>
        <div class="row">
          <button type="submit" class="btn primary">
            {asked.verb} <Key name="Enter" />
          </button>
          <button type="button" class="btn quiet" onClick={onClose}>
            Back <Key name="Esc" />
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Which items a priority is for: those named, or all that match. */
export interface Target {
  keys: readonly string[];
  filters: Filters;
  matching: number | null;
}

export function PriorityDialog({ project, target, onDone, onClose }: { project: string; target: Target; onDone: (changed: number) => void; onClose: () => void }): JSX.Element {
  const [all, setAll] = useState(false);
  const [text, setText] = useState("10");
  const [failure, setFailure] = useState<unknown>(null);
  const priority = Number(text);
  const wrong = text.trim() === "" || !Number.isInteger(priority) || priority < -100 || priority > 100;

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (wrong) return;
    const which = all ? { where: target.filters } : { keys: target.keys };
    try {
      const { changed } = await saving(post<{ changed: number }>(`/projects/${encodeURIComponent(project)}/priority`, { ...which, priority }));
      onDone(changed);
    } catch (error) {
      setFailure(error);
    }
  }

  const one = target.keys.length === 1 ? target.keys[0] : `${target.keys.length.toLocaleString()} selected items`;
  return (
    <Dialog title="Which go first?" onClose={onClose}>
      <form class="stack loose" onSubmit={(event) => void send(event)}>
        {failure !== null && <Note kind="error">{sayError(failure)}</Note>}
        <div role="radiogroup" aria-label="Which items" class="stack">
          <label class="check">
            <input type="radio" name="which" checked={!all} onChange={() => setAll(false)} />
            {one}
          </label>
          <label class="check">
            <input type="radio" name="which" checked={all} onChange={() => setAll(true)} />
            all {target.matching?.toLocaleString() ?? ""} that match the filters
          </label>
        </div>
        <Field label="Priority" hint="Higher goes first; 0 is usual." error={wrong && "A whole number from -100 to 100, such as 10."}>
          <input inputMode="numeric" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </Field>
        <div class="row">
          <button type="submit" class="btn primary">
            Set <Key name="Enter" />
          </button>
          <button type="button" class="btn quiet" onClick={onClose}>
            Back <Key name="Esc" />
          </button>
        </div>
      </form>
    </Dialog>
  );
}
