// Settings: only what changed is sent, and the form says what it does.
import { describe, expect, it } from "vitest";
import { changeOf, check, draftOf, effects, writeShare } from "./draft";

const project = { name: "Leaf", stage: "training-data", priority: 0, overlap: null, target: 0.95 } as const;

describe("settings", () => {
  it("sends nothing when nothing changed", () => {
    expect(changeOf(draftOf(project), project)).toEqual({});
    expect(changeOf(draftOf({ ...project, overlap: 3 }), { ...project, overlap: 3 })).toEqual({});
  });

  it("sends what changed alone", () => {
    expect(changeOf({ ...draftOf(project), name: " Leaves ", priority: "10" }, project)).toEqual({ name: "Leaves", priority: 10 });
  });

  it("goes from item by item to a fixed number and back", () => {
    expect(changeOf({ ...draftOf(project), rule: "overlap", overlap: "3" }, project)).toEqual({ overlap: 3 });
    expect(changeOf({ ...draftOf({ ...project, overlap: 3 }), rule: "target", target: ".9" }, { ...project, overlap: 3 })).toEqual({ overlap: null, target: 0.9 });
  });

  it.each([
    [{ target: "97" }, "target", "A chance lies between .5 and 1. For 97 % write .97."],
    [{ target: ".5" }, "target", "A chance between .5 and 1, such as .95."],
    [{ target: "" }, "target", "A chance between .5 and 1, such as .95."],
    [{ rule: "overlap", overlap: "0" }, "overlap", "A whole number from 1 to 99, such as 3."],
    [{ priority: "1.5" }, "priority", "A whole number from -100 to 100, such as 10."],
    [{ name: " " }, "name", "A project has a name, such as “Leaf health”."],
  ] as const)("refuses %o with a value that would pass", (change, name, said) => {
    expect(check({ ...draftOf(project), ...change })[name]).toBe(said);
  });

  it("says what each change does", () => {
    expect(effects({ overlap: 1 }, "overlap")[0]).toContain("exactly 1 counted judgment:");
    expect(effects({ overlap: null, target: 0.9 }, "target")).toHaveLength(2);
    expect(effects({ name: "x" }, "target")).toEqual([]);
  });

  it("writes a share as it is typed", () => {
    expect(writeShare(0.95)).toBe(".95");
    expect(writeShare(0.9)).toBe(".9");
  });
});
