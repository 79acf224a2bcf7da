// The keyboard: actions with an id, a default key that each person may change, and layers of
// bindings of which the topmost that fits wins. Off while typing; a cap shows the person's own key.
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Key } from "../components/Key";
import { me } from "./session";

export interface ActionKey {
  /** "s", "Enter", "Ctrl+k", or two in a row: "g d". */
  key: string;
  label: string;
  group: string;
}

export interface Binding {
  /** An action made known with `defineKeys`, or a key of its own with `key`, `label` and `group`. */
  id: string;
  key?: string;
  label?: string;
  group?: string;
  run: (event: KeyboardEvent) => void;
  /** When the key goes up again (hold to zoom). */
  release?: () => void;
  /** Also while a text field has the focus. */
  typing?: boolean;
  /** Takes Enter or Space from this focused control. */
  overControl?: (control: Element) => boolean;
  /** False: the key is somebody else's now. */
  enabled?: () => boolean;
  repeat?: boolean;
  /** Not in the key sheet. */
  hidden?: boolean;
}

interface Layer {
  bindings: readonly Binding[];
  modal: boolean;
}

const actions = new Map<string, ActionKey>();
const layers: Layer[] = [];
const held = new Map<string, Binding>();
let prefix = "";
let prefixTimer = 0;

/** Counts up when a layer changes, so that the key sheet follows. */
export const keysChanged = signal(0);

/** Makes actions known by id, each with its default key. */
export function defineKeys(more: Record<string, ActionKey>): void {
  for (const [id, action] of Object.entries(more)) actions.set(id, action);
}

/** The key that this person uses for an action. */
export function keyOf(id: string): string {
  return me.value?.keys[id] ?? actions.get(id)?.key ?? "";
}

function keyFor(binding: Binding): string {
  return me.value?.keys[binding.id] ?? binding.key ?? actions.get(binding.id)?.key ?? "";
}

/** A key cap that shows the person's own key for an action. */
export function Cap({ of }: { of: string }): JSX.Element | null {
  const key = keyOf(of);
  return key === "" ? null : <Key name={key} />;
}

export interface ListedKey extends ActionKey {
  id: string;
  /** Can be remapped: it has a stable id of its own. */
  movable: boolean;
}

/** What works now, topmost layer first, each key once. */
export function activeKeys(): ListedKey[] {
  const seen = new Set<string>();
  const out: ListedKey[] = [];
  for (const layer of [...layers].reverse()) {
    for (const binding of layer.bindings) {
      const key = keyFor(binding);
      const known = actions.get(binding.id);
      if (binding.hidden || key === "" || seen.has(key) || binding.enabled?.() === false) continue;
      seen.add(key);
      out.push({
        id: binding.id,
        key,
        label: binding.label ?? known?.label ?? binding.id,
        group: binding.group ?? known?.group ?? "Page",
        movable: known !== undefined,
      });
    }
    if (layer.modal) break;
  }
  return out;
}

/** All actions that are known so far, each with the person's own key: what the key map lists. */
export function definedKeys(): ListedKey[] {
  return [...actions].map(([id, action]) => ({ ...action, id, key: keyOf(id), movable: true }));
}

/** Binds keys while the component is mounted. The list may change with every render. */
export function useKeys(bindings: readonly Binding[], options: { modal?: boolean } = {}): void {
  const layer = useRef<Layer>({ bindings, modal: options.modal ?? false });
  layer.current.bindings = bindings;
  useEffect(() => {
    const mine = layer.current;
    layers.push(mine);
    keysChanged.value += 1;
    return () => {
      layers.splice(layers.indexOf(mine), 1);
      keysChanged.value += 1;
    };
  }, []);
}

/** The name of a key press as bindings write it, or "" for one that binds nothing. */
export function chord(event: Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): string {
  let key = event.key;
  if (key === " ") key = "Space";
  if (["Control", "Shift", "Alt", "Meta", "Dead", "Unidentified", "Process"].includes(key)) return "";
  // Other scripts: the letter printed on the same key of a latin keyboard.
  if (key.length === 1 && key.charCodeAt(0) > 127) {
    const latin = /^(?:Key([A-Z])|Digit(\d))$/.exec(event.code);
    if (latin) key = (latin[1] ?? latin[2] ?? key).toLowerCase();
  }
  if (key.length === 1 && /[A-Z]/.test(key) && !event.shiftKey) key = key.toLowerCase(); // caps lock
  const shift = event.shiftKey && (key.length > 1 || /[A-Za-z]/.test(key)) ? "Shift+" : "";
  if (shift !== "" && key.length === 1) key = key.toLowerCase();
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${shift}${key}`;
}

/** Whether keys typed here are text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "file", "range", "color"].includes(target.type);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  if (document.querySelector("dialog[open]") !== null) return; // the page behind a dialog is still
  const pressed = chord(event);
  if (pressed === "") return;
  const typing = isTyping(event.target);
  const full = prefix === "" ? pressed : `${prefix} ${pressed}`;
  const control = event.target instanceof Element ? event.target.closest("button, a[href], summary, [role=option]") : null;

  for (const layer of [...layers].reverse()) {
    for (const binding of layer.bindings) {
      const key = keyFor(binding);
      if (key !== full && key !== pressed) continue;
      if (key === pressed && prefix !== "" && key !== full) continue;
      if (typing && !binding.typing) continue;
      if (event.repeat && !binding.repeat) {
        if (binding.release) event.preventDefault();
        continue;
      }
      if (control !== null && (pressed === "Enter" || pressed === "Space") && binding.overControl?.(control) !== true) continue;
      if (binding.enabled?.() === false) continue;
      event.preventDefault();
      setPrefix("");
      if (binding.release) held.set(event.code, binding);
      binding.run(event);
      return;
    }
    if (layer.modal) break;
  }
  // Nothing took it: it may begin a sequence such as "g d".
  const begins = !typing && layersUp().some((layer) => layer.bindings.some((binding) => keyFor(binding).startsWith(`${pressed} `)));
  setPrefix(prefix === "" && begins ? pressed : "");
}

function layersUp(): Layer[] {
  const modal = layers.findLastIndex((layer) => layer.modal);
  return layers.slice(Math.max(modal, 0));
}

function setPrefix(next: string): void {
  prefix = next;
  clearTimeout(prefixTimer);
  if (next !== "") prefixTimer = window.setTimeout(() => (prefix = ""), 1200);
}

function onKeyUp(event: KeyboardEvent): void {
  const binding = held.get(event.code);
  if (binding === undefined) return;
  held.delete(event.code);
  binding.release?.();
}

function releaseAll(): void {
  for (const binding of held.values()) binding.release?.();
  held.clear();
}

export function startKeys(): void {
  document.addEventListener("keydown", onKeyDown);
  document.addEventListener("keyup", onKeyUp);
  addEventListener("blur", releaseAll);
}
