// What the footline says: saved or not, an undo for ten seconds, and long work with its stop.
import { signal } from "@preact/signals";
import type { SavedKind } from "../components/Basics";

export const saved = signal<{ kind: SavedKind; text?: string } | null>(null);

export interface Offer {
  text: string;
  undo: () => void | Promise<void>;
}

export const offer = signal<Offer | null>(null);
let offerTimer = 0;

/** Act first, then offer this for ten seconds. */
export function offerUndo(text: string, undo: () => void | Promise<void>): void {
  clearTimeout(offerTimer);
  offer.value = { text, undo };
  offerTimer = window.setTimeout(() => (offer.value = null), 10_000);
}

export async function takeOffer(): Promise<void> {
  const current = offer.value;
  offer.value = null;
  clearTimeout(offerTimer);
  await current?.undo();
}

export interface LongWork {
  text: string;
  /** 0 to 1, or null while unknown. */
  share: number | null;
  stop?: () => void;
}

/** Long work that goes on while people look elsewhere, by job id. */
export const longWork = signal<ReadonlyMap<string, LongWork>>(new Map());

export function setLongWork(id: string, work: LongWork | null): void {
  const next = new Map(longWork.value);
  if (work === null) next.delete(id);
  else next.set(id, work);
  longWork.value = next;
}

/** Wraps a change: Saving…, then Saved, or why not. Errors go on to the caller. */
export async function saving<T>(change: Promise<T>): Promise<T> {
  saved.value = { kind: "saving" };
  try {
    const result = await change;
    saved.value = { kind: "saved" };
    return result;
  } catch (error) {
    saved.value = { kind: "refused" };
    throw error;
  }
}
