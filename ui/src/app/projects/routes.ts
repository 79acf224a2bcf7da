import type { ScreenRoute } from "../routes";

export const routes: readonly ScreenRoute[] = [
  { path: "/projects", load: () => import("./Projects"), room: "projects" },
  { path: "/projects/new", load: () => import("./NewProject"), room: "projects" },
];
