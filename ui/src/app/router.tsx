// Routes on the History API. Links are real <a> elements; clicks on our own are taken over here.
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";

export type Params = Readonly<Record<string, string>>;

export interface PageProps {
  params: Params;
  query: URLSearchParams;
}

export interface Route {
  /** `/projects/:project/data`; a last `*` takes the rest. */
  path: string;
  load: () => Promise<{ default: ComponentType<PageProps> }>;
  /** Which room of the rail this page belongs to. */
  room?: string;
  /** `shell`: rail, head and footline. `bare`: the page alone (workbench, sign-in). */
  frame?: "shell" | "bare";
  /** May be seen without a session. */
  open?: boolean;
}

export interface Place {
  path: string;
  query: string;
  hash: string;
}

const here = (): Place => ({ path: location.pathname, query: location.search, hash: location.hash });

export const place = signal<Place>(here());

type Guard = () => boolean;
let guard: Guard = () => true;

/** A page with unsaved work may refuse to be left; `null` lifts it. */
export function guardLeaving(next: Guard | null): void {
  guard = next ?? (() => true);
}

export function navigate(to: string, options: { replace?: boolean } = {}): void {
  const target = new URL(to, location.href);
  const movesPage = target.pathname !== location.pathname;
  if (movesPage && !guard()) return;
  if (options.replace) history.replaceState(null, "", target);
  else history.pushState(null, "", target);
  place.value = here();
}

/** Changes the query of the present page; filters live in the address. */
export function setQuery(changes: Record<string, string | null>, options: { replace?: boolean } = { replace: true }): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") query.delete(name);
    else query.set(name, value);
  }
  const tail = query.size > 0 ? `?${query}` : "";
  navigate(location.pathname + tail, options);
}

export function startRouter(): void {
  addEventListener("popstate", () => {
    place.value = here();
  });
  addEventListener("hashchange", () => {
    place.value = here();
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.("a[href]") as HTMLAnchorElement | null;
    if (link === null || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.pathname.startsWith("/api/")) return;
    if (link.pathname === location.pathname && link.search === location.search && link.hash) return;
    event.preventDefault();
    navigate(link.href);
  });
}

/** The parameters if `path` fits `pattern`, else null. */
export function match(pattern: string, path: string): Params | null {
  const want = pattern.split("/").filter(Boolean);
  const have = path.split("/").filter(Boolean);
  const params: Record<string, string> = {};
  for (const [index, part] of want.entries()) {
    if (part === "*") return params;
    const value = have[index];
    if (value === undefined) return null;
    if (part.startsWith(":")) params[part.slice(1)] = decode(value);
    else if (part !== value) return null;
  }
  return have.length === want.length ? params : null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % is part of the name
  }
}

export function find(routes: readonly Route[], path: string): { route: Route; params: Params } | null {
  for (const route of routes) {
    const params = match(route.path, path);
    if (params !== null) return { route, params };
  }
  return null;
}
