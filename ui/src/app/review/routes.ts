import type { ScreenRoute } from "../routes";

export const routes: readonly ScreenRoute[] = [{ path: "/review/:project", load: () => import("./ReviewBench"), frame: "bare" }];
