import { expect, it } from "vitest";
import { levelOf, LEVELS, verdict, writeP } from "./certainty";

it.each([
  [0, "guess"],
  [0.4999, "guess"],
  [0.5, "leaning"],
  [0.8, "likely"],
  [0.95, "sure"],
  [0.99, "firm"],
  [1, "firm"],
])("p %d is %s", (p, level) => expect(LEVELS[levelOf(p)]).toBe(level));

it.each([
  [0.981, ".981"],
  [0.9996, ">.999"],
  [1, ">.999"],
  [0, "<.001"],
  [0.5, ".500"],
])("p %d is written %s", (p, text) => expect(writeP(p)).toBe(text));

it.each([
  [0.97, 0.99, 0.96, "kept"],
  [0.95, 0.99, 0.96, "not proven"],
  [0.9, 0.95, 0.96, "missed"],
])("%d to %d against %d is %s", (low, high, promise, words) => expect(verdict(low, high, promise)).toBe(words));
