import type { ScreenRoute } from "../routes";

export const routes: readonly ScreenRoute[] = [
  { path: "/members", load: () => import("./Members"), room: "members", roles: ["owner", "manager", "scientist", "auditor"] },
  { path: "/members/invitations", load: () => import("./Invitations"), room: "members", roles: ["owner", "manager"] },
];
