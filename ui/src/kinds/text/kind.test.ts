import { expect, it } from "vitest";
import { agreesWithGolden } from "../../testing/golden";
import { codePoints, text } from "./kind";

agreesWithGolden(text);

it("counts code points, not halves of them", () => {
  expect(codePoints("a👩🏽")).toBe(3);
});
