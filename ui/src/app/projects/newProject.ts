// The draft of a project: what the wizard has so far, kept in this browser. Pure but for the storage.
import type { FieldSpec, Template } from "../../api/types";
import { cleaned, newField, summary, troubles } from "../design/schema";

export interface Draft {
  step: number;
  name: string;
  /** Name of the template begun with; "" for a free design; null: not chosen yet. */
  template: string | null;
  fields: FieldSpec[];
  guideline: string;
  how: "decided" | "overlap";
  overlap: string;
  target: string;
}

export const fresh = (): Draft => ({ step: 0, name: "", template: null, fields: [], guideline: "", how: "decided", overlap: "3", target: ".95" });

export const STEPS = ["Template", "Fields", "Judgments", "Data", "Begin"] as const;
export const LAST_OF_DRAFT = 2;

/** The draft begun with a template, or with one empty choice. */
export function begun(draft: Draft, template: Template | null): Draft {
  return template === null
    ? { ...draft, template: "", fields: [newField("choice", [])], guideline: "" }
    : { ...draft, template: template.name, fields: template.fields.map((field) => ({ ...field })), guideline: template.guideline };
}

/** A target as people write it: ".97", "0.97", "0,97"; null where it is none. */
export function readTarget(text: string): number | null {
  const value = Number(text.trim().replace(",", ".") || "NaN");
  return Number.isFinite(value) && value > 0.5 && value < 1 ? value : null;
}

export function readOverlap(text: string): number | null {
  const value = Number(text.trim() || "NaN");
  return Number.isInteger(value) && value >= 1 && value <= 99 ? value : null;
}

/** What keeps a step from being done, by control; empty where it may be left. */
export function wrongIn(draft: Draft, step: number): Readonly<Record<string, string>> {
  const out: Record<string, string> = {};
  if (step === 0) {
    if (draft.name.trim() === "") out["name"] = "Give it a name that people will look for, such as “Leaf health”.";
    if (draft.template === null) out["template"] = "Choose what is nearest, or “Blank”.";
  }
  if (step === 1) {
    const first = troubles(draft.fields)[0];
    if (draft.fields.length === 0) out["fields"] = "Add a field: it is what people are asked.";
    else if (first !== undefined) out["fields"] = `${draft.fields[first.field]?.name ?? ""}: ${first.text}`;
  }
  if (step === 2) {
    if (draft.how === "decided" && readTarget(draft.target) === null) out["target"] = "A probability lies between .5 and 1. For 97 % write .97.";
    if (draft.how === "overlap" && readOverlap(draft.overlap) === null) out["overlap"] = "A whole number from 1 to 99. Three is usual.";
  }
  return out;
}

/** The body of the request that makes the project. */
export function asked(draft: Draft): Record<string, unknown> {
  const policy = draft.how === "overlap" ? { overlap: readOverlap(draft.overlap) } : { target: readTarget(draft.target) };
  return { name: draft.name.trim(), fields: draft.fields.map(cleaned), ...(draft.guideline.trim() === "" ? {} : { guideline: draft.guideline }), ...policy };
}

/** The second line of each step. */
export function says(draft: Draft, titles: ReadonlyMap<string, string>): string[] {
  const first = draft.fields[0];
  return [
    draft.template === null ? "what is nearest" : (titles.get(draft.template) ?? "Blank"),
    first === undefined ? "what is asked" : draft.fields.length > 1 ? `${draft.fields.length} fields` : summary(first),
    draft.how === "overlap" ? `exactly ${draft.overlap} an item` : `until p ${draft.target}`,
    "files, columns, preview",
    "label, invite",
  ];
}

const PLACE = "ascertain.new-project";

export function readDraft(): Draft {
  try {
    const text = localStorage.getItem(PLACE);
    return text === null ? fresh() : { ...fresh(), ...(JSON.parse(text) as Partial<Draft>) };
  } catch {
    return fresh(); // storage may be forbidden
  }
}

export function keepDraft(draft: Draft | null): void {
  try {
    if (draft === null) localStorage.removeItem(PLACE);
    else localStorage.setItem(PLACE, JSON.stringify(draft));
  } catch {
    // Storage may be forbidden; the draft then lives as long as the page.
  }
}
