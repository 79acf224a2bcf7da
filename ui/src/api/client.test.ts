import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, create, get, post, request, setCsrf, setSession, Unreachable } from "./client";

type Answer = Response | Error | (() => Response);
let answers: Answer[] = [];
let asked: { url: string; init: RequestInit & { headers: Headers } }[] = [];

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json", ...headers } });

beforeEach(() => {
  answers = [];
  asked = [];
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async (url: string, init: RequestInit & { headers: Headers }) => {
    asked.push({ url, init });
    const answer = answers.shift();
    if (answer === undefined) throw new Error("no more answers");
    if (answer instanceof Error) throw answer;
    return typeof answer === "function" ? answer() : answer;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Runs to the end, however long it waits between. */
async function through<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(60_000);
  return promise;
}

const failure = async (promise: Promise<unknown>): Promise<ApiError> => {
  try {
    await through(promise);
  } catch (error) {
    return error as ApiError;
  }
  throw new Error("it went well");
};

describe("requests", () => {
  it("carry the CSRF value on changes only", async () => {
    setCsrf("token");
    answers = [json(200, {}), json(200, {})];
    await get("/me");
    await post("/work/next", { count: 1 });
    expect(asked[0]?.init.headers.has("X-CSRF-Token")).toBe(false);
    expect(asked[1]?.init.headers.get("X-CSRF-Token")).toBe("token");
  });

  it("write queries out, leaving empty ones away", async () => {
    answers = [json(200, {})];
    await get("/projects", { limit: 10, cursor: null, state: ["a", "b"], q: "" });
    expect(asked[0]?.url).toBe("/api/v1/projects?limit=10&state=a&state=b");
  });

  it("that make something carry one key, the same when repeated", async () => {
    answers = [new TypeError("no network"), json(201, { id: 1 })];
    await through(create("/projects", { name: "x" }));
    const keys = asked.map((one) => one.init.headers.get("Idempotency-Key"));
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
  });
});

describe("failures", () => {
  it("are problems with code, detail and pointers", async () => {
    answers = [json(422, { code: "value.type", detail: "Give a number.", errors: [{ pointer: "/values/n", code: "value.type", message: "x" }] })];
    const error = await failure(post("/work/submit"));
    expect(error).toMatchObject({ status: 422, code: "value.type", detail: "Give a number." });
    expect(error.errors[0]?.pointer).toBe("/values/n");
  });

  it("without a body still say something", async () => {
    answers = [new Response("oops", { status: 500 })];
    expect((await failure(post("/x"))).detail).toContain("500");
  });

  it("repeat a read that fails in passing, and wait as long as asked", async () => {
    answers = [json(503, { code: "away" }, { "Retry-After": "2" }), json(200, { ok: true })];
    expect(await through(get("/x"))).toEqual({ ok: true });
    expect(asked).toHaveLength(2);
  });

  it("never repeat a change that carries no key", async () => {
    answers = [new TypeError("no network")];
    await expect(through(post("/work/undo"))).rejects.toBeInstanceOf(Unreachable);
    expect(asked).toHaveLength(1);
  });

  it("give up after three", async () => {
    answers = Array.from({ length: 5 }, () => new TypeError("no network"));
    await expect(through(get("/x"))).rejects.toBeInstanceOf(Unreachable);
    expect(asked).toHaveLength(3);
  });

  it("of the session tell it once, unless asked to be quiet", async () => {
    const signedOut = vi.fn();
    setSession({ signedOut, refreshCsrf: async () => undefined });
    answers = [json(401, { code: "session.missing" }), json(401, { code: "session.missing" })];
    await failure(get("/x"));
    await failure(request("GET", "/me", { quiet401: true }));
    expect(signedOut).toHaveBeenCalledTimes(1);
  });

  it("of the CSRF value fetch a new one and try again, once", async () => {
    setCsrf("old");
    setSession({ signedOut: () => undefined, refreshCsrf: async () => setCsrf("new") });
    answers = [json(403, { code: "csrf.wrong" }), json(200, {})];
    await through(post("/x"));
    expect(asked[1]?.init.headers.get("X-CSRF-Token")).toBe("new");
    answers = [json(403, { code: "csrf.wrong" }), json(403, { code: "csrf.wrong" })];
    expect((await failure(post("/x"))).code).toBe("csrf.wrong");
  });
});
