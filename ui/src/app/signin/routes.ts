import type { ScreenRoute } from "../routes";

export const routes: readonly ScreenRoute[] = [
  { path: "/signin", load: () => import("./SignIn"), frame: "bare", open: true },
  { path: "/join", load: () => import("./Join"), frame: "bare", open: true },
];
