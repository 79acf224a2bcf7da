// Whether a key is taken: pages have keys of their own, and share those that work everywhere.
import type { ListedKey } from "../keys";

const SHARED: ReadonlySet<string> = new Set(["Everywhere", "Go to"]);

const page = (one: ListedKey): string => (SHARED.has(one.group) ? "" : (one.id.split(".")[0] ?? ""));

/** The other action that has this key where both would work; null if it is free. */
export function clash(all: readonly ListedKey[], action: ListedKey, key: string): ListedKey | null {
  const begins = (other: string): boolean => other === key || other.startsWith(`${key} `) || key.startsWith(`${other} `);
  return all.find((other) => other.id !== action.id && begins(other.key) && (page(other) === page(action) || page(other) === "" || page(action) === "")) ?? null;
}
