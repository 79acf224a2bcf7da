// The rows of the grid: pages by cursor as one scrolls; rows that change on the server change in place.
import { signal } from "@preact/signals";
import { get } from "../../api/client";
import type { ItemRow, Listing, LiveEvent } from "../../api/types";

const FIRST_PAGE = 100;
const PAGE = 200;
const SINGLY = 8;
const WAIT_MS = 300;
const PAUSE_MS = 1500;

/** The item that a fact is about, if it is about one. */
export function itemOf(event: LiveEvent): string | null {
  const payload = event.payload as { item?: unknown } | null;
  if (typeof payload?.item === "string") return payload.item;
  return /^(item|label|flag)\./.test(event.type) ? event.subject : null;
}

interface Page {
  cursor: string | null;
  ids: readonly string[];
}

export class Grid {
  readonly rows = signal<readonly ItemRow[]>([]);
  /** All that match; null until the server has said. */
  readonly total = signal<number | null>(null);
  readonly loading = signal(true);
  readonly failure = signal<unknown>(null);
  /** Items came that these pages do not show yet. */
  readonly stale = signal(false);

  private project = "";
  private query: Readonly<Record<string, string>> = {};
  private pages: Page[] = [];
  private next: string | null = null;
  private asked = new AbortController();
  private fetching = false;
  private changed = new Set<string>();
  private timer = 0;
  private last = 0;

  /** Begins anew with these filters and sort; the old rows stay until the new ones are here. */
  async open(project: string, query: Readonly<Record<string, string>>): Promise<void> {
    this.asked.abort();
    this.asked = new AbortController();
    this.project = project;
    this.query = query;
    this.fetching = false;
    this.loading.value = true;
    this.stale.value = false;
    await this.page(null, true);
  }

  async more(): Promise<void> {
    if (this.next !== null && !this.fetching && !this.loading.value) await this.page(this.next, false);
  }

  again(): void {
    void this.open(this.project, this.query);
  }

  /** An item changed: its row is fetched again soon, if it is here. */
  touch(item: string): void {
    if (!this.pages.some((page) => page.ids.includes(item))) return;
    this.changed.add(item);
    if (this.timer === 0) this.timer = window.setTimeout(() => void this.refresh(), Math.max(WAIT_MS, this.last + PAUSE_MS - Date.now()));
  }

  /** A row as it now is, from an answer that the page has anyway. */
  replace(rows: readonly ItemRow[]): void {
    const fresh = new Map(rows.map((row) => [row.id, row]));
    if (this.rows.value.some((row) => fresh.has(row.id))) this.rows.value = this.rows.value.map((row) => fresh.get(row.id) ?? row);
  }

  close(): void {
    this.asked.abort();
    clearTimeout(this.timer);
  }

  private async page(cursor: string | null, first: boolean): Promise<void> {
    const mine = this.asked.signal;
    this.fetching = true;
    try {
      const got = await this.fetch(cursor, first, mine);
      if (mine.aborted) return;
      const page: Page = { cursor, ids: got.data.map((row) => row.id) };
      const known = new Set(first ? [] : this.rows.value.map((row) => row.id));
      this.pages = first ? [page] : [...this.pages, page];
      this.rows.value = first ? got.data : [...this.rows.value, ...got.data.filter((row) => !known.has(row.id))];
      this.next = got.next;
      if (first) this.total.value = got.total ?? null;
      this.failure.value = null;
    } catch (error) {
      if (!mine.aborted) this.failure.value = error;
    } finally {
      if (!mine.aborted) {
        this.fetching = false;
        this.loading.value = false;
      }
    }
  }

  private fetch(cursor: string | null, total: boolean, signal: AbortSignal): Promise<Listing<ItemRow>> {
    return get<Listing<ItemRow>>(`/projects/${encodeURIComponent(this.project)}/items`, { ...this.query, limit: cursor === null ? FIRST_PAGE : PAGE, cursor, total }, signal);
  }

  private async refresh(): Promise<void> {
    const mine = this.asked.signal;
    const items = this.changed;
    this.changed = new Set();
    this.last = Date.now();
    try {
      if (items.size <= SINGLY) {
        this.replace(await Promise.all([...items].map((item) => get<ItemRow>(`/items/${item}`, undefined, mine))));
      } else {
        for (const page of this.pages.filter((one) => one.ids.some((id) => items.has(id)))) {
          this.replace((await this.fetch(page.cursor, false, mine)).data);
        }
      }
    } catch {
      // The next event, or the next look, brings these rows up to date.
    } finally {
      this.timer = 0;
      const left = [...this.changed][0];
      if (left !== undefined && !mine.aborted) this.touch(left);
    }
  }
}
