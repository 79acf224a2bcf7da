import { describe, expect, it } from "vitest";
import { apply, difference, invert, same, type State } from "./document";
import { begin, canRedo, canUndo, record, redo, undo, type History } from "./history";

const set = (history: History, id: string, after: unknown, group: string | null = null): History =>
  record(history, difference(history.state, { ...history.state, [id]: after }, "person"), group);

const STATES: State[] = [{}, { a: 1 }, { a: 1, b: ["x"] }, { b: ["x", "y"], c: { d: null } }];
const PAIRS = STATES.flatMap((from) => STATES.map((to) => [from, to] as const));

describe("changes", () => {
  it.each(PAIRS)("from %j to %j lead there, and back when inverted", (from, to) => {
    const changes = difference(from, to, "person");
    expect(apply(from, changes)).toEqual(to);
    expect(apply(to, invert(changes))).toEqual(from);
  });
  it("are none between equals", () => expect(difference({ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }, "person")).toEqual([]));
  it("undefined takes a value away", () => expect(apply({ a: 1 }, [{ id: "a", before: 1, after: undefined, origin: "person" }])).toEqual({}));
});

describe("same", () => {
  it.each([
    [[1, 2], [1, 2], true],
    [[1, 2], [2, 1], false],
    [{ a: undefined }, { b: undefined }, false],
    [[], {}, false],
    [null, {}, false],
    [NaN, NaN, true],
  ])("%j and %j: %s", (a, b, is) => expect(same(a, b)).toBe(is));
});

describe("history", () => {
  it("undoes and redoes step by step", () => {
    let history = set(set(begin({}), "a", 1), "b", 2);
    history = undo(history);
    expect(history.state).toEqual({ a: 1 });
    expect(canRedo(history)).toBe(true);
    expect(redo(history).state).toEqual({ a: 1, b: 2 });
    expect(undo(undo(history)).state).toEqual({});
    expect(canUndo(undo(history))).toBe(false);
  });
  it("takes typed letters as one step, and another field as the next", () => {
    let history = begin({});
    for (const text of ["h", "he", "hey"]) history = set(history, "a", text, "type a");
    history = set(history, "b", "x", "type b");
    expect(undo(history).state).toEqual({ a: "hey" });
    expect(undo(undo(history)).state).toEqual({});
  });
  it("forgets what was undone once something new is done", () => {
    const history = set(undo(set(begin({}), "a", 1)), "a", 2);
    expect(canRedo(history)).toBe(false);
  });
  it("has no step for no change", () => expect(canUndo(set(begin({ a: 1 }), "a", 1))).toBe(false));
});
