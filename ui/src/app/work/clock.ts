// How long a task took: wall time while the page was seen, and the part of it with somebody at work.

const IDLE_GAP_MS = 10_000;
const LONGEST_S = 86_400;

export class TaskClock {
  private begun: number;
  private hiddenMs = 0;
  private hiddenSince: number | null = null;
  private activeMs = 0;
  private lastActive: number;

  constructor(private readonly now: () => number) {
    this.begun = now();
    this.lastActive = this.begun;
  }

  restart(): void {
    this.begun = this.now();
    this.hiddenMs = 0;
    this.hiddenSince = this.hiddenSince === null ? null : this.begun;
    this.activeMs = 0;
    this.lastActive = this.begun;
  }

  hide(): void {
    this.hiddenSince ??= this.now();
  }

  show(): void {
    if (this.hiddenSince === null) return;
    this.hiddenMs += this.now() - this.hiddenSince;
    this.hiddenSince = null;
    this.lastActive = this.now();
  }

  /** A key, a pointer: somebody is there. Gaps beyond ten seconds are not work. */
  touch(): void {
    const now = this.now();
    this.activeMs += Math.min(now - this.lastActive, IDLE_GAP_MS);
    this.lastActive = now;
  }

  read(): { seconds: number; active_seconds: number } {
    this.touch();
    const hidden = this.hiddenMs + (this.hiddenSince === null ? 0 : this.now() - this.hiddenSince);
    const wall = Math.max(this.now() - this.begun - hidden, 0) / 1000;
    const round = (seconds: number): number => Math.round(Math.min(seconds, LONGEST_S) * 1000) / 1000;
    return { seconds: round(wall), active_seconds: round(Math.min(this.activeMs / 1000, wall)) };
  }
}
