import { describe, expect, it } from "vitest";
import { differences, sayMove } from "./changes";

describe("a preview in words", () => {
  it.each([
    [{ field: "t", old: "a", new: ["a"], what: "same", labels: 9 }, null],
    [{ field: "t", old: null, new: ["b"], what: "added", labels: 0 }, "t: new class b"],
    [{ field: "t", old: "a", new: [], what: "retired", labels: 2 }, "t: a is no longer offered, 2 labels stay"],
    [{ field: "t", old: "a", new: ["b"], what: "merged", labels: 1 }, "t: a becomes b, 1 label moves"],
    [{ field: "t", old: "a", new: ["b"], what: "renamed", labels: 0 }, "t: a becomes b"],
    [{ field: "t", old: "a", new: ["b", "c"], what: "split", labels: 1200 }, "t: a becomes b and c, 1,200 labels are asked again"],
    [{ field: "n", old: null, new: [], what: "added", labels: 0 }, "n: a new field"],
    [{ field: "n", old: null, new: [], what: "removed", labels: 3 }, "n: no longer asked, 3 labels stay with their judgments"],
  ])("%#", (move, words) => expect(sayMove(move)).toBe(words));
});

describe("two versions", () => {
  const topic = { name: "topic", kind: "choice", title: "What?", classes: [{ id: "a", name: "A" }, { id: "b", name: "B" }] };
  it.each([
    [[topic], [topic], []],
    [[topic], [topic, { name: "note", kind: "text" }], ["field note added"]],
    [[topic, { name: "note", kind: "text" }], [topic], ["field note taken away"]],
    [[topic], [{ ...topic, title: "Why?" }], ["topic: asked as “Why?”"]],
    [[topic], [{ ...topic, classes: [{ id: "a", name: "A", retired: true }, { id: "b", name: "Bee" }, { id: "c" }] }], ["topic: class a retired", "topic: class b changed", "topic: class c added"]],
    [[topic], [{ ...topic, classes: [{ id: "a", name: "A" }] }], ["topic: class b moved elsewhere"]],
    [[topic], [{ ...topic, multiple: true }], ["topic: multiple true"]],
    [[topic], [{ ...topic, required: false }], ["topic: optional"]],
  ])("%#", (before, after, said) => expect(differences(before, after)).toEqual(said));
});
