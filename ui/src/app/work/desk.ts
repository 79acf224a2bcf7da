// The state of one workbench: the task in hand, the ones that are ready, what was entered, what was
// just done. Knows the wire and the keep, no component; the page only shows it.
import { batch, computed, signal } from "@preact/signals";
import { ApiError, isPassing, sayError } from "../../api/client";
import type { FieldSpec, Lease, Outcome, Submitted, Values } from "../../api/types";
import { difference, same } from "../../engine/document";
import { missing, shownFields } from "../../engine/fields";
import { begin, canUndo, record, undo, type History } from "../../engine/history";
import { problemsByField, problemsOf, valuesToSend } from "./answer";
import { TaskClock } from "./clock";
import { DRAFT_AFTER_MS, HELD, RECENT, type DeskOptions, type Done, type DraftRecord, type HeldRecord } from "./deskTypes";
import { LeaseKeeper } from "./leaseKeeper";
import { Outbox, type Pending, type PendingBody } from "./outbox";
import { heldElsewhere, leftBehind } from "./recovery";

export class Desk {
  readonly current = signal<Lease | null>(null);
  readonly ready = signal<readonly Lease[]>([]);
  readonly values = signal<Values>({});
  readonly problems = signal<ReadonlyMap<string, readonly string[]>>(new Map());
  readonly recent = signal<readonly Done[]>([]);
  /** Waiting for the server to give work. */
  readonly asking = signal(false);
  /** Why there is no work, once there is none. */
  readonly empty = signal<{ reason: string; detail: string | null } | null>(null);
  /** Something went otherwise than expected, in a sentence. */
  readonly notice = signal<{ kind: "info" | "warn" | "error"; text: string } | null>(null);
  readonly failure = signal<unknown>(null);
  /** Counts up with every task put in hand, so that the page moves focus and announces it. */
  readonly turn = signal(0);
  /** Acknowledged by the server since this page opened. */
  readonly acknowledged = signal(0);
  readonly step: "label" | "review";
  readonly outbox: Outbox;
  readonly clock: TaskClock;
  readonly shown = computed<FieldSpec[]>(() => {
    const lease = this.current.value;
    return lease === null ? [] : shownFields(lease.fields, this.values.value);
  });

  private readonly work = new Map<string, History>();
  /** Every lease of this page, so that one can come back into the hand. */
  private readonly leases = new Map<string, Lease>();
  private readonly now: () => number;
  private readonly date: () => number;
  private draftTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly keeper: LeaseKeeper;
  private draftSent: Values | null = null;
  private closed = false;

  constructor(private readonly options: DeskOptions) {
    this.step = options.step;
    this.now = options.now ?? (() => performance.now());
    this.date = options.date ?? (() => Date.now());
    this.clock = new TaskClock(this.now);
    this.keeper = new LeaseKeeper({
      leases: () => [...(this.current.value === null ? [] : [this.current.value]), ...this.ready.value],
      extend: options.api.extend,
      renewed: (id, expires_at) => this.renew(id, expires_at),
      lost: (lease, error) => this.leaseTrouble(lease, error),
      date: this.date,
    });
    this.outbox = new Outbox(options.keep, options.api, {
      taken: (pending, reply) => this.taken(pending, reply),
      refused: (pending, error) => this.refused(pending, error),
    });
  }

  async start(): Promise<void> {
    const others = await this.options.otherTabs();
    await this.outbox.adopt((one) => one.member === this.options.member && !others.has(one.tab));
    await this.resume(others);
    await this.refill();
    this.keeper.plan();
  }

  /** Leases that a closed or crashed page left behind are still ours: the work goes on. */
  private async resume(others: ReadonlySet<string>): Promise<void> {
    const sent = new Set([...this.outbox.waiting.value, ...this.outbox.refused.value].map((one) => one.body.lease));
    try {
      await this.receive(await leftBehind(this.options, others, sent));
    } catch (error) {
      this.failure.value = error; // new work may be had all the same
    }
    this.takeNext();
  }

