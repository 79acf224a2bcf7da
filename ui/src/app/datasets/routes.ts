import type { ScreenRoute } from "../routes";

export const routes: readonly ScreenRoute[] = [{ path: "/p/:project/datasets", load: () => import("./Datasets"), room: "datasets", roles: ["owner", "manager", "scientist", "auditor"] }];
