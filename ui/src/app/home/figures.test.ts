import { describe, expect, it } from "vitest";
import { classRows, levelRows, stateRows } from "./figures";

const classesOf = (field: Record<string, unknown>): { id: string; name: string; color: string }[] => field["classes"] as { id: string; name: string; color: string }[];
const choice = (name: string, ...ids: string[]): { name: string; kind: string; classes: unknown } => ({ name, kind: "choice", classes: ids.map((id) => ({ id, name: id.toUpperCase(), color: `#${id}` })) });

it("gives every level its counts and the filter of its items", () => {
  const rows = levelRows({ settled: [0, 1, 2, 3, 4], open: [5, 6, 7, 8, 9], none: 3, exceptions: 0, gold_n: 0 });
  expect(rows.map((row) => [row.name, row.settled, row.open, row.query])).toEqual([
    ["guess", 0, 5, "p_min=0&p_max=0.5"],
    ["leaning", 1, 6, "p_min=0.5&p_max=0.8"],
    ["likely", 2, 7, "p_min=0.8&p_max=0.95"],
    ["sure", 3, 8, "p_min=0.95&p_max=0.99"],
    ["firm", 4, 9, "p_min=0.99"],
  ]);
});

it("orders states by an item's life, keeps unknown ones, leaves empty ones out", () => {
  const rows = stateRows([
    { name: "resolved", n: 4 },
    { name: "odd", n: 1 },
    { name: "waiting", n: 2 },
    { name: "review", n: 0 },
  ]);
  expect(rows.map((row) => [row.state, row.n])).toEqual([
    ["waiting", 2],
    ["resolved", 4],
    ["odd", 1],
  ]);
});

describe("classes", () => {
  it("are named by the field that has them, largest first", () => {
    const rows = classRows([{ name: "a", n: 1 }, { name: "b", n: 3 }], [choice("topic", "a", "b")], classesOf);
    expect(rows).toEqual([
      { id: "b", n: 3, name: "B", field: "topic", color: "#b" },
      { id: "a", n: 1, name: "A", field: "topic", color: "#a" },
    ]);
  });
  it("lead nowhere when two fields have them, or none", () => {
    const rows = classRows([{ name: "a", n: 1 }, { name: "x", n: 1 }], [choice("one", "a"), choice("two", "a")], classesOf);
    expect(rows.map((row) => [row.name, row.field])).toEqual([["A", null], ["x", null]]);
  });
});
