// The one place for saved, undo, long work, live state, and the keys of this page.
import type { JSX } from "preact";
import { liveState } from "../../api/live";
import { Progress, SavedState } from "../../components/Basics";
import { Icon } from "../../components/Icon";
import { Key } from "../../components/Key";
import { longWork, offer, saved, takeOffer } from "../footline";
import { keySheetOpen } from "./state";

const LIVE: Record<string, string> = { off: "", connecting: "connecting", live: "live", away: "not live: the server is away" };

export function Footline(): JSX.Element {
  const state = saved.value;
  return (
    <footer class="footline">
      {state !== null && <SavedState kind={state.kind}>{state.text}</SavedState>}
      {offer.value !== null && (
        <span role="status">
          {offer.value.text}
          <button type="button" class="linkish" onClick={() => void takeOffer()}>
            <Icon name="undo" tiny />
            Undo
          </button>
        </span>
      )}
      {[...longWork.value].map(([id, work]) => (
        <span key={id} class="long-work">
          <Progress share={work.share}>{work.text}</Progress>
          {work.stop && (
            <button type="button" class="linkish" onClick={work.stop}>
              Stop
            </button>
          )}
        </span>
      ))}
      <span class="push">{LIVE[liveState.value]}</span>
      <button type="button" class="linkish" onClick={() => (keySheetOpen.value = true)}>
        <Key name="?" /> keys on this page
      </button>
    </footer>
  );
}
