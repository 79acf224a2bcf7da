// Roles in words: what each may do, and which of them one person gives another.
import type { Role } from "../../api/types";

export const ROLES: readonly { role: Role; does: string }[] = [
  { role: "annotator", does: "labels, and sees only their own work" },
  { role: "reviewer", does: "labels, and decides where sides are apart" },
  { role: "scientist", does: "designs, imports, freezes and exports" },
  { role: "manager", does: "runs projects and people" },
  { role: "auditor", does: "reads everything, changes nothing" },
  { role: "vendor_manager", does: "runs people of their own" },
  { role: "owner", does: "may do everything, and erase" },
];

export const roleName = (role: Role): string => role.replace("_", " ");

/** Only owners decide who is an owner. */
export const rolesToGive = (own: readonly Role[]): readonly { role: Role; does: string }[] => ROLES.filter((one) => one.role !== "owner" || own.includes("owner"));

export const isRole = (text: string | null): text is Role => ROLES.some((one) => one.role === text);

/** Handles in the order of people: a-2 before a-10. */
export const byHandle = new Intl.Collator(undefined, { numeric: true }).compare;

export type InvitationState = "open" | "used" | "expired";

export function invitationState(one: { used_at: string | null; expires_at: string }, now: number): InvitationState {
  if (one.used_at !== null) return "used";
  return Date.parse(one.expires_at) <= now ? "expired" : "open";
}
