// A project's settings as they are typed, and what a change of them means. Pure.
import type { Project, ProjectChange } from "../../api/types";
import { writeP } from "../../engine/certainty";

export interface Draft {
  name: string;
  stage: Project["stage"];
  priority: string;
  /** "target": item by item; "overlap": always the same number. */
  rule: "target" | "overlap";
  target: string;
  overlap: string;
}

export const STAGES: Readonly<Record<Project["stage"], string>> = {
  idea: "Idea",
  poc: "Proof of concept",
  algorithm: "Algorithm",
  "training-data": "Training data",
  validation: "Validation and scoring",
  production: "Production",
  enhancement: "Enhancement",
};

export function draftOf(project: Pick<Project, "name" | "stage" | "priority" | "overlap" | "target">): Draft {
  return {
    name: project.name,
    stage: project.stage,
    priority: String(project.priority),
    rule: project.overlap === null ? "target" : "overlap",
    target: writeShare(project.target),
    overlap: String(project.overlap ?? 3),
  };
}

/** .95 as people type it; no digits are made up. */
export const writeShare = (share: number): string => String(Number(share.toFixed(6))).replace(/^0(?=\.)/, "");

const readNumber = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text.replace(",", ".")));

export type Wrong = Partial<Record<keyof Draft, string>>;

/** What is wrong with a draft, each with a value that would pass. */
export function check(draft: Draft): Wrong {
  const wrong: Wrong = {};
  if (draft.name.trim() === "") wrong.name = "A project has a name, such as “Leaf health”.";
  const priority = readNumber(draft.priority);
  if (!Number.isInteger(priority) || Math.abs(priority) > 100) wrong.priority = "A whole number from -100 to 100, such as 10.";
  const target = readNumber(draft.target);
  if (draft.rule === "target" && !(target > 0.5 && target < 1)) wrong.target = target >= 50 && target < 100 ? `A chance lies between .5 and 1. For ${draft.target} % write .${Math.round(target)}.` : "A chance between .5 and 1, such as .95.";
  const overlap = readNumber(draft.overlap);
  if (draft.rule === "overlap" && !(Number.isInteger(overlap) && overlap >= 1 && overlap <= 99)) wrong.overlap = "A whole number from 1 to 99, such as 3.";
  return wrong;
}

/** The change to send; empty when the draft says what the project says. */
export function changeOf(draft: Draft, now: Pick<Project, "name" | "stage" | "priority" | "overlap" | "target">): ProjectChange {
  const change: ProjectChange = {};
  if (draft.name.trim() !== now.name) change.name = draft.name.trim();
  if (draft.stage !== now.stage) change.stage = draft.stage;
  if (readNumber(draft.priority) !== now.priority) change.priority = readNumber(draft.priority);
  if (draft.rule === "overlap") {
    if (readNumber(draft.overlap) !== now.overlap) change.overlap = readNumber(draft.overlap);
  } else {
    if (now.overlap !== null) change.overlap = null;
    if (readNumber(draft.target) !== now.target) change.target = readNumber(draft.target);
  }
  return change;
}

/** What a change does, in sentences; names need none. */
export function effects(change: ProjectChange, rule: Draft["rule"]): string[] {
  const said: string[] = [];
  if (typeof change.overlap === "number") said.push(`From now on each item gets exactly ${change.overlap} counted ${change.overlap === 1 ? "judgment" : "judgments"}: none is stopped early, none asked for more. What is settled stays settled.`);
  else if (change.overlap === null) said.push("From now on each item is asked until its label is sure enough, or until a reviewer is needed. What is settled stays settled.");
  if (change.target != null && rule === "target") said.push(`From now on a label is accepted where p is at least ${writeP(change.target)}. What is settled stays settled; nothing is asked again.`);
  if (change.priority != null) said.push("Whoever asks for any work gets this project's tasks earlier or later.");
  return said;
}
