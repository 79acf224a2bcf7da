// What would help a project next, from its true counts alone. Pure.
import type { ProjectSummary } from "../../api/types";

export interface Help {
  text: string;
  href: string;
  verb: string;
}

type Counts = Pick<ProjectSummary, "id" | "state" | "state_reason" | "items" | "done" | "open_tasks" | "in_review">;

/** The first thing that holds the project up, and the page with the verb that helps. */
export function whatHelps(row: Counts): Help {
  const at = (room: string): string => `/p/${row.id}${room}`;
  if (row.state === "archived") return { text: "Archived", href: at("/settings"), verb: "Settings" };
  if (row.state === "paused") return { text: row.state_reason ? `Paused: ${row.state_reason}` : "Paused", href: at(""), verb: "Resume" };
  if (row.items === 0) return { text: "Holds no items yet", href: at("/imports"), verb: "Add data" };
  if (row.in_review > 0 && row.open_tasks === 0) return { text: `${count(row.in_review, "item")} for a reviewer`, href: `/review/${row.id}`, verb: "Review" };
  if (row.open_tasks > 0) return { text: `${count(row.open_tasks, "open task")}`, href: `/w/${row.id}`, verb: "Label" };
  if (row.done === row.items) return { text: "Every item is settled", href: at("/datasets"), verb: "Freeze" };
  return { text: `${count(row.items - row.done, "item")} in people's hands`, href: at("/data"), verb: "Look" };
}

export const count = (n: number, noun: string): string => `${n.toLocaleString()} ${noun}${n === 1 ? "" : "s"}`;

const STAGES: Readonly<Record<string, string>> = {
  idea: "Idea",
  poc: "Proof of concept",
  algorithm: "Algorithm",
  "training-data": "Training data",
  validation: "Validation",
  production: "Production",
  enhancement: "Enhancement",
};

export const stageName = (stage: string): string => STAGES[stage] ?? stage;
