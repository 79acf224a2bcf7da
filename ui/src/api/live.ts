// One live-update stream for the whole browser. The tab that holds the Web Lock reads it and
// tells the others over a BroadcastChannel; when it closes, the next one goes on from the last id.
import { signal } from "@preact/signals";
import { apiUrl } from "./client";
import { sseParser } from "./sse";
import type { LiveEvent } from "./types";

export type LiveState = "off" | "connecting" | "live" | "away";

export const liveState = signal<LiveState>("off");

type Handler = (event: LiveEvent) => void;
type Message = { kind: "event"; id: string | null; event: LiveEvent } | { kind: "state"; state: LiveState };

const LOCK = "ascertain-live";
const handlers = new Set<{ types: readonly string[]; handle: Handler }>();
let lastId: string | null = null;
let stop: (() => void) | null = null;

/**
 * Calls `handle` for events whose type is one of `types` or begins with one of them and a dot.
 * An empty list means all. Returns what ends the subscription.
 */
export function onLive(types: readonly string[], handle: Handler): () => void {
  const entry = { types, handle };
  handlers.add(entry);
  return () => handlers.delete(entry);
}

function tell(event: LiveEvent): void {
  for (const { types, handle } of handlers) {
    if (types.length === 0 || types.some((type) => event.type === type || event.type.startsWith(`${type}.`))) handle(event);
  }
}

/** Begins to listen, once a page; the session calls it after sign-in. */
export function startLive(): void {
  if (stop !== null) return;
  const channel = new BroadcastChannel(LOCK);
  const ended = new AbortController();
  stop = () => {
    ended.abort();
    channel.close();
    liveState.value = "off";
  };
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.kind === "state") liveState.value = data.state;
    else {
      lastId = data.id ?? lastId;
      tell(data.event);
    }
  };
  const say = (state: LiveState): void => {
    liveState.value = state;
    channel.postMessage({ kind: "state", state } satisfies Message);
  };
  const lead = (): Promise<void> =>
    read(ended.signal, say, (id, event) => {
      lastId = id ?? lastId;
      channel.postMessage({ kind: "event", id, event } satisfies Message);
      tell(event);
    });
  liveState.value = "connecting";
  if ("locks" in navigator) {
    navigator.locks.request(LOCK, { signal: ended.signal }, lead).catch(() => undefined); // only an abort rejects
  } else void lead(); // plain http off the loopback has no locks: one stream a tab then
}

export function stopLive(): void {
  stop?.();
  stop = null;
  lastId = null;
}

async function read(ended: AbortSignal, say: (state: LiveState) => void, got: (id: string | null, event: LiveEvent) => void): Promise<void> {
  let waitMs = 1000;
  while (!ended.aborted) {
    say("connecting");
    const parser = sseParser();
    try {
      const headers: Record<string, string> = { Accept: "text/event-stream" };
      if (lastId !== null) headers["Last-Event-ID"] = lastId;
      const response = await fetch(apiUrl("/events"), { headers, credentials: "same-origin", signal: ended, cache: "no-store" });
      if (response.status === 401 || response.status === 403) {
        say("off"); // not for this session; the next request of the page says why
        return;
      }
      if (!response.ok || response.body === null) throw new Error(`events answered ${response.status}`);
      say("live");
      waitMs = 1000;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        for (const event of parser.push(value)) {
          const parsed = parse(event.data);
          if (parsed !== null) got(event.id, parsed);
        }
      }
    } catch {
      if (ended.aborted) return; // otherwise the network went away: say so and try again
    }
    say("away");
    await new Promise((resolve) => setTimeout(resolve, parser.retryMs ?? waitMs));
    waitMs = Math.min(waitMs * 2, 30_000);
  }
}

function parse(data: string): LiveEvent | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null && "type" in value ? (value as LiveEvent) : null;
  } catch {
    return null; // not one of ours; a newer server may send what this page does not know
  }
}
