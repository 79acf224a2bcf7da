// Tasks that lost pages still hold: taken over where the work can go on, given back where it never began.
import { isPassing } from "../../api/client";
import type { Lease } from "../../api/types";
import type { DeskOptions, HeldRecord } from "./deskTypes";

/**
 * Leases of this project that a closed or crashed page of this browser left behind and that are still
 * alive. Offline, all of them: what is on this machine can be worked on.
 */
export async function leftBehind(options: DeskOptions, otherTabs: ReadonlySet<string>, sent: ReadonlySet<string>): Promise<readonly Lease[]> {
  const { keep, api, member, project, step } = options;
  const records = (await keep.all<HeldRecord>("held")).filter((one) => one.member === member && !otherTabs.has(one.tab));
  const left = records.map((one) => one.lease).filter((lease) => lease.project === project && lease.step === step && !sent.has(lease.id));
  if (left.length === 0) return [];
  try {
    const ids = new Set(left.map((lease) => lease.id));
    const alive = (await api.held()).leases.filter((lease) => ids.has(lease.id));
    const found = new Set(alive.map((lease) => lease.id));
    for (const lease of left) if (!found.has(lease.id)) void keep.remove("held", lease.id);
    return alive;
  } catch (error) {
    if (!isPassing(error)) throw error;
    return left;
  }
}

/**
 * The server holds three for this person, but the desk has none: a page was lost together with its
 * storage, or it was another browser or project. Those of this project are to be taken over; of the
 * others, what was never begun is given back, so that nobody waits for a lease to run out.
 */
export async function heldElsewhere(options: DeskOptions, known: ReadonlySet<string>): Promise<{ mine: readonly Lease[]; released: number }> {
  const { api, keep, project, step, tab } = options;
  const others = await options.otherTabs();
  const theirs = new Set((await keep.all<HeldRecord>("held")).filter((one) => one.tab !== tab && others.has(one.tab)).map((one) => one.lease.id));
  const lost = (await api.held()).leases.filter((one) => !theirs.has(one.id) && !known.has(one.id));
  const mine = lost.filter((one) => one.project === project && one.step === step);
  if (mine.length > 0) return { mine, released: 0 };
  const idle = lost.filter((one) => one.draft === null);
  await Promise.all(idle.map((one) => api.release({ lease: one.id, token: one.token })));
  return { mine, released: idle.length };
}
