import type { ScreenRoute } from "../routes";

export const routes: readonly ScreenRoute[] = [{ path: "/p/:project", load: () => import("./Home"), room: "home", roles: ["owner", "manager", "scientist", "reviewer", "auditor"] }];
