// A desk for as long as the page is open: begun, woken, told that somebody is there, closed.
import { useEffect, useState } from "preact/hooks";
import { openKeep } from "../../api/keep";
import type { Item } from "../../api/types";
import { workApi } from "./api";
import { Desk } from "./desk";
import { otherTabs, tabId } from "./tabs";

/** Fetches and decodes a picture before it is needed. */
function prefetch(item: Item): void {
  if (item.image === null) return;
  const image = new Image();
  image.src = item.image.url;
  image.decode().catch(() => undefined); // shown again when its turn comes, and then it says so
}

export function useDesk(project: string, step: "label" | "review", member: string): Desk | null {
  const [desk, setDesk] = useState<Desk | null>(null);
  useEffect(() => {
    let mine: Desk | null = null;
    let wanted = true;
    void openKeep().then((keep) => {
      if (!wanted) return;
      mine = new Desk({ project, step, member, tab: tabId, api: workApi, keep, otherTabs, prefetch });
      setDesk(mine);
      void mine.start();
    });
    const touch = (): void => mine?.touch();
    const seen = (): void => {
      if (document.visibilityState === "visible") mine?.wake();
      else mine?.clock.hide();
    };
    const online = (): void => void mine?.outbox.flush().then(() => mine?.refill());
    const left = (): void => mine?.close();
    const back = (event: PageTransitionEvent): void => {
      if (event.persisted) location.reload(); // its leases were given back when it was left
    };
    for (const type of ["keydown", "pointerdown", "wheel"] as const) addEventListener(type, touch, { passive: true, capture: true });
    document.addEventListener("visibilitychange", seen);
    addEventListener("online", online);
    addEventListener("pagehide", left);
    addEventListener("pageshow", back);
    return () => {
      wanted = false;
      mine?.close();
      for (const type of ["keydown", "pointerdown", "wheel"] as const) removeEventListener(type, touch, { capture: true });
      document.removeEventListener("visibilitychange", seen);
      removeEventListener("online", online);
      removeEventListener("pagehide", left);
      removeEventListener("pageshow", back);
    };
  }, [project, step, member]);
  return desk;
}
