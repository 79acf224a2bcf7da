// Small parts that every screen uses: notes, empty rooms, skeletons, saved state, progress.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon, type IconName } from "./Icon";

type NoteKind = "info" | "ok" | "warn" | "error";
const NOTE_ICON: Record<NoteKind, IconName> = { info: "info", ok: "check", warn: "clock", error: "stop" };

/** Icon, sentence, and the one button that helps. Errors are announced at once. */
export function Note({ kind = "info", action, children }: { kind?: NoteKind; action?: ComponentChildren; children: ComponentChildren }): JSX.Element {
  return (
    <div class={`note ${kind}`} role={kind === "error" ? "alert" : "status"}>
      <Icon name={NOTE_ICON[kind]} />
      <div>{children}</div>
      {action}
    </div>
  );
}

/** What would be here, why it matters, and one verb. */
export function Empty({ title, children, action }: { title: string; children?: ComponentChildren; action?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <b class="strong">{title}</b>
      {children !== undefined && <div class="soft">{children}</div>}
      {action !== undefined && <div class="row wrap">{action}</div>}
    </div>
  );
}

/** True once `ms` have passed: what is quick never flickers. */
export function useLate(ms = 200): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return late;
}

/** Bars in the shape of what comes, after 200 ms. */
export function Skeleton({ lines = 3, widths = [240, 180, 300] }: { lines?: number; widths?: readonly number[] }): JSX.Element | null {
  const late = useLate();
  if (!late) return null;
  return (
    <div class="stack" aria-busy="true" aria-label="Loading" role="status">
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} class="skeleton" style={{ width: `${widths[index % widths.length]}px`, maxWidth: "100%" }} />
      ))}
    </div>
  );
}

export type SavedKind = "saved" | "saving" | "offline" | "refused";

const SAVED: Record<SavedKind, { icon: IconName; className: string; words: string }> = {
  saved: { icon: "check", className: "saved ok", words: "Saved" },
  saving: { icon: "sync", className: "saved", words: "Saving…" },
  offline: { icon: "offline", className: "saved off", words: "Offline" },
  refused: { icon: "stop", className: "saved bad", words: "Not saved" },
};

/** Saved only when the server has it. */
export function SavedState({ kind, children }: { kind: SavedKind; children?: ComponentChildren }): JSX.Element {
  const { icon, className, words } = SAVED[kind];
  return (
    <span class={className} data-testid="saved-state" data-state={kind} role="status">
      <Icon name={icon} tiny />
      <span>{children ?? words}</span>
    </span>
  );
}

/** Long work: bar, words, and a way out. `share` is 0 to 1, or null while unknown. */
export function Progress({ share, children, stop }: { share: number | null; children: ComponentChildren; stop?: () => void }): JSX.Element {
  const percent = share === null ? 0 : Math.round(Math.min(Math.max(share, 0), 1) * 100);
  return (
    <div class="row">
      <div class="progress grow" role="progressbar" aria-label="Progress" {...(share === null ? {} : { "aria-valuenow": percent })} aria-valuemin={0} aria-valuemax={100}>
        <i style={{ width: `${percent}%` }} />
      </div>
      <span class="small soft">{children}</span>
      {stop && (
        <button type="button" class="btn" onClick={stop}>
          Stop
        </button>
      )}
    </div>
  );
}

/** Two to four exclusive ways to look at the same thing. */
export function Segments<T extends string>(props: { label: string; options: readonly { value: T; name: ComponentChildren }[]; value: T; onChange: (value: T) => void }): JSX.Element {
  return (
    <div class="segments" role="group" aria-label={props.label}>
      {props.options.map((option) => (
        <button key={option.value} type="button" aria-pressed={option.value === props.value} onClick={() => props.onChange(option.value)}>
          {option.name}
        </button>
      ))}
    </div>
  );
}
