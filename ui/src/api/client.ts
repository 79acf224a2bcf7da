// One way to speak to the server: CSRF header, problem+json as a typed error, idempotency keys,
// and repeats of what may safely be repeated. Knows no screen; the session is told of a 401.

export interface BodyProblem {
  pointer: string;
  code: string;
  message: string;
}

/** An answer of the server that says no. `detail` is a sentence for people: what to do next. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly BodyProblem[];
  readonly retryAfterSeconds: number | null;
  /** Everything else the problem carried. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(status: number, problem: Record<string, unknown>, retryAfterSeconds: number | null) {
    const detail = String(problem["detail"] ?? problem["title"] ?? `The server answered ${status}.`);
    super(detail);
    this.name = "ApiError";
    this.status = status;
    this.code = String(problem["code"] ?? `http.${status}`);
    this.detail = detail;
    this.errors = Array.isArray(problem["errors"]) ? (problem["errors"] as BodyProblem[]) : [];
    this.retryAfterSeconds = retryAfterSeconds;
    this.extra = problem;
  }
}

/** The server could not be reached at all. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super("The server cannot be reached. Check that it runs and that this machine is online.", { cause });
    this.name = "Unreachable";
  }
}

/** True for failures that time may heal: no network, a database that is away, too many requests. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof Unreachable ||
    (error instanceof ApiError && (error.status === 429 || (error.status >= 502 && error.status <= 504)))
  );
}

/** The sentence to show for any failure. */
export function sayError(error: unknown): string {
  if (error instanceof ApiError) return error.detail;
  if (error instanceof Error) return error.message;
  return String(error);
}

export type Query = Record<string, string | number | boolean | null | undefined | readonly string[]>;

export interface Options {
  query?: Query;
  /** Sent as JSON, unless it is a FormData or Blob. */
  body?: unknown;
  /** Makes the request one that may be repeated. `post` sends one where `creates` is set. */
  idempotencyKey?: string;
  ifMatch?: string;
  signal?: AbortSignal;
  /** Outlives the page; no repeats. */
  keepalive?: boolean;
  /** Do not send the person to the sign-in page on 401. */
  quiet401?: boolean;
  /** How often a passing failure is repeated (default 2 for what is idempotent). */
  repeats?: number;
}

export interface Reply<T> {
  data: T;
  status: number;
  etag: string | null;
  headers: Headers;
}

const BASE = "/api/v1";
let csrf = "";
let onSignedOut: () => void = () => undefined;
let refreshCsrf: () => Promise<void> = () => Promise.resolve();

export function setCsrf(token: string): void {
  csrf = token;
}

/** The session says what to do when it has ended, and how to get a fresh CSRF value. */
export function setSession(hooks: { signedOut: () => void; refreshCsrf: () => Promise<void> }): void {
  onSignedOut = hooks.signedOut;
  refreshCsrf = hooks.refreshCsrf;
}

export function apiUrl(path: string, query?: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === null || value === undefined || value === "") continue;
    if (Array.isArray(value)) for (const one of value as readonly string[]) params.append(name, one);
    else params.set(name, String(value));
  }
  const tail = params.size > 0 ? `?${params}` : "";
  return `${path.startsWith("/api/") ? path : BASE + path}${tail}`;
}

export async function request<T>(method: string, path: string, options: Options = {}): Promise<Reply<T>> {
  const repeatable = method !== "POST" ? method !== "PATCH" || options.ifMatch !== undefined : options.idempotencyKey !== undefined;
  let left = options.keepalive ? 0 : (options.repeats ?? (repeatable ? 2 : 0));
  let csrfRefreshed = false;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await once<T>(method, path, options);
    } catch (error) {
      if (error instanceof ApiError && error.status === 403 && error.code.startsWith("csrf") && !csrfRefreshed) {
        csrfRefreshed = true; // the session was renewed in another tab
        await refreshCsrf();
        continue;
      }
      if (!isPassing(error) || left <= 0 || options.signal?.aborted) throw error;
      left -= 1;
      const wait = error instanceof ApiError && error.retryAfterSeconds !== null ? error.retryAfterSeconds * 1000 : 300 * 2 ** attempt;
      await pause(Math.min(wait, 10_000), options.signal);
    }
  }
}

async function once<T>(method: string, path: string, options: Options): Promise<Reply<T>> {
  const headers = new Headers({ Accept: "application/json" });
  let body: BodyInit | undefined;
  if (options.body instanceof FormData || options.body instanceof Blob) body = options.body;
  else if (options.body !== undefined) {
    body = JSON.stringify(options.body);
    headers.set("Content-Type", "application/json");
  }
  if (method !== "GET" && csrf !== "") headers.set("X-CSRF-Token", csrf);
  if (options.idempotencyKey !== undefined) headers.set("Idempotency-Key", options.idempotencyKey);
  if (options.ifMatch !== undefined) headers.set("If-Match", options.ifMatch);

  let response: Response;
  try {
    response = await fetch(apiUrl(path, options.query), {
      method,
      headers,
      credentials: "same-origin",
      ...(body === undefined ? {} : { body }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.keepalive === undefined ? {} : { keepalive: options.keepalive }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Unreachable(error);
  }
  const isJson = /\bjson\b/.test(response.headers.get("Content-Type") ?? "");
  if (!response.ok) {
    const problem = isJson ? ((await response.json().catch(() => ({}))) as Record<string, unknown>) : {};
    const retryAfter = Number(response.headers.get("Retry-After"));
    if (response.status === 401 && options.quiet401 !== true) onSignedOut();
    throw new ApiError(response.status, problem, response.headers.has("Retry-After") && Number.isFinite(retryAfter) ? retryAfter : null);
  }
  const data = (response.status === 204 || !isJson ? undefined : await response.json()) as T;
  return { data, status: response.status, etag: response.headers.get("ETag"), headers: response.headers };
}

export const get = async <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  (await request<T>("GET", path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) })).data;

/** A POST that acts. For one that makes something, use `create`. */
export const post = async <T>(path: string, body?: unknown, options: Options = {}): Promise<T> =>
  (await request<T>("POST", path, { ...options, body: body ?? {} })).data;

/** A POST that makes something: carries an idempotency key, so that a repeat cannot make two. */
export const create = async <T>(path: string, body?: unknown, options: Options = {}): Promise<T> =>
  post<T>(path, body, { idempotencyKey: randomId(), ...options });

/** A random id, also where plain http keeps `crypto.randomUUID` away. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const patch = async <T>(path: string, body: unknown, options: Options = {}): Promise<T> =>
  (await request<T>("PATCH", path, { ...options, body })).data;

export const put = async <T>(path: string, body: unknown, options: Options = {}): Promise<T> =>
  (await request<T>("PUT", path, { ...options, body })).data;

export const remove = async <T = void>(path: string, options: Options = {}): Promise<T> =>
  (await request<T>("DELETE", path, options)).data;

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
