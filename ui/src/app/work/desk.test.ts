import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { memoryKeep, openKeep, type Keep } from "../../api/keep";
import { AMOUNT, fakeWork, problem, TOPIC, type FakeWork } from "../../testing/fakeWork";
import { Desk } from "./desk";

function desk(api: FakeWork, keep: Keep = memoryKeep(), more: Partial<ConstructorParameters<typeof Desk>[0]> = {}): Desk {
  return new Desk({ project: "p", step: "label", member: "m", tab: "tab-1", api, keep, otherTabs: async () => new Set(), ...more });
}

/** Everything that is under way comes to rest; timers stand still. */
const rest = async (): Promise<void> => {
  await vi.advanceTimersByTimeAsync(0);
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function begun(api: FakeWork, keep?: Keep): Promise<Desk> {
  const mine = desk(api, keep);
  await mine.start();
  await rest();
  return mine;
}

const key = (mine: Desk): string | undefined => mine.current.value?.item.key;

describe("the loop", () => {
  it("asks for three at first and shows the first", async () => {
    const api = fakeWork(10);
    const mine = await begun(api);
    expect(api.calls).toEqual(["next"]);
    expect(key(mine)).toBe("key-1");
    expect(mine.ready.value).toHaveLength(2);
  });

  it("shows the next task before the server has answered, and says saved only after", async () => {
    const api = fakeWork(10);
    const mine = await begun(api);
    mine.change("topic", "billing");
    expect(mine.submit()).toBe(true);
    expect(key(mine)).toBe("key-2"); // at once
    expect(mine.outbox.waiting.value).toHaveLength(1);
    expect(mine.recent.value[0]?.state).toBe("sending");
    await rest();
    expect(mine.outbox.waiting.value).toHaveLength(0);
    expect(mine.recent.value[0]).toMatchObject({ state: "saved", judgment: "judgment-1" });
    expect(mine.ready.value.map((one) => one.item.key)).toEqual(["key-3", "key-4"]); // came with the submit
    expect(api.calls.filter((call) => call === "next")).toHaveLength(1);
  });

  it("never holds more than three", async () => {
    const api = fakeWork(50);
    const mine = await begun(api);
    for (let turn = 0; turn < 10; turn += 1) {
      mine.change("topic", "billing");
      mine.submit();
      await rest();
      expect(api.live.size).toBeLessThanOrEqual(3);
    }
    expect(api.stored.size).toBe(10);
  });

  it("sends an answer with what is shown, and nothing else", async () => {
    const api = fakeWork(5, [TOPIC, AMOUNT]);
    const mine = await begun(api);
    mine.change("topic", "refund");
    mine.change("amount", 3);
    mine.change("topic", "billing");
    mine.submit();
    await rest();
    expect(api.stored.get("lease-1")?.body.values).toEqual({ topic: "billing" });
  });

  it("refuses an incomplete answer and names the first field", async () => {
    const mine = await begun(fakeWork(5, [TOPIC, AMOUNT]));
    mine.change("topic", "refund");
    expect(mine.submit()).toBe(false);
    expect([...mine.problems.value.keys()]).toEqual(["amount"]);
    mine.change("amount", 3);
    expect(mine.problems.value.size).toBe(0);
  });

  it("sends cannot tell and skips without values", async () => {
    const api = fakeWork(5);
    const mine = await begun(api);
    mine.change("topic", "billing");
    mine.submit("cannot_tell");
    mine.skip("not my language");
    await rest();
    expect(api.stored.get("lease-1")?.body).toMatchObject({ outcome: "cannot_tell", values: {} });
    expect(api.stored.get("lease-2")?.body).toMatchObject({ outcome: "skipped", reason: "not my language" });
  });

  it("says why once nothing is left, and looks again when asked", async () => {
    const api = fakeWork(1);
    const mine = await begun(api);
    mine.change("topic", "billing");
    mine.submit();
    await rest();
    expect(mine.current.value).toBeNull();
    expect(mine.empty.value?.reason).toBe("all-seen");
    await mine.refill();
    expect(api.calls.filter((call) => call === "next")).toHaveLength(2);
  });
});

describe("drafts", () => {
  it("are written here at once, and to the server after 800 ms", async () => {
    const api = fakeWork(5);
    const keep = memoryKeep();
    const mine = await begun(api, keep);
    mine.change("topic", "refund");
    expect(await keep.all("drafts")).toMatchObject([{ task: "task-1", values: { topic: "refund" } }]);
    expect(api.drafts.size).toBe(0);
    await vi.advanceTimersByTimeAsync(800);
    expect(api.drafts.get("lease-1")).toEqual({ topic: "refund" });
  });

  it("are gone once the answer is with the server", async () => {
    const keep = memoryKeep();
    const mine = await begun(fakeWork(5), keep);
    mine.change("topic", "refund");
    mine.submit();
    await rest();
    expect(await keep.all("drafts")).toEqual([]);
  });

  it("and leases survive a crash: the same task goes on with what was entered", async () => {
    const api = fakeWork(5);
    const keep = memoryKeep();
    const crashed = await begun(api, keep);
    crashed.change("topic", "refund"); // and then the battery is empty
    const next = await begun(api, keep);
    expect(key(next)).toBe("key-1");
    expect(next.values.value).toEqual({ topic: "refund" });
    expect(next.ready.value).toHaveLength(2);
    expect(api.calls.filter((call) => call === "next")).toHaveLength(1);
  });

  it("of another open tab are left alone", async () => {
    const api = fakeWork(9);
    const keep = memoryKeep();
    await begun(api, keep);
    const other = desk(api, keep, { tab: "tab-2", otherTabs: async () => new Set(["tab-1"]) });
    await other.start();
    expect(other.current.value).toBeNull();
    expect(other.empty.value?.reason).toBe("held");
  });

  it("and leases come from the server where this browser knows of none", async () => {
    const api = fakeWork(9);
    const elsewhere = await begun(api, memoryKeep());
    elsewhere.change("topic", "billing");
    await vi.advanceTimersByTimeAsync(900);
    const here = await begun(api, memoryKeep());
    expect(key(here)).toBe("key-1");
    expect(here.ready.value).toHaveLength(2);
  });
});

describe("tasks held in another project by a lost page", () => {
  it("that were never begun are given back, and work begins here", async () => {
    const api = fakeWork(20);
    await desk(api, memoryKeep(), { project: "q" }).start();
    const here = await begun(api);
    expect(api.released.sort()).toEqual(["lease-1", "lease-2", "lease-3"]);
    expect(key(here)).toBe("key-4");
    expect(here.ready.value).toHaveLength(2);
  });

  it("that were begun stay, and make room for nothing more than the rest", async () => {
    const api = fakeWork(20);
    const there = desk(api, memoryKeep(), { project: "q" });
    await there.start();
    there.change("topic", "billing");
    await vi.advanceTimersByTimeAsync(900);
    const here = await begun(api);
    expect(api.released.sort()).toEqual(["lease-2", "lease-3"]);
    expect(key(here)).toBe("key-4");
    expect(here.ready.value).toHaveLength(1);
  });
});

describe("without a network", () => {
  it("keeps answers, repeats them with the same lease, and goes on", async () => {
    const api = fakeWork(10);
    const mine = await begun(api);
    api.down = true;
    for (const topic of ["billing", "refund", "billing"]) {
      mine.change("topic", topic);
      mine.submit();
      await rest();
    }
    expect(mine.outbox.offline.value).toBe(true);
    expect(mine.outbox.waiting.value).toHaveLength(3);
    expect(mine.current.value).toBeNull();
    api.down = false;
    await vi.advanceTimersByTimeAsync(60_000);
    await rest();
    expect([...api.stored.values()].map((one) => one.body.values)).toEqual([{ topic: "billing" }, { topic: "refund" }, { topic: "billing" }]);
    expect(mine.outbox.offline.value).toBe(false);
    expect(mine.current.value).not.toBeNull();
  });

  it("sends after a reload what was kept, in order and once", async () => {
    const api = fakeWork(10);
    const keep = await openKeep();
    expect(keep.lasting).toBe(true);
    vi.useRealTimers();
    const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));
    const first = desk(api, keep);
    await first.start();
    await settle();
    api.down = true;
    first.change("topic", "billing");
    first.submit();
    first.change("topic", "refund");
    first.submit();
    await settle();
    api.down = false;
    const second = desk(api, await openKeep());
    await second.start();
    await settle();
    expect([...api.stored.keys()]).toEqual(["lease-1", "lease-2"]);
    expect(await keep.all("outbox")).toEqual([]);
    first.close();
    second.close();
  });

  it("does not send what was left by somebody else on this machine", async () => {
    const api = fakeWork(10);
    const keep = memoryKeep();
    await keep.put("outbox", "x", { verb: "submit", body: { lease: "x", token: "t", values: {}, seconds: 1, outcome: "answered" }, member: "someone", project: "p", tab: "gone", item: {}, task: "t", at: 1 });
    await begun(api, keep);
    expect(api.calls).not.toContain("submit");
  });
});

