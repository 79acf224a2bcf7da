import { expect, it } from "vitest";
import { TaskClock } from "./clock";

function at(steps: readonly (readonly [ms: number, what: "touch" | "hide" | "show"])[], end: number): { seconds: number; active_seconds: number } {
  let now = 0;
  const clock = new TaskClock(() => now);
  for (const [ms, what] of steps) {
    now = ms;
    clock[what]();
  }
  now = end;
  return clock.read();
}

it.each([
  ["quick work is all active", [[500, "touch"], [1500, "touch"]], 2000, 2, 2],
  ["a long gap is wall time, of which ten seconds count", [[1000, "touch"]], 60_000, 60, 11],
  ["a hidden page is neither", [[1000, "hide"], [50_000, "show"]], 52_000, 3, 2],
  ["still hidden at the end", [[2000, "touch"], [3000, "hide"]], 90_000, 3, 3],
] as const)("%s", (_, steps, end, seconds, active) => {
  const read = at(steps, end);
  expect(read.seconds).toBeCloseTo(seconds, 3);
  expect(read.active_seconds).toBeLessThanOrEqual(active + 0.001);
});
