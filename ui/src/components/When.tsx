// A moment: relative under a week, with the full time on hover and for the ear.
import type { JSX } from "preact";
import { relative } from "../engine/when";

export function When({ at }: { at: string }): JSX.Element {
  const moment = new Date(at);
  const full = moment.toLocaleString();
  return (
    <time dateTime={at} title={full}>
      {relative(moment.getTime(), Date.now()) ?? moment.toLocaleDateString()}
    </time>
  );
}