  /** Gives back what was not begun. What was begun stays ours until its time runs out. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.draftTimer);
    this.keeper.stop();
    const lease = this.current.value;
    if (lease !== null && this.isTouched(lease.id)) void this.saveDraft(true);
    else if (lease !== null) this.release(lease);
    for (const one of this.ready.value) if (!this.isTouched(one.id)) this.release(one);
    this.outbox.close();
  }

  private release(lease: Lease): void {
    void this.options.keep.remove("held", lease.id);
    this.options.api.release({ lease: lease.id, token: lease.token }).catch(() => undefined); // it runs out by itself
  }

  /** Asks until three are held. Called at the start, and when work may have come. */
  async refill(): Promise<void> {
    const held = this.ready.value.length + (this.current.value === null ? 0 : 1) + this.outbox.waiting.value.length;
    const count = HELD - held;
    if (count <= 0 || this.asking.value || this.closed) return;
    this.asking.value = true;
    try {
      const wanted = { project: this.options.project, step: this.options.step, count };
      let reply = await this.options.api.next(wanted);
      this.failure.value = null;
      if (reply.reason === "held" && held === 0 && (await this.recover())) {
        if (this.ready.value.length === 0) reply = await this.options.api.next(wanted);
      }
      if (reply.leases.length === 0 && this.ready.value.length === 0) this.empty.value = { reason: reply.reason ?? "nothing-open", detail: reply.detail };
      await this.receive(reply.leases);
    } catch (error) {
      this.failure.value = error;
    } finally {
      this.asking.value = false;
    }
    this.takeNext();
  }

  /** The server says that three are held, but not here. True: work may be there now. */
  private async recover(): Promise<boolean> {
    const { mine, released } = await heldElsewhere(this.options, new Set(this.leases.keys()));
    await this.receive(mine);
    return mine.length > 0 || released > 0;
  }

  private async receive(leases: readonly Lease[]): Promise<void> {
    const { keep, member, tab, step, prefetch } = this.options;
    if (this.closed) {
      for (const lease of leases) this.release(lease); // they came after the page was left
      return;
    }
    const fresh = leases.filter((one) => !this.leases.has(one.id));
    for (const lease of fresh) {
      this.leases.set(lease.id, lease);
      prefetch?.(lease.item);
      void keep.put("held", lease.id, { lease, member, tab, step } satisfies HeldRecord);
      const kept = await keep.get<DraftRecord>("drafts", this.draftKey(lease.task));
      const server = lease.draft;
      const own = kept !== undefined && (server === null || kept.at >= Date.parse(server.saved_at)) ? kept.values : (server?.values ?? {});
      if (!this.work.has(lease.id)) this.work.set(lease.id, begin(own));
    }
    if (fresh.length === 0) return;
    batch(() => {
      this.empty.value = null;
      this.ready.value = [...this.ready.value, ...fresh];
    });
  }

  /** Puts the first ready task in hand, if the hand is free. */
  private takeNext(): void {
    if (this.current.value !== null || this.closed) return;
    const [lease, ...rest] = this.ready.value;
    if (lease === undefined) return;
    batch(() => {
      this.ready.value = rest;
      this.put(lease);
    });
  }

  private put(lease: Lease | null): void {
    clearTimeout(this.draftTimer);
    this.current.value = lease;
    this.problems.value = new Map();
    this.draftSent = null;
    this.values.value = lease === null ? {} : this.historyOf(lease).state;
    this.clock.restart();
    if (lease !== null) this.turn.value += 1;
  }

  private historyOf(lease: Lease): History {
    const known = this.work.get(lease.id);
    if (known !== undefined) return known;
    const fresh = begin(lease.draft?.values ?? {});
    this.work.set(lease.id, fresh);
    return fresh;
  }

  private isTouched(lease: string): boolean {
    const history = this.work.get(lease);
    return history !== undefined && (canUndo(history) || Object.keys(history.state).length > 0);
  }

