// Who may give which role, and whether an invitation still opens the door.
import { describe, expect, it } from "vitest";
import { invitationState, isRole, rolesToGive } from "./roles";

describe("roles", () => {
  it("lets only owners make owners", () => {
    expect(rolesToGive(["manager"]).map((one) => one.role)).not.toContain("owner");
    expect(rolesToGive(["owner"]).map((one) => one.role)).toContain("owner");
  });

  it.each([
    ["annotator", true],
    ["king", false],
    [null, false],
  ])("%s is a role: %s", (text, is) => {
    expect(isRole(text)).toBe(is);
  });

  it.each([
    [{ used_at: null, expires_at: "2026-01-02T00:00:00Z" }, "open"],
    [{ used_at: null, expires_at: "2026-01-01T00:00:00Z" }, "expired"],
    [{ used_at: "2026-01-01T00:00:00Z", expires_at: "2025-01-02T00:00:00Z" }, "used"],
  ])("%o is %s", (one, state) => {
    expect(invitationState(one, Date.parse("2026-01-01T00:00:00Z"))).toBe(state);
  });
});
