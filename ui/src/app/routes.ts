// Gathers the routes of every noun's folder. A new screen is a line in its own folder's routes.ts.
import type { Role } from "../api/types";
import { me } from "./session";
import { find, type Params, type Route } from "./router";

export interface ScreenRoute extends Route {
  /** Roles that are offered this page in rail and palette; the server decides who may. */
  roles?: readonly Role[];
}

const modules = import.meta.glob<{ routes: readonly ScreenRoute[] }>("./*/routes.ts", { eager: true });

export const ROUTES: readonly ScreenRoute[] = Object.values(modules).flatMap((module) => module.routes);

export const findRoute = (path: string): { route: ScreenRoute; params: Params } | null => find(ROUTES, path) as { route: ScreenRoute; params: Params } | null;

/** The route that is the entrance of a room: the shortest of its paths. */
export function entrance(room: string): ScreenRoute | null {
  const mine = ROUTES.filter((route) => route.room === room && offered(route));
  return [...mine].sort((a, b) => a.path.length - b.path.length)[0] ?? null;
}

function offered(route: ScreenRoute): boolean {
  const roles = me.value?.roles ?? [];
  return route.roles === undefined || roles.some((role) => route.roles?.includes(role));
}

/** Fills a path's parameters in. */
export function fill(path: string, params: Params): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
}

const DESK: readonly Role[] = ["owner", "manager", "scientist", "auditor", "vendor_manager"];

/** Where somebody begins: those who run projects at the projects, the others at their work. */
export function startPath(): string {
  const desk = me.value?.roles.some((role) => DESK.includes(role)) ?? false;
  return desk && entrance("projects") !== null ? "/projects" : "/work";
}
