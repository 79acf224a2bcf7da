// A number as text, so that what is half typed is never thrown away; comma and point both work.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { PanelProps } from "../panel";
import { readNumber } from "./kind";

export function NumberPanel({ field, value, onChange, labelledBy, describedBy, invalid, disabled }: PanelProps): JSX.Element {
  const [text, setText] = useState(() => show(value));
  const sent = useRef(value);
  // A value from elsewhere (undo, a draft, another task) is taken over; one's own echo is not.
  useEffect(() => {
    if (Object.is(value, sent.current)) return;
    sent.current = value;
    setText(show(value));
  }, [value]);
  const unit = typeof field["unit"] === "string" ? field["unit"] : null;

  function type(next: string): void {
    setText(next);
    const read = readNumber(next);
    // What is no number yet is kept as text: the check then says so.
    sent.current = read === null ? next : read;
    onChange(sent.current, { group: `type ${field.name}` });
  }

  function step(by: number): void {
    const size = typeof field["step"] === "number" ? field["step"] : 1;
    const from = typeof value === "number" ? value : typeof field["min"] === "number" ? field["min"] - by * size : 0;
    type(String(Number((from + by * size).toPrecision(12))));
  }

  return (
    <div class="row">
      <input
        class="input"
        inputMode="decimal"
        autocomplete="off"
        aria-labelledby={labelledBy}
        aria-describedby={describedBy}
        aria-invalid={invalid ? "true" : undefined}
        disabled={disabled}
        value={text}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
          event.preventDefault();
          step(event.key === "ArrowUp" ? 1 : -1);
        }}
      />
      {unit !== null && <span class="soft">{unit}</span>}
    </div>
  );
}

function show(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
