import { expect, it } from "vitest";
import { parts } from "./upload";

const MB = 1024 * 1024;

it("cuts by number and by size, and loses none", () => {
  expect(parts([])).toEqual([]);
  expect(parts(Array.from({ length: 120 }, () => ({ size: 10 }))).map((part) => part.length)).toEqual([50, 50, 20]);
  expect(parts([{ size: 20 * MB }, { size: 20 * MB }, { size: 99 * MB }, { size: 1 }])).toEqual([[0], [1], [2], [3]]);
});