describe("answers that are not taken", () => {
  it("a wrong value brings the task back with why; nothing is lost", async () => {
    const api = fakeWork(10);
    const mine = await begun(api);
    api.fail("submit", problem(422, "value.unknown-class", [{ pointer: "/values/topic", code: "value.unknown-class", message: "Not a class." }]));
    mine.change("topic", "billing");
    mine.submit();
    mine.change("topic", "refund"); // already at the next one
    await rest();
    expect(key(mine)).toBe("key-1");
    expect(mine.values.value).toEqual({ topic: "billing" });
    expect(mine.problems.value.get("topic")).toEqual(["Not a class."]);
    mine.submit();
    await rest();
    expect(key(mine)).toBe("key-2");
    expect(mine.values.value).toEqual({ topic: "refund" });
  });

  it("a lost lease is told plainly, and what was entered is kept", async () => {
    const api = fakeWork(10);
    const keep = memoryKeep();
    const mine = await begun(api, keep);
    api.fail("submit", problem(404, "lease.not-found"));
    mine.change("topic", "billing");
    mine.submit();
    await rest();
    expect(mine.notice.value?.text).toContain("said lease.not-found");
    expect(mine.outbox.refused.value).toHaveLength(1);
    expect(await keep.all("outbox")).toMatchObject([{ refused: "said lease.not-found" }]);
    await mine.outbox.dismiss("lease-1");
    expect(await keep.all("outbox")).toEqual([]);
  });

  it("a database that is away is waited for", async () => {
    const api = fakeWork(10);
    const mine = await begun(api);
    api.fail("submit", problem(503, "database.away"), 2);
    mine.change("topic", "billing");
    mine.submit();
    await vi.advanceTimersByTimeAsync(10_000);
    await rest();
    expect(api.stored.size).toBe(1);
    expect(api.calls.filter((call) => call === "submit")).toHaveLength(3);
  });
});

