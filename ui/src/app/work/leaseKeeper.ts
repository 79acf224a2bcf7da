// Keeps leases alive while somebody is at work, and only then.
import { ApiError, isPassing } from "../../api/client";
import type { Lease } from "../../api/types";

const LEAST_MS = 5_000;
const MOST_MS = 60_000;

export interface LeaseKeeperOptions {
  /** Those that are held, the one in hand first. */
  leases: () => readonly Lease[];
  extend: (body: { lease: string; token: string }) => Promise<{ expires_at: string }>;
  renewed: (id: string, expires_at: string) => void;
  /** A lease that the server no longer knows. */
  lost: (lease: Lease, error: ApiError) => void;
  /** Milliseconds since 1970. */
  date: () => number;
}

export class LeaseKeeper {
  private attended = false;
  private stopped = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: LeaseKeeperOptions) {}

  /** Somebody is there. */
  attend(): void {
    this.attended = true;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Looks again after a third of the time that is left, within bounds: clocks may differ. */
  plan(): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    const first = this.options.leases()[0];
    const leftMs = first === undefined ? MOST_MS * 3 : Date.parse(first.expires_at) - this.options.date();
    this.timer = setTimeout(() => void this.extend(), Math.min(Math.max(leftMs / 3, LEAST_MS), MOST_MS));
  }

  private async extend(): Promise<void> {
    if (this.attended) {
      this.attended = false;
      for (const lease of this.options.leases()) {
        try {
          const { expires_at } = await this.options.extend({ lease: lease.id, token: lease.token });
          this.options.renewed(lease.id, expires_at);
        } catch (error) {
          if (error instanceof ApiError && !isPassing(error)) this.options.lost(lease, error);
        }
      }
    }
    this.plan();
  }
}
