import { expect, it } from "vitest";
import { agreesWithGolden } from "../../testing/golden";
import { number, readNumber } from "./kind";

agreesWithGolden(number);

it.each([
  ["", undefined],
  ["  ", undefined],
  ["3", 3],
  ["3,5", 3.5],
  ["3.5", 3.5],
  ["1 234,5", 1234.5],
  ["1'234.5", 1234.5],
  ["−2", -2],
  [".5", 0.5],
  ["1e3", 1000],
  ["3.", 3],
  ["1,234.5", null],
  ["three", null],
  ["--1", null],
  ["1e999", null],
])("reads %j as %j", (text, value) => {
  expect(readNumber(text)).toBe(value);
});
