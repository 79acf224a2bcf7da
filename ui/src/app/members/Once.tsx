// A secret that is shown once: a link or tokens, with copy, and what to do with it.
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { Dialog } from "../../components/Dialog";
import { Icon } from "../../components/Icon";

export interface Secret {
  title: string;
  /** One a line. */
  text: string;
  says: ComponentChildren;
}

export function Once({ secret, onClose }: { secret: Secret; onClose: () => void }): JSX.Element {
  const [copied, setCopied] = useState<boolean | null>(null);
  const lines = secret.text.split("\n").length;
  function copy(): void {
    if (navigator.clipboard === undefined) setCopied(false);
    else
      navigator.clipboard.writeText(secret.text).then(
        () => setCopied(true),
        () => setCopied(false),
      );
  }
  return (
    <Dialog title={secret.title} kind={lines > 1 ? "sheet" : "dialog"} onClose={onClose}>
      <p class="soft">{secret.says}</p>
      {lines > 1 ? (
        <textarea class="input mono" readOnly rows={Math.min(lines, 12)} value={secret.text} aria-label={secret.title} onFocus={(event) => event.currentTarget.select()} />
      ) : (
        <input class="input mono" readOnly value={secret.text} aria-label={secret.title} data-testid="link" onFocus={(event) => event.currentTarget.select()} />
      )}
      {copied === false && <p class="small soft">This browser does not let a page copy here. Select the text and copy it yourself.</p>}
      <div class="row">
        <button type="button" class="btn primary" onClick={copy}>
          <Icon name={copied === true ? "check" : "copy"} />
          {copied === true ? "Copied" : "Copy"}
        </button>
        <button type="button" class="btn quiet" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}
