// The project that the present page is about, and the counts beside its rooms.
import { signal } from "@preact/signals";
import { get } from "../api/client";
import { onLive } from "../api/live";
import type { ProjectDetail } from "../api/types";

export const project = signal<ProjectDetail | null>(null);

/** What waits in each room; a page that knows a count sets it. */
export const roomCounts = signal<Readonly<Record<string, number>>>({});

export function setRoomCount(room: string, n: number | null): void {
  const { [room]: _, ...rest } = roomCounts.value;
  roomCounts.value = n === null ? rest : { ...rest, [room]: n };
}

let wanted: string | null = null;

/** Loads the project with this id; null leaves it. Asked twice, it is fetched once. */
export async function openProject(id: string | null): Promise<void> {
  if (id === wanted && (id === null || project.value?.id === id)) return;
  wanted = id;
  if (id === null || project.value?.id !== id) {
    project.value = null;
    roomCounts.value = {};
  }
  if (id !== null) await refreshProject();
}

/** Fetches the open project again, after a change of it. */
export async function refreshProject(): Promise<void> {
  const id = wanted;
  if (id === null) return;
  const data = await get<ProjectDetail>(`/projects/${encodeURIComponent(id)}`);
  if (wanted === id) project.value = data;
}

onLive(["project", "schema", "guideline"], (event) => {
  if (event.project !== null && event.project === project.value?.id) void refreshProject().catch(() => undefined); // the page shows its own failure
});
