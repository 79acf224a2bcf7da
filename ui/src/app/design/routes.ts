import type { ScreenRoute } from "../routes";

const roles: ScreenRoute["roles"] = ["owner", "manager", "scientist", "reviewer", "auditor"];

export const routes: readonly ScreenRoute[] = [
  { path: "/p/:project/design", load: () => import("./Design"), room: "design", roles },
  { path: "/p/:project/design/:part", load: () => import("./Design"), room: "design", roles },
];
