import { describe, expect, it } from "vitest";
import { clamp, fit, fitScale, isZoomed, MAX_SCALE, pan, toPicture, zoomAbout, type Size } from "./viewport";

const FRAME: Size = { width: 800, height: 600 };
const PHOTO: Size = { width: 1600, height: 900 };
const DIGIT: Size = { width: 8, height: 8 };

describe("fit", () => {
  it("shows all of a photograph, centred", () => {
    expect(fit(PHOTO, FRAME)).toEqual({ scale: 0.5, x: 0, y: 75 });
  });
  it("shows a digit of 8 × 8 large, in whole steps", () => {
    const view = fit(DIGIT, FRAME);
    expect(Number.isInteger(view.scale)).toBe(true);
    expect(view.scale * 8).toBeGreaterThan(400);
  });
  it("does not blow a small photograph up beyond 2", () => {
    expect(fitScale({ width: 100, height: 100 }, FRAME)).toBe(2);
  });
  it("survives a frame without size", () => {
    expect(fit(PHOTO, { width: 0, height: 0 }).scale).toBe(1);
  });
});

describe("zoom about a point", () => {
  const points = [
    { x: 0, y: 75 },
    { x: 400, y: 300 },
    { x: 799, y: 500 },
  ];
  it.each(points)("keeps what lies under %j there", (at) => {
    let view = fit(PHOTO, FRAME);
    for (const factor of [2, 1.7, 3]) {
      const before = toPicture(view, at);
      view = zoomAbout(view, at, factor, PHOTO, FRAME);
      if (view.y === 0 || view.y === 600 - 900 * view.scale) continue; // held by the edge
      const after = toPicture(view, at);
      expect(after.x).toBeCloseTo(before.x, 6);
      expect(after.y).toBeCloseTo(before.y, 6);
    }
  });
  it("stays between all of it and 64 screen pixels a pixel", () => {
    let view = fit(PHOTO, FRAME);
    for (let turn = 0; turn < 40; turn += 1) view = zoomAbout(view, { x: 10, y: 10 }, 2, PHOTO, FRAME);
    expect(view.scale).toBe(MAX_SCALE);
    for (let turn = 0; turn < 40; turn += 1) view = zoomAbout(view, { x: 10, y: 10 }, 0.5, PHOTO, FRAME);
    expect(view).toEqual(fit(PHOTO, FRAME));
  });
});

describe("clamp", () => {
  it("leaves no gap where the picture is larger than the frame", () => {
    const view = pan({ scale: 1, x: 0, y: 0 }, 500, 500, PHOTO, FRAME);
    expect(view).toEqual({ scale: 1, x: 0, y: 0 });
    expect(pan(view, -5000, -5000, PHOTO, FRAME)).toEqual({ scale: 1, x: -800, y: -300 });
  });
  it("centres what is smaller", () => {
    expect(clamp({ scale: 10, x: -3, y: 999 }, DIGIT, FRAME)).toEqual({ scale: 10, x: 360, y: 260 });
  });
});

it("knows when more is there than is seen", () => {
  expect(isZoomed(fit(PHOTO, FRAME), PHOTO, FRAME)).toBe(false);
  expect(isZoomed({ scale: 0.6, x: 0, y: 0 }, PHOTO, FRAME)).toBe(true);
});
