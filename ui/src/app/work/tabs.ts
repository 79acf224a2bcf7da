// Which tabs of this browser are open. Each holds a Web Lock of its own; a closed or crashed tab
// lets go of it, and what it left behind may be taken over.
import { randomId } from "../../api/client";

const PREFIX = "ascertain-tab:";

export const tabId = randomId();

let claimed = false;

export async function otherTabs(): Promise<ReadonlySet<string>> {
  if (!("locks" in navigator)) return new Set(); // plain http: repeats are harmless, so all is taken over
  if (!claimed) {
    claimed = true;
    void navigator.locks.request(PREFIX + tabId, () => new Promise(() => undefined)); // held as long as the page lives
  }
  const { held } = await navigator.locks.query();
  return new Set((held ?? []).flatMap((lock) => (lock.name?.startsWith(PREFIX) ? [lock.name.slice(PREFIX.length)] : [])).filter((id) => id !== tabId));
}
