// Asks again when facts about a project arrive, at most once in a while: numbers cost passes over
// the records, and facts come in bursts.
import { useEffect } from "preact/hooks";
import { onLive } from "../api/live";

/** `project` null listens to all of the workspace. */
export function useLive(types: readonly string[], project: string | null, again: () => void, everyMs = 2000): void {
  const wanted = types.join(" ");
  useEffect(() => {
    let timer = 0;
    const stop = onLive(wanted.split(" "), (event) => {
      if ((project !== null && event.project !== project) || timer !== 0) return;
      timer = window.setTimeout(() => {
        timer = 0;
        again();
      }, everyMs);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [wanted, project, again, everyMs]);
}
