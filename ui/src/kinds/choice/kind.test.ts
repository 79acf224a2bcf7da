import { describe, expect, it } from "vitest";
import { agreesWithGolden } from "../../testing/golden";
import { choice, choose, classesOf } from "./kind";

agreesWithGolden(choice);

const NONE: ReadonlySet<string> = new Set();
const keys = (classes: unknown[], reserved = NONE): Record<string, string> => Object.fromEntries((choice.hotkeys?.({ classes }, reserved) ?? []).map((one) => [one.id, one.key]));

describe("keys", () => {
  it("are 1 to 9 in order, then letters that nobody uses", () => {
    const classes = "abcdefghijkl".split("");
    const given = keys(classes, new Set(["e"]));
    expect(given["a"]).toBe("1");
    expect(given["i"]).toBe("9");
    expect(given["j"]).toBe("q");
    expect(given["l"]).toBe("r"); // w, then not e
  });
  it("are a class's own where it has one, and nobody else's then", () => {
    expect(keys([{ id: "a", hotkey: "2" }, "b", "c"])).toEqual({ a: "2", b: "1", c: "3" });
  });
  it("are the digit itself where classes are digits", () => {
    expect(keys(["0", "1", "7"])).toEqual({ "0": "0", "1": "1", "7": "7" });
  });
  it("are not given to retired classes", () => {
    expect(keys([{ id: "a", retired: true }, "b"])).toEqual({ b: "1" });
  });
  it("run out without harm", () => {
    const many = Array.from({ length: 100 }, (_, n) => `class ${n}`);
    const given = Object.values(keys(many));
    expect(new Set(given).size).toBe(given.length);
  });
});

describe("choosing", () => {
  it("settles a single choice at once", () => {
    expect(choose("a", "b", { classes: ["a", "b"] })).toEqual({ value: "b", settles: true });
  });
  it("toggles in a multiple one, in the order of the field; the last one off is no value", () => {
    const config = { classes: ["a", "b", "c"], multiple: true };
    expect(choose(["c"], "a", config)).toEqual({ value: ["a", "c"], settles: false });
    expect(choose(["a", "c"], "a", config).value).toEqual(["c"]);
    expect(choose(["c"], "c", config).value).toBeUndefined();
  });
});

it("gives colours in hotkey order, round after twelve", () => {
  const classes = classesOf({ classes: Array.from({ length: 13 }, (_, n) => `c${n}`) });
  expect(classes[0]?.color).toBe("var(--c1)");
  expect(classes[12]?.color).toBe("var(--c1)");
  expect(classesOf({ classes: [{ id: "a", color: "#abc" }] })[0]?.color).toBe("#abc");
});
