// Answers on their way: written down before they are sent, repeated with the same lease until the
// server has them, in order. A repeat is harmless: the same lease and values give the same judgment.
import { signal } from "@preact/signals";
import { ApiError, isPassing } from "../../api/client";
import type { Keep } from "../../api/keep";
import type { Item, Submit, Submitted } from "../../api/types";
import type { WorkApi } from "./api";

export type PendingBody = { verb: "submit"; body: Submit } | { verb: "skip" | "return"; body: { lease: string; token: string; reason: string; next?: Submit["next"] } };

export type Pending = PendingBody & {
  member: string;
  project: string;
  tab: string;
  item: Item;
  task: string;
  at: number;
  /** Why the server will never take it; kept so that it can be read. */
  refused?: string;
};

export interface OutboxHooks {
  taken: (pending: Pending, reply: Submitted) => void;
  /** The server said no for good. True: whoever listens brings the task back, so it is not kept. */
  refused: (pending: Pending, error: ApiError) => boolean;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

export class Outbox {
  /** Not with the server yet, oldest first. */
  readonly waiting = signal<readonly Pending[]>([]);
  /** Refused for good; shown until dismissed. */
  readonly refused = signal<readonly Pending[]>([]);
  /** The last attempt met no server. */
  readonly offline = signal(false);

  private inFlight: Pending | null = null;
  private flight: Promise<void> | null = null;
  private retryMs = FIRST_WAIT_MS;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;
  /** The last attempt failed in passing; a timer or the network's return goes on. */
  private stuck = false;

  constructor(
    private readonly keep: Keep,
    private readonly api: Pick<WorkApi, "submit" | "skip" | "giveBack">,
    private readonly hooks: OutboxHooks,
  ) {}

  /** Takes over what an earlier page left behind. Its tasks are gone from here: no next is asked. */
  async adopt(mine: (pending: Pending) => boolean): Promise<void> {
    const left = (await this.keep.all<Pending>("outbox")).filter(mine).sort((a, b) => a.at - b.at);
    const bare = left.map((pending) => {
      const { next: _, ...body } = pending.body;
      return { ...pending, body } as Pending;
    });
    this.refused.value = [...this.refused.value, ...bare.filter((one) => one.refused !== undefined)];
    this.waiting.value = [...bare.filter((one) => one.refused === undefined), ...this.waiting.value];
    void this.flush();
  }

  async add(pending: Pending): Promise<void> {
    this.waiting.value = [...this.waiting.value, pending];
    const written = this.keep.put("outbox", pending.body.lease, pending);
    void this.flush();
    await written;
  }

  /** Takes an answer back that has not left yet. False: it is on its way or with the server. */
  async cancel(lease: string): Promise<boolean> {
    if (this.inFlight?.body.lease === lease || !this.waiting.value.some((one) => one.body.lease === lease)) return false;
    this.waiting.value = this.waiting.value.filter((one) => one.body.lease !== lease);
    await this.keep.remove("outbox", lease);
    return true;
  }

  async dismiss(lease: string): Promise<void> {
    this.refused.value = this.refused.value.filter((one) => one.body.lease !== lease);
    await this.keep.remove("outbox", lease);
  }

  /** Resolves when nothing is on its way any more (though answers may still wait for a server). */
  async settled(): Promise<void> {
    await this.flight;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** Sends what waits. Called anew when the network is back. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.stuck = false;
    this.flight ??= this.run().finally(() => {
      this.flight = null;
      if (!this.closed && !this.stuck && this.waiting.value.length > 0) void this.flush();
    });
    return this.flight;
  }

  private async run(): Promise<void> {
    for (;;) {
      const pending = this.waiting.value[0];
      if (pending === undefined || this.closed) return;
      this.inFlight = pending;
      try {
        const reply = await this.send(pending);
        this.offline.value = false;
        this.retryMs = FIRST_WAIT_MS;
        this.drop(pending);
        this.hooks.taken(pending, reply);
        await this.keep.remove("outbox", pending.body.lease);
      } catch (error) {
        if (isPassing(error) || (error instanceof ApiError && (error.status >= 500 || error.status === 401))) {
          this.later(error);
          return;
        }
        if (!(error instanceof ApiError)) throw error;
        this.drop(pending);
        if (this.hooks.refused(pending, error)) await this.keep.remove("outbox", pending.body.lease);
        else {
          const kept: Pending = { ...pending, refused: error.detail };
          this.refused.value = [...this.refused.value, kept];
          await this.keep.put("outbox", pending.body.lease, kept);
        }
      } finally {
        this.inFlight = null;
      }
    }
  }

  private send(pending: Pending): Promise<Submitted> {
    if (pending.verb === "submit") return this.api.submit(pending.body);
    return pending.verb === "skip" ? this.api.skip(pending.body) : this.api.giveBack(pending.body);
  }

  private drop(pending: Pending): void {
    this.waiting.value = this.waiting.value.filter((one) => one !== pending);
  }

  private later(error: unknown): void {
    this.offline.value = true;
    this.stuck = true;
    const asked = error instanceof ApiError && error.retryAfterSeconds !== null ? error.retryAfterSeconds * 1000 : this.retryMs;
    this.timer = setTimeout(() => void this.flush(), Math.min(Math.max(asked, 0), LONGEST_WAIT_MS));
    this.retryMs = Math.min(this.retryMs * 2, LONGEST_WAIT_MS);
  }
}