describe("undo", () => {
  it("first takes back changes, then the last answer", async () => {
    const api = fakeWork(10);
    const mine = await begun(api);
    mine.change("topic", "billing");
    mine.submit();
    await rest();
    mine.change("topic", "refund");
    await mine.undo();
    expect(mine.values.value).toEqual({});
    expect(key(mine)).toBe("key-2");
    await mine.undo();
    expect(key(mine)).toBe("key-1");
    expect(mine.values.value).toEqual({ topic: "billing" });
    mine.change("topic", "refund");
    mine.submit();
    await rest();
    expect(key(mine)).toBe("key-2"); // the task that was in hand comes again
  });

  it("of an answer that has not left takes it out of the outbox", async () => {
    const api = fakeWork(10);
    const mine = await begun(api);
    api.down = true;
    mine.change("topic", "billing");
    mine.submit();
    await rest();
    await mine.undo();
    expect(key(mine)).toBe("key-1");
    expect(mine.outbox.waiting.value).toHaveLength(0);
    expect(mine.values.value).toEqual({ topic: "billing" });
  });

  it("that the server refuses says why", async () => {
    const api = fakeWork(10);
    const mine = await begun(api);
    mine.change("topic", "billing");
    mine.submit();
    await rest();
    api.fail("undo", problem(409, "label.frozen"));
    await mine.undo();
    expect(mine.notice.value?.text).toContain("said label.frozen");
    expect(key(mine)).toBe("key-2");
  });
});

describe("leaving", () => {
  it("gives back what was not begun and keeps what was", async () => {
    const api = fakeWork(10);
    const mine = await begun(api);
    mine.change("topic", "billing");
    mine.close();
    await rest();
    expect(api.released.sort()).toEqual(["lease-2", "lease-3"]);
    expect(api.drafts.get("lease-1")).toEqual({ topic: "billing" });
  });

  it("gives back tasks that come after", async () => {
    const api = fakeWork(10);
    const mine = await begun(api);
    mine.change("topic", "billing");
    mine.submit();
    mine.close();
    await rest();
    expect([...api.live]).toEqual([]);
  });
});

describe("time", () => {
  it("leases live on while somebody works, and only then", async () => {
    const api = fakeWork(10);
    const mine = await begun(api);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(api.calls).not.toContain("extend");
    mine.touch();
    await vi.advanceTimersByTimeAsync(61_000);
    expect(api.calls.filter((call) => call === "extend")).toHaveLength(3);
  });

  it("a lease that ran out under begun work is told, and the work stays", async () => {
    const api = fakeWork(10);
    const mine = await begun(api);
    mine.change("topic", "billing");
    api.live.clear();
    mine.touch();
    await vi.advanceTimersByTimeAsync(61_000);
    await rest();
    expect(key(mine)).toBe("key-1");
    expect(mine.notice.value?.kind).toBe("warn");
    expect(mine.values.value).toEqual({ topic: "billing" });
  });
});
