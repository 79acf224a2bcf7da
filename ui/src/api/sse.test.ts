import { expect, it } from "vitest";
import { sseParser } from "./sse";

it.each(["\n", "\r\n", "\r"])("reads events with line ends %j, in any pieces", (end) => {
  const lines = [": hello", "id: 7", "event: label", "data: {", "data: }", "", "data:x", "", "data: half"];
  const text = lines.join(end) + end;
  for (const size of [1, 2, 3, text.length]) {
    const parser = sseParser();
    const out = [];
    for (let at = 0; at < text.length; at += size) out.push(...parser.push(text.slice(at, at + size)));
    expect(out).toEqual([
      { id: "7", event: "label", data: "{\n}" },
      { id: "7", event: "message", data: "x" },
    ]);
  }
});

it("takes the wait from the server, and ignores what is none", () => {
  const parser = sseParser();
  parser.push("retry: 2500\nretry: soon\nid: a\0b\n\n");
  expect(parser.retryMs).toBe(2500);
});
