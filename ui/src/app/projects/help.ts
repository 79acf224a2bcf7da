// What would help a project next, from its true counts alone. Pure.
import type { ProjectSummary } from "../../api/types";

export interface Help {
  text: string;
  href: string;
  verb: string;
}

export type Counts = Pick<ProjectSummary, "id" | "state" | "state_reason" | "blocked_reason" | "items" | "done" | "open_tasks" | "in_review">;

/** The first thing that holds the project up, and the page with the verb that helps. */
export function whatHelps(row: Counts): Help {
  const at = (room: string): string => `/p/${row.id}${room}`;
  const review = `${count(row.in_review, "item")} wait${row.in_review === 1 ? "s" : ""} for review`;
  if (row.state === "archived") return { text: "Put away; it can still be read.", href: at("/data"), verb: "Look" };
  if (row.state === "paused") return { text: row.state_reason ? `Paused: ${row.state_reason}` : "Paused; nobody gets work.", href: at(""), verb: "Resume" };
  if (row.items === 0) return { text: "It holds no items yet.", href: at("/imports"), verb: "Import data" };
  if (row.in_review > 0 && row.open_tasks === 0) return { text: `${review}. Nothing else is open.`, href: `/review/${row.id}`, verb: "Review" };
  if (row.open_tasks > 0) {
    const open = `${count(row.open_tasks, "task")} ${row.open_tasks === 1 ? "is" : "are"} open`;
    return { text: row.in_review > 0 ? `${open}; ${review}.` : `${open}.`, href: `/w/${row.id}`, verb: "Label" };
  }
  if (row.done === row.items) return { text: "All settled.", href: at("/datasets"), verb: "Freeze a dataset" };
  return { text: `${count(row.items - row.done, "item")} not settled, none open: look at their states.`, href: at("/data"), verb: "Look" };
}

export type Standing = "moving" | "stuck" | "paused" | "waiting" | "settled" | "archived";

/** How a project stands, in one word. */
export function standing(row: Counts): Standing {
  if (row.state !== "open") return row.state;
  if (row.blocked_reason) return "stuck";
  if (row.items === 0) return "waiting";
  if (row.done === row.items) return "settled";
  return row.open_tasks === 0 ? "waiting" : "moving";
}

export const count = (n: number, noun: string): string => `${n.toLocaleString()} ${noun}${n === 1 ? "" : "s"}`;

export const STAGES = [
  ["idea", "Idea"],
  ["poc", "Proof of concept"],
  ["algorithm", "Algorithm"],
  ["training-data", "Training data"],
  ["validation", "Validation"],
  ["production", "Production"],
  ["enhancement", "Enhancement"],
] as const;

export const stageName = (stage: string): string => STAGES.find(([id]) => id === stage)?.[1] ?? stage;
