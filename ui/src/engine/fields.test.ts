import { describe, expect, it } from "vitest";
import { missing, prune, shownFields, type FieldLike } from "./fields";

const FIELDS: FieldLike[] = [
  { name: "topic", kind: "choice" },
  { name: "amount", kind: "number", shown_when: { topic: ["billing", "refund"] } },
  { name: "why", kind: "text", required: false, shown_when: { amount: "0" } },
  { name: "tags", kind: "choice" },
  { name: "tone", kind: "choice", shown_when: { tags: "angry", topic: "billing" } },
];
const names = (values: Record<string, unknown>): string[] => shownFields(FIELDS, values).map((field) => field.name);

describe("shown fields", () => {
  it.each([
    ["nothing yet", {}, ["topic", "tags"]],
    ["one of several values", { topic: "refund" }, ["topic", "amount", "tags"]],
    ["a multiple choice contains one", { topic: "billing", tags: ["x", "angry"] }, ["topic", "amount", "tags", "tone"]],
    ["all conditions must hold", { topic: "refund", tags: ["angry"] }, ["topic", "amount", "tags"]],
    ["a number is compared as written", { topic: "billing", amount: 0 }, ["topic", "amount", "why", "tags"]],
    ["a hidden field has no value", { topic: "other", amount: 0 }, ["topic", "tags"]],
  ])("%s", (_, values, shown) => expect(names(values)).toEqual(shown));

  it("a circle is never shown, and ends", () => {
    const circle: FieldLike[] = [
      { name: "a", kind: "choice", shown_when: { b: "x" } },
      { name: "b", kind: "choice", shown_when: { a: "x" } },
    ];
    expect(shownFields(circle, { a: "x", b: "x" })).toEqual([]);
  });
  it("a condition on a field that is not there never holds", () => {
    expect(shownFields([{ name: "a", kind: "choice", shown_when: { gone: "x" } }], { gone: "x" })).toEqual([]);
  });
});

it("prunes what is not shown", () => {
  expect(prune(FIELDS, { topic: "other", amount: 3, tags: ["x"] })).toEqual({ topic: "other", tags: ["x"] });
});

it("misses only what is shown and required", () => {
  expect(missing(FIELDS, { topic: "billing", amount: 0 })).toEqual(["tags"]);
  expect(missing(FIELDS, { topic: "other", tags: ["x"] })).toEqual([]);
});
