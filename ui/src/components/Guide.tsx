// Instructions as the server rendered and sanitised them: the only HTML in the app that is not our own.
import type { JSX } from "preact";

export function Guide({ html }: { html: string }): JSX.Element {
  return <div class="guide" dangerouslySetInnerHTML={{ __html: html }} />;
}
