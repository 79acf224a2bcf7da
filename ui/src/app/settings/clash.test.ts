// A key may serve two pages, never two actions of one.
import { describe, expect, it } from "vitest";
import type { ListedKey } from "../keys";
import { clash } from "./clash";

const key = (id: string, pressed: string, group: string): ListedKey => ({ id, key: pressed, label: id, group, movable: true });
const skip = key("work.skip", "s", "Work");
const undo = key("work.undo", "u", "Work");
const send = key("data.send", "r", "Data");
const sheet = key("any.keys", "?", "Everywhere");
const go = key("go.data", "g d", "Go to");
const all = [skip, undo, send, sheet, go];

describe("keys", () => {
  it.each([
    [skip, "u", undo],
    [skip, "s", null],
    [skip, "r", null],
    [skip, "?", sheet],
    [sheet, "r", send],
    [send, "g", go],
  ])("%o on %s", (action, pressed, other) => {
    expect(clash(all, action, pressed)).toBe(other);
  });
});
