// What the benches share: the empty hand, the saved state, where the focus goes, keys of a picture.
import type { JSX, RefObject } from "preact";
import { sayError } from "../../api/client";
import { Note, SavedState, Skeleton } from "../../components/Basics";
import type { PictureHandle } from "../../stage/Picture";
import { defineKeys, type Binding } from "../keys";
import type { Desk } from "./desk";
import { NoWork } from "./NoWork";

defineKeys({
  "work.zoom": { key: "z", label: "Zoom while held", group: "Look" },
  "work.zoom_in": { key: "+", label: "Zoom in", group: "Look" },
  "work.zoom_out": { key: "-", label: "Zoom out", group: "Look" },
  "work.fit": { key: ".", label: "See all of the picture", group: "Look" },
});

/** No task in the hand: why, or that one is coming. */
export function Nothing({ desk, id }: { desk: Desk; id: string }): JSX.Element {
  const empty = desk.empty.value;
  const failure = desk.failure.value;
  const again = (): void => void desk.refill();
  if (failure !== null || desk.outbox.offline.value) {
    return (
      <div class="page">
        <Note kind="warn" action={<button type="button" class="btn" onClick={again}>Try again</button>}>
          {desk.outbox.waiting.value.length > 0
            ? `${desk.outbox.waiting.value.length} answers are kept on this machine and sent when the server is back. New tasks come then, too.`
            : sayError(failure)}
        </Note>
      </div>
    );
  }
  return (
    <div class="page">
      {empty === null ? <Skeleton lines={4} /> : <NoWork reason={empty.reason} detail={empty.detail} project={id} step={desk.step} again={again} />}
    </div>
  );
}

export function BenchSaved({ desk }: { desk: Desk }): JSX.Element {
  const waiting = desk.outbox.waiting.value.length;
  if (desk.outbox.offline.value && waiting > 0) return <SavedState kind="offline">{`Offline; ${waiting} kept on this machine, sent when back`}</SavedState>;
  if (waiting > 0) return <SavedState kind="saving" />;
  if (desk.outbox.refused.value.length > 0) return <SavedState kind="refused">{`${desk.outbox.refused.value.length} not taken; yours is kept`}</SavedState>;
  return <SavedState kind="saved" />;
}

/** Into the field's input; to its group where keys answer; to the bench without a field. */
export function focusField(root: HTMLElement | null, name: string | null, evenInput = true): void {
  if (root === null || document.querySelector("dialog[open]") !== null) return;
  const block = name === null ? null : root.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"]`);
  const input = evenInput ? block?.querySelector<HTMLElement>("input, textarea") : null;
  const target = input ?? block ?? root.querySelector<HTMLElement>(".field-block") ?? root.querySelector<HTMLElement>("h1");
  if (name === null) (document.activeElement as HTMLElement | null)?.blur();
  else target?.focus({ preventScroll: false });
}

const PAN_PX = 60;

export function pictureKeys(picture: RefObject<PictureHandle | null>, there: boolean): Binding[] {
  if (!there) return [];
  const move = (key: string, dx: number, dy: number): Binding => ({
    id: `pan ${key}`,
    key,
    hidden: true,
    repeat: true,
    enabled: () => picture.current?.isZoomed() ?? false,
    run: () => picture.current?.pan(dx, dy),
  });
  return [
    { id: "work.zoom", run: () => picture.current?.hold(), release: () => picture.current?.letGo() },
    { id: "work.zoom_in", repeat: true, run: () => picture.current?.zoom(1.5) },
    { id: "work.zoom_equal", key: "=", hidden: true, repeat: true, run: () => picture.current?.zoom(1.5) },
    { id: "work.zoom_out", repeat: true, run: () => picture.current?.zoom(1 / 1.5) },
    { id: "work.fit", run: () => picture.current?.fit() },
    move("ArrowLeft", PAN_PX, 0),
    move("ArrowRight", -PAN_PX, 0),
    move("ArrowUp", 0, PAN_PX),
    move("ArrowDown", 0, -PAN_PX),
  ];
}
