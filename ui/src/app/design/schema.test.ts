import { describe, expect, it } from "vitest";
import { classesOf, cleaned, idFrom, moved, newField, replaced } from "./schema";

describe("ids from names", () => {
  it.each([
    ["Pest damage", [], "pest_damage"],
    ["Pest damage", ["pest_damage"], "pest_damage_2"],
    ["1st", [], "n1st"],
    ["Ünïcode Straße", [], "u_ni_code_stra_e"],
    ["…", [], "field"],
  ])("%s among %j is %s", (name, taken, id) => expect(idFrom(name, taken)).toBe(id));
});

it("moves within the list and never out of it", () => {
  expect(moved([1, 2, 3], 0, 1)).toEqual([2, 1, 3]);
  expect(moved([1, 2, 3], 0, -1)).toEqual([1, 2, 3]);
  expect(moved([1, 2, 3], 2, 1)).toEqual([1, 2, 3]);
});

it("reads classes written either way and leaves out what is empty", () => {
  expect(classesOf({ name: "a", kind: "choice", classes: ["x", { id: "y", name: "Y" }] })).toEqual([{ id: "x" }, { id: "y", name: "Y" }]);
  expect(cleaned({ name: "a", kind: "text", title: "", hint: "h" })).toEqual({ name: "a", kind: "text", hint: "h" });
  expect(newField("text", [{ name: "text", kind: "text" }]).name).toBe("text_2");
  expect(replaced(["a", "b"], 1, "c")).toEqual(["a", "c"]);
});
