import { expect, it } from "vitest";
import { compareField, writeCamps } from "./sides";

const answered = (topic?: unknown): { outcome: string; values: Record<string, unknown> } => ({ outcome: "answered", values: topic === undefined ? {} : { topic } });

it.each([
  ["all agree", [answered("a"), answered("a")], true, "2 of 2"],
  ["two to one, whoever came first", [answered("b"), answered("a"), answered("a")], false, "2 to 1"],
  ["lists are compared as values", [answered(["a", "b"]), answered(["a", "b"])], true, "2 of 2"],
  ["one left the field out", [answered("a"), answered()], false, "1 of 2"],
  ["no answer is no camp", [answered("a"), { outcome: "cannot_tell", values: {} }], true, "1 of 1"],
  ["nobody", [{ outcome: "skipped", values: {} }], true, "nobody answered"],
])("%s", (_, sides, agreed, words) => {
  const view = compareField("topic", sides);
  expect(view.agreed).toBe(agreed);
  expect(writeCamps(view)).toBe(words);
});

it("puts the largest camp first", () => {
  expect(compareField("topic", [answered("b"), answered("a"), answered("a")]).camps.map((camp) => camp.value)).toEqual(["a", "b"]);
});
