// A text, one line or several, with what is left once it gets short.
import type { JSX } from "preact";
import type { PanelProps } from "../panel";
import { codePoints, maxLength } from "./kind";

const TELL_BELOW = 200;

export function TextPanel({ field, value, onChange, labelledBy, describedBy, invalid, disabled }: PanelProps): JSX.Element {
  const now = typeof value === "string" ? value : "";
  const left = maxLength(field) - codePoints(now);
  const props = {
    class: "input",
    "aria-labelledby": labelledBy,
    "aria-describedby": describedBy,
    "aria-invalid": invalid ? ("true" as const) : undefined,
    disabled,
    value: now,
    dir: "auto" as const,
    onInput: (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
      const next = event.currentTarget.value;
      onChange(next === "" ? undefined : next, { group: `type ${field.name}` });
    },
  };
  return (
    <div class="stack">
      {field["multiline"] === true ? <textarea rows={4} {...props} /> : <input type="text" autocomplete="off" {...props} />}
      {left < TELL_BELOW && <p class="small faint">{left >= 0 ? `${left} characters left` : `${-left} characters too many`}</p>}
    </div>
  );
}
