// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { chord, isTyping } from "./keys";

const press = (key: string, more: Partial<KeyboardEvent> = {}): string => chord({ key, code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

describe("the name of a key press", () => {
  it.each([
    ["s", {}, "s"],
    ["?", { shiftKey: true }, "?"],
    ["U", { shiftKey: true }, "Shift+u"],
    ["U", {}, "u"], // caps lock
    ["k", { ctrlKey: true }, "Ctrl+k"],
    ["k", { metaKey: true }, "Ctrl+k"],
    ["Enter", { ctrlKey: true }, "Ctrl+Enter"],
    [" ", {}, "Space"],
    ["ы", { code: "KeyS" }, "s"],
    ["Control", { ctrlKey: true }, ""],
    ["Dead", {}, ""],
    ["ArrowUp", { shiftKey: true }, "Shift+ArrowUp"],
  ])("%j with %j is %j", (key, more, name) => expect(press(key, more)).toBe(name));
});

describe("typing", () => {
  it.each([
    ["<input>", true],
    ["<input type=number>", true],
    ["<input type=checkbox>", false],
    ["<textarea></textarea>", true],
    ["<select></select>", true],
    ["<button></button>", false],
  ])("in %s: %s", (html, typing) => {
    document.body.innerHTML = html;
    expect(isTyping(document.body.firstElementChild)).toBe(typing);
  });
});
