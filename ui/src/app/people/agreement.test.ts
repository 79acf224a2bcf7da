// Agreement is never said without its interval and n.
import { describe, expect, it } from "vitest";
import { axisOf, known, sayAgreement, sayAxis } from "./agreement";

const at = (estimate: number, low: number, high: number, n: number) => ({ estimate, low, high, n });
const none = { estimate: null, low: null, high: null, n: 0 };

describe("agreement", () => {
  it("is unknown below one comparison", () => {
    expect(known(none)).toBeNull();
    expect(known(at(0, 0, 0, 0))).toBeNull();
    expect(sayAgreement(none)).toBe("no settled item that others judged, too");
  });

  it("says interval and n", () => {
    expect(sayAgreement(at(0.975, 0.9662, 0.984, 1180))).toBe("96.6–98.4, n 1,180");
  });

  it.each([
    [[none], [0, 1], "0 to 100 %"],
    [[at(0.9, 0.63, 0.99, 9), at(0.8, 0.71, 0.9, 30)], [0.6, 1], "60 to 100 %"],
    [[at(0.9, 0.7, 0.99, 9), none], [0.7, 1], "70 to 100 %"],
    [[at(0.1, 0, 0.4, 3)], [0, 1], "0 to 100 %"],
  ])("shares one axis (%#)", (all, axis, said) => {
    expect(axisOf(all)).toEqual(axis);
    expect(sayAxis(axisOf(all))).toBe(said);
  });
});
