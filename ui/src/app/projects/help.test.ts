import { describe, expect, it } from "vitest";
import { standing, whatHelps } from "./help";

const base = { id: "x", state: "open" as const, state_reason: null, blocked_reason: null, items: 10, done: 4, open_tasks: 6, in_review: 0 };

describe("what would help a project", () => {
  it.each([
    [{ ...base, items: 0, open_tasks: 0, done: 0 }, "Import data", "/p/x/imports", "no items"],
    [{ ...base }, "Label", "/w/x", "6 tasks are open."],
    [{ ...base, open_tasks: 1 }, "Label", "/w/x", "1 task is open."],
    [{ ...base, in_review: 3 }, "Label", "/w/x", "3 items wait for review"],
    [{ ...base, open_tasks: 0, in_review: 1 }, "Review", "/review/x", "1 item waits for review"],
    [{ ...base, open_tasks: 0, done: 10 }, "Freeze a dataset", "/p/x/datasets", "All settled"],
    [{ ...base, open_tasks: 0 }, "Look", "/p/x/data", "6 items not settled"],
    [{ ...base, state: "paused" as const, state_reason: "moving" }, "Resume", "/p/x", "Paused: moving"],
    [{ ...base, state: "archived" as const }, "Look", "/p/x/data", "Put away"],
  ])("%j", (row, verb, href, text) => {
    const help = whatHelps(row);
    expect(help).toMatchObject({ verb, href });
    expect(help.text).toContain(text);
  });
});

it.each([
  [{ ...base }, "moving"],
  [{ ...base, items: 0, done: 0, open_tasks: 0 }, "waiting"],
  [{ ...base, open_tasks: 0 }, "waiting"],
  [{ ...base, done: 10, open_tasks: 0 }, "settled"],
  [{ ...base, blocked_reason: "no people to label it" }, "stuck"],
  [{ ...base, state: "paused" as const, blocked_reason: "x" }, "paused"],
  [{ ...base, state: "archived" as const }, "archived"],
])("%j is %s", (row, word) => expect(standing(row)).toBe(word));
