import { describe, expect, it } from "vitest";
import { isOurExport, nameOf, NOTHING, proposed, roleOf, withName, withRole } from "./mapping";

it.each(["key", "slice", "text", "gold:topic", "content"])("a column taken for %s is that and nothing else", (role) => {
  const busy = { key: "c", map: { c: "text" }, slices: ["c"], gold: { c: "topic" } };
  expect(roleOf(withRole(NOTHING, "c", role), "c")).toBe(role);
  expect(roleOf(withRole(busy, "c", role), "c")).toBe(role);
});

it("has one key, one text, and one known answer a field", () => {
  let mapping = NOTHING;
  for (const [column, role] of [["a", "key"], ["b", "key"], ["c", "text"], ["d", "text"], ["e", "gold:x"], ["f", "gold:x"]] as const) mapping = withRole(mapping, column, role);
  expect(["a", "b", "c", "d", "e", "f"].map((column) => roleOf(mapping, column))).toEqual(["content", "key", "content", "text", "content", "gold:x"]);
});

it("renames a content column and takes it back", () => {
  const renamed = withName(NOTHING, "bed", "place");
  expect(nameOf(renamed, "bed")).toBe("place");
  expect(withName(renamed, "bed", "bed")).toEqual(NOTHING);
  expect(withName(renamed, "bed", "")).toEqual(NOTHING);
});

describe("a proposal", () => {
  const topic = { name: "topic", kind: "choice", classes: ["billing", { id: "other" }] };
  const column = (name: string, guess: string, ...samples: string[]): { name: string; guess: string; samples: string[] } => ({ name, guess, samples });
  const rolesOf = (columns: { name: string; guess: string; samples: string[] }[], fields = [topic]): string[] => {
    const mapping = proposed(columns, fields);
    return columns.map((one) => roleOf(mapping, one.name));
  };
  it.each([
    ["takes what the server guesses", [column("id", "key", "1"), column("body", "text", "Dear"), column("lang", "slice", "en"), column("x", "other", "9")], ["key", "text", "slice", "content"]],
    ["takes known answers only where every sample is a class", [column("truth", "other", "billing", "other"), column("y", "other", "billing", "new")], ["gold:topic", "content"]],
    ["keeps answers that fit no field out of the items", [column("label", "gold", "spam")], ["slice"]],
    ["takes one column for each", [column("a", "key", "1"), column("b", "key", "2"), column("c", "text", "x"), column("d", "text", "y")], ["key", "content", "text", "content"]],
    ["does not take an empty column for known answers", [column("empty", "other")], ["content"]],
  ])("%s", (_, columns, roles) => expect(rolesOf(columns)).toEqual(roles));
  it("leaves an export of ours as it is", () => {
    const columns = ["key", "item", "field", "value", "class", "p", "n", "decision", "schema"].map((name) => column(name, name === "key" ? "key" : "other", "x"));
    expect(isOurExport(columns)).toBe(true);
    expect(proposed(columns, [topic])).toEqual(NOTHING);
    expect(isOurExport(columns.slice(1))).toBe(false);
  });
});
