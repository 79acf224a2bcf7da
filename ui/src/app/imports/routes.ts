import type { ScreenRoute } from "../routes";

export const routes: readonly ScreenRoute[] = [{ path: "/p/:project/imports", load: () => import("./Imports"), room: "data", roles: ["owner", "manager", "scientist", "auditor"] }];
