// The annotator's loop on the wire, one function a verb.
import { get, post, type Options } from "../../api/client";
import type { Guideline, ItemComment, Leases, Listing, Next, OpenWork, OwnJudgment, OwnProgress, Submit, Submitted, Undone, Values } from "../../api/types";

interface LeaseRef {
  lease: string;
  token: string;
}

export interface WorkApi {
  next(body: Next): Promise<Leases>;
  submit(body: Submit): Promise<Submitted>;
  skip(body: LeaseRef & { reason: string; next?: Next }): Promise<Submitted>;
  giveBack(body: LeaseRef & { reason: string; next?: Next }): Promise<Submitted>;
  draft(body: LeaseRef & { values: Values }, options?: Options): Promise<{ saved_at: string }>;
  extend(body: LeaseRef): Promise<{ expires_at: string }>;
  release(body: LeaseRef): Promise<void>;
  /** What the caller holds, with tokens and drafts. */
  held(): Promise<Leases>;
  flag(body: LeaseRef & { text: string }): Promise<ItemComment>;
  undo(body: { judgment: string }): Promise<Undone>;
}

export const workApi: WorkApi = {
  next: (body) => post("/work/next", body),
  submit: (body) => post("/work/submit", body),
  skip: (body) => post("/work/skip", body),
  giveBack: (body) => post("/work/return", body),
  draft: (body, options) => post("/work/draft", body, options),
  extend: (body) => post("/work/extend", body),
  release: (body) => post("/work/release", body, { keepalive: true }),
  held: () => get("/work/held"),
  flag: (body) => post("/work/flag", body),
  undo: (body) => post("/work/undo", body),
};

export const progress = (project: string): Promise<OwnProgress> => get("/work/progress", { project });
export const openWork = (signal?: AbortSignal): Promise<Listing<OpenWork>> => get("/work/open", {}, signal);
export const ownFlags = (project: string, signal?: AbortSignal): Promise<Listing<ItemComment>> => get("/work/flags", { project }, signal);
export const ownJudgments = (project: string, cursor: string | null, signal?: AbortSignal): Promise<Listing<OwnJudgment>> =>
  get("/work/history", { project, cursor, limit: 50 }, signal);
export const revise = (body: { judgment: string; values: Values; outcome: string; seconds: number }): Promise<Submitted> => post("/work/revise", body);
export const guideline = (project: string, signal?: AbortSignal): Promise<Guideline> => get(`/projects/${encodeURIComponent(project)}/guideline`, {}, signal);
