// A server of the annotator's loop in memory, for tests: leases, submits, and every way to fail.
import { ApiError, Unreachable } from "../api/client";
import type { FieldSpec, Lease, Leases, Submit, Submitted, Values } from "../api/types";
import type { WorkApi } from "../app/work/api";

export const TOPIC: FieldSpec = { name: "topic", kind: "choice", classes: ["billing", "refund"] };
export const AMOUNT: FieldSpec = { name: "amount", kind: "number", shown_when: { topic: ["refund"] } };

const HELD = 3;

export interface FakeWork extends WorkApi {
  /** What the server has, by lease. */
  stored: Map<string, { body: Partial<Submit>; judgment: string }>;
  drafts: Map<string, Values>;
  released: string[];
  calls: string[];
  /** The next call of this verb fails with this. */
  fail: (verb: string, error: Error, times?: number) => void;
  /** No call of any verb gets through. */
  down: boolean;
  live: Set<string>;
}

export const problem = (status: number, code: string, errors: unknown[] = []): ApiError => new ApiError(status, { code, detail: `said ${code}`, errors }, null);
export const away = (): Unreachable => new Unreachable(new Error("no network"));

export function fakeWork(tasks: number, fields: FieldSpec[] = [TOPIC]): FakeWork {
  let given = 0;
  const failures = new Map<string, Error[]>();
  const byLease = new Map<string, Lease>();

  function makeLease(task: number, draft: Values | null = null, project = "p"): Lease {
    const id = `lease-${byLease.size + 1}`;
    const lease: Lease = {
      id,
      token: `token-${id}`,
      expires_at: new Date(Date.now() + 600_000).toISOString(),
      task: `task-${task}`,
      project,
      step: "label",
      item: { id: `item-${task}`, key: `key-${task}`, version: 1, type: "text", content: { text: `text ${task}` }, image: null },
      schema: "s",
      schema_n: 1,
      fields,
      guideline_n: 1,
      draft: draft === null ? null : { values: draft, saved_at: new Date().toISOString() },
      returned: null,
      sides: null,
      labels: null,
      why: null,
    };
    byLease.set(id, lease);
    fake.live.add(id);
    return lease;
  }

  function serve(count: number, project?: string): Leases {
    const leases: Lease[] = [];
    const room = HELD - fake.live.size;
    while (leases.length < Math.min(count, room) && given < tasks) leases.push(makeLease((given += 1), null, project));
    return { leases, reason: leases.length > 0 ? null : room <= 0 ? "held" : "all-seen", detail: null };
  }

  function enter(verb: string): void {
    fake.calls.push(verb);
    if (fake.down) throw away();
    const error = failures.get(verb)?.shift();
    if (error !== undefined) throw error;
  }

  function settle(body: { lease: string; token: string; next?: Submit["next"] } & Partial<Submit>): Submitted {
    const before = fake.stored.get(body.lease);
    const judgment = before?.judgment ?? `judgment-${fake.stored.size + 1}`;
    fake.stored.set(body.lease, { body, judgment });
    fake.live.delete(body.lease);
    const more = body.next === undefined ? null : serve(body.next.count ?? 1, body.next.project ?? undefined);
    return { judgment, late: false, counted: true, undo_until: "", leases: more?.leases ?? null, reason: more?.reason ?? null };
  }

  const fake: FakeWork = {
    stored: new Map(),
    drafts: new Map(),
    released: [],
    calls: [],
    live: new Set(),
    down: false,
    fail: (verb, error, times = 1) => failures.set(verb, [...(failures.get(verb) ?? []), ...Array.from({ length: times }, () => error)]),
    next: async (body) => (enter("next"), serve(body.count ?? 1, body.project ?? undefined)),
    submit: async (body) => (enter("submit"), settle(body)),
    skip: async (body) => (enter("skip"), settle({ ...body, outcome: "skipped" })),
    giveBack: async (body) => (enter("return"), settle(body)),
    draft: async (body) => {
      enter("draft");
      fake.drafts.set(body.lease, body.values);
      return { saved_at: new Date().toISOString() };
    },
    extend: async (body) => {
      enter("extend");
      if (!fake.live.has(body.lease)) throw problem(404, "lease.not-found");
      return { expires_at: new Date(Date.now() + 600_000).toISOString() };
    },
    release: async (body) => {
      enter("release");
      fake.released.push(body.lease);
      fake.live.delete(body.lease);
    },
    held: async () => {
      enter("held");
      const withDraft = (lease: Lease): Lease => {
        const values = fake.drafts.get(lease.id);
        return values === undefined ? lease : { ...lease, draft: { values, saved_at: new Date().toISOString() } };
      };
      return { leases: [...fake.live].flatMap((id) => byLease.get(id) ?? []).map(withDraft), reason: null, detail: null };
    },
    flag: async (body) => {
      enter("flag");
      return { id: "c", item: "i", key: "k", author: "a", text: body.text, state: "open", at: "", reply_to: null, answer: null, answered_by: null, answered_at: null };
    },
    undo: async ({ judgment }) => {
      enter("undo");
      const [lease, entry] = [...fake.stored].find(([, one]) => one.judgment === judgment) ?? [];
      if (lease === undefined || entry === undefined) throw problem(404, "judgment.not-found");
      const task = Number(byLease.get(lease)?.task.slice(5));
      return { judgment: `undo-${judgment}`, leases: [makeLease(task, entry.body.values ?? {})] };
    },
  };
  return fake;
}
