// Reads a text/event-stream as its specification says: fields, comments, any line ending.

export interface ServerEvent {
  id: string | null;
  event: string;
  data: string;
}

/** Feed it text as it arrives; it gives back the events that are complete. */
export function sseParser(): { push(text: string): ServerEvent[]; readonly retryMs: number | null } {
  let rest = "";
  let id: string | null = null;
  let event = "";
  let data: string[] = [];
  let retryMs: number | null = null;

  function line(text: string, out: ServerEvent[]): void {
    if (text === "") {
      if (data.length > 0) out.push({ id, event: event || "message", data: data.join("\n") });
      event = "";
      data = [];
      return;
    }
    if (text.startsWith(":")) return;
    const colon = text.indexOf(":");
    const name = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (name === "data") data.push(value);
    else if (name === "event") event = value;
    else if (name === "id" && !value.includes("\0")) id = value;
    else if (name === "retry" && /^\d+$/.test(value)) retryMs = Number(value);
  }

  return {
    push(text) {
      const out: ServerEvent[] = [];
      rest += text;
      // A lone CR at the very end may be half of a CRLF: it waits for the next piece.
      for (;;) {
        const end = rest.search(/\r\n|\n|\r(?!$)/);
        if (end < 0) break;
        line(rest.slice(0, end), out);
        rest = rest.slice(end + (rest.startsWith("\r\n", end) ? 2 : 1));
      }
      return out;
    },
    get retryMs() {
      return retryMs;
    },
  };
}
