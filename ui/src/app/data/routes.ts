import type { ScreenRoute } from "../routes";

export const routes: readonly ScreenRoute[] = [{ path: "/p/:project/data", load: () => import("./Data"), room: "data", roles: ["owner", "manager", "scientist", "reviewer", "auditor"] }];
