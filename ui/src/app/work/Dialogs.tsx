// Two short dialogs: why a task is skipped, and a question about it.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { sayError } from "../../api/client";
import { Note } from "../../components/Basics";
import { Dialog } from "../../components/Dialog";
import { Field } from "../../components/Field";
import { Key } from "../../components/Key";
import { isTyping } from "../keys";

const REASONS = ["I lack the knowledge for it", "Not in a language I read", "It upsets me", "It cannot be shown or read here"];

/** A key of its own takes a ready reason: two keys for a skip. */
export function SkipDialog({ onSkip, onClose, title = "Skip: why?", reasons = REASONS, verb = "Skip" }: { onSkip: (reason: string) => void; onClose: () => void; title?: string; reasons?: readonly string[]; verb?: string }): JSX.Element {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  function send(): void {
    if (text.trim() === "") {
      setWrong(true);
      input.current?.focus();
    } else onSkip(text.trim());
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
        onKeyDown={(event) => {
          const reason = reasons[Number(event.key) - 1];
          if (reason === undefined || isTyping(event.target)) return;
          event.preventDefault();
          onSkip(reason);
        }}
      >
        {reasons.length > 0 && (
          <div class="answers" role="group" aria-label="Reasons">
            {reasons.map((reason, index) => (
              <button key={reason} type="button" onClick={() => onSkip(reason)}>
                <Key name={String(index + 1)} />
                {reason}
              </button>
            ))}
          </div>
        )}
        <Field label={reasons.length > 0 ? "Another reason" : "Reason"} error={wrong && "Say why, in a few words: somebody will read it."}>
          <input ref={input} maxLength={2000} value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </Field>
        <div class="row">
          <button type="submit" class="btn primary">
            {verb} <Key name="Enter" />
          </button>
          <button type="button" class="btn quiet" onClick={onClose}>
            Back <Key name="Esc" />
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function AskDialog({ onAsk, onClose }: { onAsk: (text: string) => Promise<void>; onClose: () => void }): JSX.Element {
  const [text, setText] = useState("");
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function send(): Promise<void> {
    if (text.trim() === "") return setFailure("Write your question first.");
    setBusy(true);
    try {
      await onAsk(text.trim());
      onClose();
    } catch (error) {
      setFailure(sayError(error));
      setBusy(false);
    }
  }

  return (
    <Dialog title="Ask about this item" onClose={onClose}>
      <form
        class="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {failure !== null && <Note kind="warn">{failure}</Note>}
        <Field label="Question" hint="It goes to the people who run this project. You can still answer or skip the task.">
          <textarea
            class="input"
            rows={3}
            maxLength={4000}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void send();
            }}
          />
        </Field>
        <div class="row">
          <button type="submit" class="btn primary" disabled={busy}>
            Ask <Key name="Ctrl+Enter" />
          </button>
          <button type="button" class="btn quiet" onClick={onClose}>
            Back <Key name="Esc" />
          </button>
        </div>
      </form>
    </Dialog>
  );
}
