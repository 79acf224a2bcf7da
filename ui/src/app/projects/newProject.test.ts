import { describe, expect, it } from "vitest";
import { asked, begun, fresh, readOverlap, readTarget, says, wrongIn, type Draft } from "./newProject";

const topic = { name: "topic", kind: "choice", title: "About?", classes: [{ id: "a" }, { id: "b" }] };
const template = { name: "text-classification", title: "Classify texts", description: "", item_type: "text", fields: [topic], guideline: "# Topics" };
const ready: Draft = { ...begun(fresh(), template), name: " Mail " };

it.each([
  [".95", 0.95],
  ["0,97", 0.97],
  ["0.5", null],
  ["1", null],
  ["97", null],
  ["", null],
  ["x", null],
])("reads the target %j as %j", (text, value) => expect(readTarget(text)).toBe(value));

it.each([
  ["3", 3],
  ["0", null],
  ["100", null],
  ["2.5", null],
  ["", null],
])("reads the overlap %j as %j", (text, value) => expect(readOverlap(text)).toBe(value));

describe("a step is done when nothing is wrong in it", () => {
  it.each([
    [fresh(), 0, ["name", "template"]],
    [{ ...ready }, 0, []],
    [begun(fresh(), null), 1, ["fields"]],
    [{ ...ready }, 1, []],
    [{ ...ready, fields: [] }, 1, ["fields"]],
    [{ ...ready, target: "97" }, 2, ["target"]],
    [{ ...ready, how: "overlap" as const, target: "97" }, 2, []],
    [{ ...ready, how: "overlap" as const, overlap: "0" }, 2, ["overlap"]],
  ])("%#", (draft, step, wrong) => expect(Object.keys(wrongIn(draft, step))).toEqual(wrong));
});

it("asks for one way of deciding, never both", () => {
  expect(asked(ready)).toEqual({ name: "Mail", fields: [topic], guideline: "# Topics", target: 0.95 });
  expect(asked({ ...ready, how: "overlap", guideline: " " })).toEqual({ name: "Mail", fields: [topic], overlap: 3 });
});

it("does not touch the template it began with", () => {
  const draft = begun(fresh(), template);
  (draft.fields[0] as { title?: string }).title = "Other?";
  expect(topic.title).toBe("About?");
});

it("says what each step holds", () => {
  expect(says(ready, new Map([["text-classification", "Classify texts"]])).slice(0, 3)).toEqual(["Classify texts", "choice, one of 2", "until p .95"]);
});
