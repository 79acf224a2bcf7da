import { expect, it } from "vitest";
import { roleOf, withRole } from "./mapping";

const none = { key: null, map: {}, slices: [], gold: {} };

it.each(["key", "slice", "text", "gold:topic", "content"])("a column taken for %s is that and nothing else", (role) => {
  const busy = { key: "c", map: { c: "text" }, slices: ["c"], gold: { c: "topic" } };
  expect(roleOf(withRole(none, "c", role), "c")).toBe(role);
  expect(roleOf(withRole(busy, "c", role), "c")).toBe(role);
});

it("has one key and one text", () => {
  const mapping = withRole(withRole(withRole(withRole(none, "a", "key"), "b", "key"), "c", "text"), "d", "text");
  expect(["a", "b", "c", "d"].map((column) => roleOf(mapping, column))).toEqual(["content", "key", "content", "text"]);
});