  change(name: string, value: unknown, group: string | null = null): void {
    const lease = this.current.value;
    if (lease === null) return;
    const history = this.historyOf(lease);
    this.remember(lease, record(history, difference(history.state, { ...history.state, [name]: value }, "person"), group));
    if (this.problems.value.has(name)) this.checkOne(name);
  }

  /** All fields at once: a reviewer takes a side. One step of undo. */
  changeAll(values: Values, origin: string): void {
    const lease = this.current.value;
    if (lease === null) return;
    const history = this.historyOf(lease);
    this.remember(lease, record(history, difference(history.state, values, origin)));
    this.problems.value = new Map();
  }

  private remember(lease: Lease, history: History): void {
    this.work.set(lease.id, history);
    this.values.value = history.state;
    const draft: DraftRecord = { task: lease.task, member: this.options.member, values: history.state, at: this.date() };
    void this.options.keep.put("drafts", this.draftKey(lease.task), draft);
    clearTimeout(this.draftTimer);
    this.draftTimer = setTimeout(() => void this.saveDraft(false), DRAFT_AFTER_MS);
  }

  private draftKey(task: string): string {
    return `${this.options.member} ${this.options.step} ${task}`;
  }

  private async saveDraft(leaving: boolean): Promise<void> {
    const lease = this.current.value;
    if (lease === null) return;
    const values = this.values.value;
    if (this.draftSent !== null && same(values, this.draftSent)) return;
    this.draftSent = values;
    try {
      await this.options.api.draft({ lease: lease.id, token: lease.token, values }, leaving ? { keepalive: true } : {});
    } catch (error) {
      this.draftSent = null;
      if (!isPassing(error) && error instanceof ApiError) this.leaseTrouble(lease, error);
    }
  }

  private checkOne(name: string): void {
    const next = new Map(this.problems.value);
    const field = this.current.value?.fields.find((one) => one.name === name);
    const found = field === undefined ? [] : problemsOf(field, this.values.value[name]);
    if (found.length > 0) next.set(name, found);
    else next.delete(name);
    this.problems.value = next;
  }

  /** Checks what is shown; the name of the first field with a problem, or null. */
  check(): string | null {
    const found = new Map<string, readonly string[]>();
    for (const field of this.shown.value) {
      const wrong = problemsOf(field, this.values.value[field.name]);
      if (wrong.length > 0) found.set(field.name, wrong);
    }
    this.problems.value = found;
    return this.shown.value.find((field) => found.has(field.name))?.name ?? null;
  }

  isComplete(): boolean {
    const lease = this.current.value;
    return lease !== null && missing(lease.fields, this.values.value).length === 0;
  }

  /** Sends the answer and shows the next task at once if it is ready. False: something is wrong with it. */
  submit(outcome: Exclude<Outcome, "skipped"> = "answered", reason?: string): boolean {
    const lease = this.current.value;
    if (lease === null) return false;
    if (outcome === "answered" && this.check() !== null) return false;
    const values = outcome === "answered" ? valuesToSend(lease.fields, this.values.value) : {};
    const time = this.clock.read();
    const body = { lease: lease.id, token: lease.token, values, ...time, outcome, ...(reason === undefined ? {} : { reason }), ...this.nextWish() };
    this.send(lease, { verb: "submit", body }, { values, outcome, seconds: time.seconds });
    return true;
  }

  skip(reason: string): void {
    const lease = this.current.value;
    if (lease === null) return;
    const body = { lease: lease.id, token: lease.token, reason, ...this.nextWish() };
    this.send(lease, { verb: "skip", body }, { values: {}, outcome: "skipped", seconds: this.clock.read().seconds });
  }

  /** Review: back to be labelled again. */
  giveBack(reason: string): void {
    const lease = this.current.value;
    if (lease === null) return;
    const body = { lease: lease.id, token: lease.token, reason, ...this.nextWish() };
    this.send(lease, { verb: "return", body }, { values: {}, outcome: "returned", seconds: this.clock.read().seconds });
  }

  private nextWish(): { next?: { project: string; step: string; count: number } } {
    const { project, step } = this.options;
    return this.ready.value.length >= HELD ? {} : { next: { project, step, count: 1 } };
  }

