// What this browser keeps of unsent work, in IndexedDB: written before anything is sent, gone when
// the server has it. Where storage is forbidden it lasts as long as the page.

const NAME = "ascertain";
const VERSION = 1;
const STORES = ["outbox", "drafts", "held"] as const;

export type StoreName = (typeof STORES)[number];

export interface Keep {
  put(store: StoreName, key: string, value: unknown): Promise<void>;
  get<T>(store: StoreName, key: string): Promise<T | undefined>;
  all<T>(store: StoreName): Promise<T[]>;
  remove(store: StoreName, key: string): Promise<void>;
  /** False where only memory is there: a closed page loses what was not sent. */
  readonly lasting: boolean;
}

export function memoryKeep(): Keep {
  const maps = new Map<StoreName, Map<string, unknown>>(STORES.map((name) => [name, new Map()]));
  const of = (store: StoreName): Map<string, unknown> => maps.get(store) ?? new Map<string, unknown>();
  return {
    lasting: false,
    put: async (store, key, value) => void of(store).set(key, structuredClone(value)),
    get: async <T>(store: StoreName, key: string) => of(store).get(key) as T | undefined,
    all: async <T>(store: StoreName) => [...of(store).values()] as T[],
    remove: async (store, key) => void of(store).delete(key),
  };
}

export async function openKeep(): Promise<Keep> {
  let db: IDBDatabase;
  try {
    db = await open();
  } catch {
    return memoryKeep(); // private windows and strict settings forbid storage
  }
  const run = <T>(store: StoreName, mode: IDBTransactionMode, act: (on: IDBObjectStore) => IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const transaction = db.transaction(store, mode);
      const asked = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = () => reject(transaction.error ?? asked.error);
      transaction.onabort = () => reject(transaction.error);
    });
  return {
    lasting: true,
    put: async (store, key, value) => void (await run(store, "readwrite", (on) => on.put(value, key))),
    get: async <T>(store: StoreName, key: string) => run<T | undefined>(store, "readonly", (on) => on.get(key) as IDBRequest<T | undefined>),
    all: async <T>(store: StoreName) => run<T[]>(store, "readonly", (on) => on.getAll() as IDBRequest<T[]>),
    remove: async (store, key) => run(store, "readwrite", (on) => on.delete(key) as unknown as IDBRequest<void>),
  };
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      for (const name of STORES) if (!asked.result.objectStoreNames.contains(name)) asked.result.createObjectStore(name);
    };
    asked.onsuccess = () => {
      // Another tab with a newer version of the app may go on; this one then keeps in memory no more.
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("another tab holds an older version"));
  });
}
