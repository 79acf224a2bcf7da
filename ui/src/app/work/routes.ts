import type { ScreenRoute } from "../routes";

export const routes: readonly ScreenRoute[] = [
  { path: "/work", load: () => import("./WorkList"), room: "work" },
  { path: "/w/:project", load: () => import("./Workbench"), frame: "bare" },
  { path: "/w/:project/history", load: () => import("./History"), room: "work" },
];
