import { expect, it } from "vitest";
import { axisTop, lastDays } from "./days";

it("fills the days on which nothing happened", () => {
  const days = [
    { day: "2026-03-01", judgments: 4, settled: 1 },
    { day: "2026-02-27", judgments: 2, settled: 0 },
  ];
  expect(lastDays(days, 4).map((one) => [one.day, one.judgments])).toEqual([
    ["2026-02-26", 0],
    ["2026-02-27", 2],
    ["2026-02-28", 0],
    ["2026-03-01", 4],
  ]);
  expect(lastDays([], 4)).toEqual([]);
});

it.each([
  [[0], 1],
  [[7], 10],
  [[12, 3], 20],
  [[430], 500],
  [[1000], 1000],
])("the axis of %j ends at %i", (values, top) => expect(axisTop(values)).toBe(top));
