// The one-column page before the app: the mark, and what is asked.
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { Icon, Mark } from "../../components/Icon";

export function Gate({ children }: { children: ComponentChildren }): JSX.Element {
  return (
    <main class="gate">
      <div class="row brand">
        <Mark />
        <b>Ascertain</b>
      </div>
      {children}
    </main>
  );
}

/** A command to run at the machine, with a button that copies it. */
export function Command({ text }: { text: string }): JSX.Element {
  const [copied, setCopied] = useState(false);
  return (
    <p class="command">
      <code>{text}</code>
      <button
        type="button"
        class="btn quiet square"
        aria-label={copied ? "Copied" : "Copy"}
        onClick={() =>
          void navigator.clipboard?.writeText(text).then(
            () => setCopied(true),
            () => undefined, // the browser refused; the text can still be selected
          )
        }
      >
        <Icon name={copied ? "check" : "copy"} />
      </button>
    </p>
  );
}
