import type { ScreenRoute } from "../routes";

export const routes: readonly ScreenRoute[] = [{ path: "/p/:project/design", load: () => import("./Design"), room: "design", roles: ["owner", "manager", "scientist", "reviewer", "auditor"] }];
