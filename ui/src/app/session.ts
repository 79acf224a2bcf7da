// Who is signed in. One signal, filled by GET /me; everything else asks it.
import { signal } from "@preact/signals";
import { ApiError, patch, remove, request, setCsrf, setSession } from "../api/client";
import { startLive, stopLive } from "../api/live";
import type { Me } from "../api/types";
import { navigate } from "./router";

/** undefined: not asked yet. null: nobody. */
export const me = signal<Me | null | undefined>(undefined);

export const may = (permission: string): boolean => me.value?.permissions.includes(permission) ?? false;

export function signInPath(): string {
  const back = location.pathname + location.search;
  return back === "/" || back.startsWith("/signin") || back.startsWith("/join") ? "/signin" : `/signin?return=${encodeURIComponent(back)}`;
}

setSession({
  signedOut: () => {
    if (me.value === null || location.pathname === "/signin") return;
    me.value = null;
    setCsrf("");
    stopLive();
    navigate(signInPath(), { replace: true });
  },
  refreshCsrf: async () => {
    await loadMe();
  },
});

const SIGNED_IN = "ascertain.signed-in";

/** Whether this browser has had a session: without one there is no use in asking who it is. */
export function wasSignedIn(): boolean {
  try {
    return localStorage.getItem(SIGNED_IN) !== null;
  } catch {
    return true; // storage may be forbidden: then the server is asked
  }
}

function remember(signedIn: boolean): void {
  try {
    if (signedIn) localStorage.setItem(SIGNED_IN, "yes");
    else localStorage.removeItem(SIGNED_IN);
  } catch {
    // Storage may be forbidden; nothing else depends on it.
  }
}

export async function loadMe(): Promise<Me | null> {
  try {
    const { data } = await request<Me>("GET", "/me", { quiet401: true });
    setCsrf(data.csrf);
    me.value = data;
    remember(true);
    startLive();
    return data;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      me.value = null;
      remember(false);
      return null;
    }
    throw error;
  }
}

export async function changeMe(change: Partial<Pick<Me, "keys" | "locale" | "email">>): Promise<void> {
  const data = await patch<Me>("/me", change);
  me.value = data;
}

export async function signOut(): Promise<void> {
  await remove("/sessions/current");
  remember(false);
  me.value = null;
  setCsrf("");
  stopLive();
  navigate("/signin", { replace: true });
}