  private send(lease: Lease, what: PendingBody, done: Pick<Done, "values" | "outcome" | "seconds">): void {
    const { member, project, tab, keep } = this.options;
    const pending: Pending = { ...what, member, project, tab, item: lease.item, task: lease.task, at: this.date() };
    const entry: Done = { ...done, lease: lease.id, task: lease.task, item: lease.item, fields: lease.fields, judgment: null, state: "sending" };
    this.work.set(lease.id, this.historyOf(lease));
    batch(() => {
      this.notice.value = null;
      this.recent.value = [entry, ...this.recent.value].slice(0, RECENT);
      this.put(null);
      this.takeNext();
    });
    void this.outbox.add(pending);
    void keep.remove("held", lease.id);
    if (this.current.value === null) this.empty.value = null;
  }

  private taken(pending: Pending, reply: Submitted): void {
    void this.options.keep.remove("drafts", this.draftKey(pending.task));
    this.work.delete(pending.body.lease);
    batch(() => {
      this.acknowledged.value += 1;
      this.patchRecent(pending.body.lease, { judgment: reply.judgment, state: reply.late ? (reply.counted ? "late" : "not-counted") : "saved" });
      if (reply.late) {
        this.notice.value = reply.counted
          ? { kind: "info", text: "That answer came after its time had run out. It was still wanted, and counts." }
          : { kind: "warn", text: "That answer came after its time had run out, and others had answered meanwhile. It is kept, but does not count." };
      }
    });
    if (reply.leases !== null && reply.leases.length > 0) void this.receive(reply.leases).then(() => this.takeNext());
    else if (pending.body.next !== undefined && this.current.value === null && this.ready.value.length === 0 && this.outbox.waiting.value.length === 0) {
      this.empty.value = { reason: reply.reason ?? "nothing-open", detail: null };
    } else if (pending.body.next === undefined) void this.refill();
  }

  private refused(pending: Pending, error: ApiError): boolean {
    this.patchRecent(pending.body.lease, { state: "refused" });
    const lease = this.leases.get(pending.body.lease);
    if (error.status === 422 && lease !== undefined && pending.verb === "submit") {
      this.bringBack(lease, error);
      return true;
    }
    this.notice.value = { kind: "error", text: `An answer was not taken: ${error.detail} What you entered is kept on this machine and listed below.` };
    void this.refill();
    return false;
  }

  /** The answer was wrong by the server's measure: the task comes back into the hand, with why. */
  private bringBack(lease: Lease, error: ApiError): void {
    batch(() => {
      this.recent.value = this.recent.value.filter((one) => one.lease !== lease.id);
      this.inHandFirst(lease);
      this.problems.value = problemsByField(error);
      this.notice.value = { kind: "error", text: `This answer was not taken: ${error.detail}` };
    });
  }

  /** Takes one of the ready tasks; the one in hand waits in its place. */
  choose(id: string): void {
    const lease = this.ready.value.find((one) => one.id === id);
    if (lease === undefined) return;
    batch(() => {
      this.ready.value = this.ready.value.filter((one) => one.id !== id);
      this.inHandFirst(lease);
    });
  }

  /** Takes a task into the hand before the others; the one in hand waits behind it. */
  private inHandFirst(lease: Lease): void {
    const now = this.current.value;
    if (now !== null) this.ready.value = [now, ...this.ready.value];
    this.put(lease);
  }

  private patchRecent(lease: string, change: Partial<Done>): void {
    this.recent.value = this.recent.value.map((one) => (one.lease === lease ? { ...one, ...change } : one));
  }

  /** Takes back the last change of this task, or else the last answer given. */
  async undo(): Promise<void> {
    const lease = this.current.value;
    if (lease !== null) {
      const history = this.historyOf(lease);
      if (canUndo(history)) {
        this.remember(lease, undo(history));
        return;
      }
    }
    const last = this.recent.value[0];
    if (last !== undefined) await this.reopen(last);
  }

  canUndo(): boolean {
    const lease = this.current.value;
    return (lease !== null && canUndo(this.historyOf(lease))) || this.recent.value.length > 0;
  }

