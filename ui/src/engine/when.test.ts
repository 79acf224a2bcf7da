import { expect, it } from "vitest";
import { relative } from "./when";

const MINUTE = 60_000;

it.each([
  [0, "just now"],
  [-5 * MINUTE, "just now"], // a clock that is a little behind the server's
  [MINUTE, "1 min"],
  [59 * MINUTE, "59 min"],
  [60 * MINUTE, "1 h"],
  [47 * 60 * MINUTE, "1 d"],
  [6.9 * 24 * 60 * MINUTE, "6 d"],
  [7 * 24 * 60 * MINUTE, null],
])("%i ms ago is %j", (past, words) => expect(relative(1e12, 1e12 + past)).toBe(words));
