import { describe, expect, it } from "vitest";
import { cleaned, idFrom, moved, newField, renamedField, summary, troubles, withClasses, withCondition, withoutField } from "./schema";

describe("ids", () => {
  it.each([
    ["Pest damage", [], "pest_damage"],
    ["Übergröße!", [], "ubergrosse"],
    ["3 stars", [], "n3_stars"],
    ["Yes", ["yes"], "yes_2"],
    ["Yes", ["yes", "yes_2"], "yes_3"],
    ["  ", [], "field"],
  ])("of %j beside %j is %s", (name, taken, id) => expect(idFrom(name, taken)).toBe(id));
});

it("moves within bounds", () => {
  expect(moved(["a", "b", "c"], 1, -1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], 2, 1)).toEqual(["a", "b", "c"]);
  expect(moved(["a"], 0, -1)).toEqual(["a"]);
});

describe("classes", () => {
  it("are added with ids of their own and colours that are free", () => {
    const next = withClasses([{ id: "rust", name: "Rust", color: "#3f6ef6" }], ["Rust", " ", "Old one"], ["old_one"]);
    expect(next.map((one) => one.id)).toEqual(["rust", "rust_2", "old_one_2"]);
    expect(new Set(next.map((one) => one.color)).size).toBe(3);
  });
});

const topic = { name: "topic", kind: "choice", classes: [{ id: "a" }, { id: "b" }] };
const note = { name: "note", kind: "text", shown_when: { topic: ["a"] } };

describe("conditions", () => {
  it("follow a renamed field and go with a removed one", () => {
    expect(renamedField([topic, note], 0, "subject")[1]?.shown_when).toEqual({ subject: ["a"] });
    expect(withoutField([topic, note], 0)).toEqual([{ name: "note", kind: "text" }]);
  });
  it("may be several", () => {
    const both = withCondition(note, "other", ["x", "y"]);
    expect(both.shown_when).toEqual({ topic: ["a"], other: ["x", "y"] });
    expect(withCondition(both, "topic", null).shown_when).toEqual({ other: ["x", "y"] });
  });
});

it("sends nothing that is empty", () => {
  expect(cleaned({ name: "x", kind: "choice", title: "", min: undefined, classes: [{ id: "a", description: "" }, "b"] })).toEqual({ name: "x", kind: "choice", classes: [{ id: "a" }, { id: "b" }] });
  expect(cleaned({ name: "x", kind: "text", required: false })).toEqual({ name: "x", kind: "text", required: false });
});

describe("trouble is said before the server says it", () => {
  it.each([
    [[topic, note], []],
    [[newField("choice", [])], ["two classes or more"]],
    [[{ ...topic, classes: [{ id: "a" }, { id: "b", retired: true }] }], ["two classes or more"]],
    [[{ ...topic, classes: [{ id: "a", hotkey: "1" }, { id: "b", hotkey: "1" }] }], ["the key “1”"]],
    [[{ ...topic, classes: [{ id: "a", hotkey: "u" }, { id: "b" }] }], ["itself"]],
    [[topic, { name: "topic", kind: "text" }], ["Two fields"]],
    [[topic, { ...note, name: "2nd" }], ["begins with a letter"]],
    [[note, topic], ["must stand above"]],
    [[topic, { ...note, shown_when: { topic: [] } }], ["with which answers"]],
  ])("%#", (fields, said) => {
    const found = troubles(fields);
    expect(found.map((one) => one.text)).toEqual(said.map((part) => expect.stringContaining(part) as string));
  });
});

it.each([
  [topic, "choice, one of 2"],
  [{ ...topic, multiple: true, required: false }, "choice, several of 2, optional"],
  [note, "text, one line, with topic a"],
  [{ name: "n", kind: "number", min: 0, max: 5, unit: "kg" }, "number 0–5 kg"],
  [{ name: "n", kind: "number" }, "number"],
])("says what a field is: %#", (field, words) => expect(summary(field)).toBe(words));
