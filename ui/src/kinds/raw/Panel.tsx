// A value typed as JSON, for kinds whose plug-in has no panel here.
import type { JSX } from "preact";
import type { PanelProps } from "../panel";
import { isUnread } from "./kind";

export function RawPanel({ field, value, onChange, labelledBy, describedBy, invalid, disabled }: PanelProps): JSX.Element {
  const now = value === undefined ? "" : isUnread(value) ? value.unread : JSON.stringify(value);
  return (
    <div class="stack">
      <textarea
        class="input mono"
        rows={3}
        aria-labelledby={labelledBy}
        aria-describedby={describedBy}
        aria-invalid={invalid ? "true" : undefined}
        disabled={disabled}
        spellcheck={false}
        value={now}
        onInput={(event) => onChange(read(event.currentTarget.value), { group: `type ${field.name}` })}
      />
      <p class="small faint">The kind “{field.kind}” has no panel here: write its value as JSON.</p>
    </div>
  );
}

function read(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return { unread: text };
  }
}
