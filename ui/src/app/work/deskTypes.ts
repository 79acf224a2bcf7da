// What a desk is given, what it shows of answers given, and what it writes down in this browser.
import type { Keep } from "../../api/keep";
import type { FieldSpec, Item, Lease, Outcome, Values } from "../../api/types";
import type { WorkApi } from "./api";

/** How many tasks are held at once: the one in hand and two that are ready. */
export const HELD = 3;
export const RECENT = 30;
export const DRAFT_AFTER_MS = 800;

export interface Done {
  lease: string;
  task: string;
  item: Item;
  fields: readonly FieldSpec[];
  values: Values;
  outcome: Outcome | "returned";
  seconds: number;
  judgment: string | null;
  state: "sending" | "saved" | "late" | "not-counted" | "refused";
}

export interface DeskOptions {
  project: string;
  step: "label" | "review";
  member: string;
  tab: string;
  api: WorkApi;
  keep: Keep;
  /** Which other tabs of this browser are open: what they hold is theirs. */
  otherTabs: () => Promise<ReadonlySet<string>>;
  now?: () => number;
  /** Milliseconds since 1970, to compare with the server's times. */
  date?: () => number;
  prefetch?: (item: Item) => void;
}

/** A lease as this browser keeps it, so that a crashed page can be gone on from. */
export interface HeldRecord {
  lease: Lease;
  member: string;
  tab: string;
  step: string;
}

/** What was entered for a task, written down at every change. */
export interface DraftRecord {
  task: string;
  member: string;
  values: Values;
  at: number;
}
