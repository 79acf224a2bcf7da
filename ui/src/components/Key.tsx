// A key cap: an aid, never the message.
import type { JSX } from "preact";

/** "Ctrl+k" is drawn as two caps, "g d" as two in a row. */
export function Key({ name }: { name: string }): JSX.Element {
  const parts = name.split(/[+ ](?=.)/);
  if (parts.length === 1) return <kbd class="key">{name}</kbd>;
  return (
    <span class="keys">
      {parts.map((part, index) => (
        <kbd class="key" key={index}>
          {part.length === 1 && name.includes("+") ? part.toUpperCase() : part}
        </kbd>
      ))}
    </span>
  );
}
