// The parts of the room of members; invitations are for those who may make them.
import { may } from "../session";

export function tabsOf(current: "members" | "invitations"): { href: string; name: string; current: boolean }[] {
  const members = { href: "/members", name: "Members", current: current === "members" };
  return may("invitation.read") ? [members, { href: "/members/invitations", name: "Invitations", current: current === "invitations" }] : [members];
}
