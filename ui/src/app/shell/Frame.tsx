// The frame round every page but the benches: rail, page, footline, and the keys that work anywhere.
import type { ComponentChildren, JSX } from "preact";
import { useState, useEffect } from "preact/hooks";
import { defineKeys, useKeys, type Binding } from "../keys";
import { navigate } from "../router";
import { Footline } from "./Footline";
import { Nav, roomHref } from "./Nav";
import { PROJECT_ROOMS, WORKSPACE_ROOMS } from "./rooms";

defineKeys(
  Object.fromEntries(
    [...PROJECT_ROOMS, ...WORKSPACE_ROOMS].map((room) => [`go.${room.id}`, { key: `g ${room.letter}`, label: room.name, group: "Go to" }]),
  ),
);

export function Frame({ room, projectId, children }: { room: string | undefined; projectId: string | undefined; children: ComponentChildren }): JSX.Element {
  const rooms = projectId === undefined ? WORKSPACE_ROOMS : [...PROJECT_ROOMS, ...WORKSPACE_ROOMS];
  const bindings: Binding[] = rooms.flatMap((one) => {
    const href = roomHref(one.id, projectId);
    return href === null ? [] : [{ id: `go.${one.id}`, run: () => navigate(href) }];
  });
  useKeys(bindings);
  return (
    <div class="app">
      <a class="skip-link" href="#main">
        Skip to the page
      </a>
      <Nav room={room} projectId={projectId} />
      {children}
      <Footline />
    </div>
  );
}

/** An overlay whose code is fetched when it is first opened. */
export function Overlay({ load, onClose }: { load: () => Promise<{ default: (props: { onClose: () => void }) => JSX.Element }>; onClose: () => void }): JSX.Element | null {
  const [View, setView] = useState<((props: { onClose: () => void }) => JSX.Element) | null>(null);
  useEffect(() => {
    let wanted = true;
    load().then(
      (module) => wanted && setView(() => module.default),
      () => wanted && onClose(), // offline and not fetched yet: it can be opened again later
    );
    return () => {
      wanted = false;
    };
  }, []);
  return View === null ? null : <View onClose={onClose} />;
}
