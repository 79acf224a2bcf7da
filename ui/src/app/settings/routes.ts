import type { ScreenRoute } from "../routes";

export const routes: readonly ScreenRoute[] = [
  { path: "/p/:project/settings", load: () => import("./Settings"), room: "settings", roles: ["owner", "manager", "scientist"] },
  { path: "/me", load: () => import("./Me") },
];
