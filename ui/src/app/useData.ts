// Fetch for a component: data, error, and a way to ask again. A later answer never overwrites a newer question's.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

export interface Loaded<T> {
  data: T | undefined;
  error: unknown;
  loading: boolean;
  again: () => void;
  /** Sets the data without asking, after a change whose answer is known. */
  set: (data: T) => void;
}

/** `key` names the question; when it changes, it is asked anew. null: do not ask yet. */
export function useData<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string | null; data: T | undefined; error: unknown }>({ key: null, data: undefined, error: undefined });
  const [turn, setTurn] = useState(0);
  const loader = useRef(load);
  loader.current = load;
  useEffect(() => {
    if (key === null) return;
    const ended = new AbortController();
    loader.current(ended.signal).then(
      (data) => {
        if (!ended.signal.aborted) setState({ key, data, error: undefined });
      },
      (error: unknown) => {
        if (!ended.signal.aborted) setState((old) => ({ key, data: old.key === key ? old.data : undefined, error }));
      },
    );
    return () => ended.abort();
  }, [key, turn]);
  const again = useCallback(() => setTurn((n) => n + 1), []);
  const set = useCallback((data: T) => setState({ key, data, error: undefined }), [key]);
  const mine = state.key === key;
  return { data: mine ? state.data : undefined, error: mine ? state.error : undefined, loading: key !== null && !mine, again, set };
}
