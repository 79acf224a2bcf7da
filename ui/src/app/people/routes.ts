import type { ScreenRoute } from "../routes";

export const routes: readonly ScreenRoute[] = [{ path: "/p/:project/people", load: () => import("./People"), room: "people", roles: ["owner", "manager", "scientist", "reviewer", "auditor"] }];
