// A modal on the platform's own <dialog>: focus is kept inside and given back, Esc closes.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

export interface DialogProps {
  title: string;
  onClose: () => void;
  /** "palette" and "sheet" are wider and have no heading of their own. */
  kind?: "dialog" | "palette" | "sheet";
  children: ComponentChildren;
}

export function Dialog({ title, onClose, kind = "dialog", children }: DialogProps): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    const before = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      class={kind === "dialog" ? "dialog" : `dialog ${kind}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={() => {
        if (ref.current?.open === false && ref.current.isConnected) onClose(); // the browser may close without asking
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose(); // the backdrop
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <h2 id={id} class={kind === "palette" ? "spoken" : undefined}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}
