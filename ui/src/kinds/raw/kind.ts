// The kind of a plug-in that brings no panel: its value as JSON. The server checks what it means.
import type { Kind, Problem } from "../../engine/kind";
import { problem } from "../../engine/kind";

/** Marks text that is not JSON yet, so that half-typed work is kept. */
export interface Unread {
  unread: string;
}

export const isUnread = (value: unknown): value is Unread => typeof value === "object" && value !== null && typeof (value as Unread).unread === "string";

function check(value: unknown): Problem[] {
  return isUnread(value) ? [problem("value.type", "This is not JSON yet. Text stands in \"quotes\", lists in [ ], mappings in { }.")] : [];
}

export const raw: Kind = { name: "raw", version: 1, check, normal: (value) => value, write: (value) => [{ text: typeof value === "string" ? value : JSON.stringify(value) }] };
