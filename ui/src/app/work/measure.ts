// Submit to next task painted, as a performance measure that benches and people can read.

export const MEASURE = "submit-to-next";
const MARK = "submit";

export function markSubmit(): void {
  performance.mark(MARK);
}

/** Called when the next task is in the document; measures once it has been painted. */
export function measurePainted(): void {
  const mark = performance.getEntriesByName(MARK, "mark").at(-1);
  if (mark === undefined) return;
  performance.clearMarks(MARK);
  // A frame is painted after its callbacks have run: a task queued from there comes behind it.
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      performance.measure(MEASURE, { start: mark.startTime, end: performance.now() });
      port1.close();
    };
    port2.postMessage(null);
  });
}
