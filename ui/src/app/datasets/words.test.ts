// A freeze says what it holds before it is made; a diff says all of its counts.
import { describe, expect, it } from "vitest";
import { holds, sayDiff, sayHolds, writeBytes, writeHash } from "./words";

const none = { changed: 0, added: 0, removed: 0, content: 0, same: 0 };

describe("freeze", () => {
  const progress = { items: 160, by_state: [{ name: "resolved", n: 59 }, { name: "review", n: 29 }, { name: "waiting", n: 60 }, { name: "working", n: 10 }, { name: "exception", n: 1 }, { name: "dropped", n: 1 }] };

  it("counts what is settled and what is not", () => {
    expect(holds(progress)).toEqual({ items: 160, settled: 59, review: 29, exceptions: 2, open: 70 });
  });

  it("says both", () => {
    const said = sayHolds(holds(progress));
    expect(said[0]).toBe("59 of 160 items are settled. A version frozen now lists every item, and holds the labels of those 59.");
    expect(said[1]).toBe("Without a label in it: 70 still to be labelled, 29 in review, 2 exceptions.");
  });

  it("says when there is nothing", () => {
    expect(sayHolds(holds({ items: 0, by_state: [] }))).toEqual(["There are no items yet; a version would be empty."]);
  });

  it("leaves out what is not there", () => {
    expect(sayHolds({ items: 1, settled: 1, review: 0, exceptions: 0, open: 0 })).toHaveLength(2);
  });
});

describe("diff", () => {
  it.each([
    [none, "Both are empty."],
    [{ ...none, same: 1 }, "Nothing differs: 1 item is the same."],
    [{ ...none, same: 1200 }, "Nothing differs: 1,200 items are the same."],
    [{ changed: 12, added: 40, removed: 0, content: 2, same: 1200 }, "12 labels changed, 40 items added, none removed, 2 with other content; 1,200 the same."],
    [{ ...none, added: 1 }, "No label changed, 1 item added, none removed, none with other content; none the same."],
  ])("%o", (diff, said) => {
    expect(sayDiff(diff)).toBe(said);
  });
});

it.each([
  [999, "999 bytes"],
  [26483, "26 kB"],
  [1_400_000, "1.4 MB"],
  [2_000_000_000, "2.0 GB"],
])("%i bytes are %s", (bytes, said) => {
  expect(writeBytes(bytes)).toBe(said);
});

it("groups a hash", () => {
  expect(writeHash("9f31c27e40ab81d6ffff")).toBe("9f31 c27e 40ab 81d6");
});
