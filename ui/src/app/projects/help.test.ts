import { describe, expect, it } from "vitest";
import { whatHelps } from "./help";

const base = { id: "x", state: "open" as const, state_reason: null, items: 10, done: 4, open_tasks: 6, in_review: 0 };

describe("what would help a project", () => {
  it.each([
    [{ ...base, items: 0, open_tasks: 0, done: 0 }, "Add data", "/p/x/imports"],
    [{ ...base }, "Label", "/w/x"],
    [{ ...base, in_review: 3 }, "Label", "/w/x"],
    [{ ...base, open_tasks: 0, in_review: 3 }, "Review", "/review/x"],
    [{ ...base, open_tasks: 0, done: 10 }, "Freeze", "/p/x/datasets"],
    [{ ...base, open_tasks: 0 }, "Look", "/p/x/data"],
    [{ ...base, state: "paused" as const, state_reason: "moving" }, "Resume", "/p/x"],
    [{ ...base, state: "archived" as const }, "Settings", "/p/x/settings"],
  ])("%j", (row, verb, href) => {
    expect(whatHelps(row)).toMatchObject({ verb, href });
  });
});