  /** Brings an answer given here back into the hand, to be given anew. */
  async reopen(done: Done): Promise<void> {
    if (await this.outbox.cancel(done.lease)) {
      const lease = this.leases.get(done.lease);
      if (lease !== undefined) {
        batch(() => {
          this.recent.value = this.recent.value.filter((one) => one.lease !== done.lease);
          this.inHandFirst(lease);
        });
        return;
      }
    }
    await this.outbox.settled();
    const now = this.recent.value.find((one) => one.lease === done.lease);
    if (now === undefined) return;
    if (now.judgment === null) {
      this.notice.value = { kind: "warn", text: "That answer is on its way to the server. It can be taken back once it has arrived." };
      return;
    }
    // Three are held at most: the last of the ready ones makes room.
    const spare = this.ready.value.length >= HELD - 1 ? this.ready.value.at(-1) : undefined;
    if (spare !== undefined && !this.isTouched(spare.id)) {
      this.ready.value = this.ready.value.slice(0, -1);
      this.release(spare);
    }
    try {
      const reply = await this.options.api.undo({ judgment: now.judgment });
      const lease = reply.leases[0];
      if (lease === undefined) {
        this.notice.value = { kind: "info", text: "Taken back." };
        this.recent.value = this.recent.value.filter((one) => one.lease !== done.lease);
        return;
      }
      this.options.prefetch?.(lease.item);
      this.leases.set(lease.id, lease);
      this.work.set(lease.id, begin(lease.draft?.values ?? now.values));
      batch(() => {
        this.recent.value = this.recent.value.filter((one) => one.lease !== done.lease);
        this.inHandFirst(lease);
      });
      void this.options.keep.put("held", lease.id, { lease, member: this.options.member, tab: this.options.tab, step: this.options.step } satisfies HeldRecord);
    } catch (error) {
      this.notice.value = { kind: "warn", text: `It could not be taken back: ${sayError(error)}` };
      void this.refill();
    }
  }

  async flag(text: string): Promise<void> {
    const lease = this.current.value;
    if (lease === null) return;
    await this.options.api.flag({ lease: lease.id, token: lease.token, text });
    this.notice.value = { kind: "info", text: "Your question is with the people who run this project. The answer will be shown here." };
  }

  /** Somebody is there; leases live on while this is called. */
  touch(): void {
    this.keeper.attend();
    this.clock.touch();
  }

  private renew(id: string, expires_at: string): void {
    const renewed = (lease: Lease): Lease => (lease.id === id ? { ...lease, expires_at } : lease);
    batch(() => {
      if (this.current.value?.id === id) this.current.value = renewed(this.current.value);
      else this.ready.value = this.ready.value.map(renewed);
    });
  }

  /** A lease has run out or was taken: an untouched task goes, begun work is kept and told about. */
  private leaseTrouble(lease: Lease, error: ApiError): void {
    if (error.status !== 404 && error.status !== 409 && error.status !== 410) return;
    if (this.current.value?.id === lease.id) {
      if (this.isTouched(lease.id)) {
        this.notice.value = { kind: "warn", text: "Your time for this task has run out, and it may go to somebody else. What you entered is kept: submit it, and it counts if it is still wanted." };
        return;
      }
      void this.options.keep.remove("held", lease.id);
      this.put(null);
      this.takeNext();
    } else {
      this.ready.value = this.ready.value.filter((one) => one.id !== lease.id);
      void this.options.keep.remove("held", lease.id);
    }
    void this.refill();
  }

  /** The page is seen again after a while: tasks whose time ran out meanwhile are given up. */
  wake(): void {
    this.clock.show();
    const over = (lease: Lease): boolean => Date.parse(lease.expires_at) <= this.date() && !this.isTouched(lease.id);
    this.ready.value = this.ready.value.filter((lease) => !over(lease));
    if (this.current.value !== null && over(this.current.value)) {
      this.put(null);
      this.takeNext();
    }
    void this.outbox.flush();
    void this.refill();
  }
}
