// The rail: workspace, project, rooms with what waits in them, then Go to and oneself.
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon, Mark } from "../../components/Icon";
import { Key } from "../../components/Key";
import { project, roomCounts } from "../project";
import { place } from "../router";
import { entrance, fill, startPath } from "../routes";
import { me } from "../session";
import { accountOpen, paletteOpen } from "./state";
import { PROJECT_ROOMS, WORKSPACE_ROOMS, type Room } from "./rooms";

/** The drawer of narrow screens. */
export const menuOpen = signal(false);

export function Nav({ room, projectId }: { room: string | undefined; projectId: string | undefined }): JSX.Element {
  const rail = useRef<HTMLElement>(null);
  const open = menuOpen.value;
  useEffect(() => {
    menuOpen.value = false;
  }, [place.value.path]);
  useEffect(() => {
    if (!open) return;
    rail.current?.querySelector<HTMLElement>("a")?.focus();
    const close = (event: KeyboardEvent): void => {
      if (event.key === "Escape") menuOpen.value = false;
    };
    document.addEventListener("keydown", close);
    return () => document.removeEventListener("keydown", close);
  }, [open]);
  const current = project.value;
  const inProject = projectId !== undefined;
  return (
    <>
      {open && <div class="veil" onClick={() => (menuOpen.value = false)} />}
      <nav class={open ? "nav open" : "nav"} aria-label="Workspace and rooms" ref={rail}>
        <a class="place" href={startPath()}>
          <Mark />
          <span class="clip">{me.value?.workspace_name}</span>
        </a>
        {inProject && (
          <a class="place project" href={roomHref("home", projectId) ?? startPath()}>
            <span class="clip">{current?.name ?? "Project"}</span>
          </a>
        )}
        <ul>
          {(inProject ? PROJECT_ROOMS : WORKSPACE_ROOMS).map((one) => (
            <RoomLink key={one.id} room={one} current={room} projectId={projectId} />
          ))}
        </ul>
        <div class="foot stack">
          <button type="button" class="place" onClick={() => (paletteOpen.value = true)}>
            <Icon name="search" />
            Go to
            <span class="push">
              <Key name="Ctrl+k" />
            </span>
          </button>
          <button type="button" class="place" onClick={() => (accountOpen.value = true)} aria-haspopup="dialog">
            <Icon name="user" />
            <span class="clip">{me.value?.handle}</span>
            <span class="push faint micro">{me.value?.roles[0]?.replace("_", " ")}</span>
          </button>
        </div>
      </nav>
    </>
  );
}

export function roomHref(room: string, projectId: string | undefined): string | null {
  const route = entrance(room);
  return route === null ? null : fill(route.path, { project: projectId ?? "" });
}

function RoomLink({ room, current, projectId }: { room: Room; current: string | undefined; projectId: string | undefined }): JSX.Element | null {
  const href = roomHref(room.id, projectId);
  if (href === null) return null;
  const count = roomCounts.value[room.id];
  return (
    <li>
      <a href={href} aria-current={room.id === current ? "page" : undefined}>
        <Icon name={room.icon} />
        {room.name}
        {count !== undefined && <span class="count">{count.toLocaleString()}</span>}
      </a>
    </li>
  );
}
