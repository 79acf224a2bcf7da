import type { ScreenRoute } from "../routes";

export const routes: readonly ScreenRoute[] = [{ path: "/tokens", load: () => import("./Tokens"), room: "tokens", roles: ["owner", "manager", "scientist"] }];
