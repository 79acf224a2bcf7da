// The whole app: finds the page for the address, loads its code, frames it, and keeps the focus.
import type { ComponentType, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { sayError } from "../api/client";
import { Empty, Note, Skeleton } from "../components/Basics";
import { defineKeys, useKeys } from "./keys";
import { openProject, project } from "./project";
import { navigate, place, type PageProps } from "./router";
import { fill, findRoute, startPath, type ScreenRoute } from "./routes";
import { loadMe, me, signInPath } from "./session";
import { Frame, Overlay } from "./shell/Frame";
import { Page } from "./shell/Page";
import { accountOpen, keySheetOpen, paletteOpen } from "./shell/state";

defineKeys({
  "any.palette": { key: "Ctrl+k", label: "Go to, or do", group: "Everywhere" },
  "any.keys": { key: "?", label: "This sheet", group: "Everywhere" },
});

interface Shown {
  route: ScreenRoute;
  View: ComponentType<PageProps>;
}

export function App(): JSX.Element | null {
  const found = findRoute(place.value.path);
  const [shown, setShown] = useState<Shown | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const arrived = useRef<string | null>(null);
  const needsMe = found?.route.open !== true;

  useKeys([
    { id: "any.palette", typing: true, run: () => (paletteOpen.value = true), enabled: () => me.value != null },
    { id: "any.keys", run: () => (keySheetOpen.value = true) },
  ]);

  useEffect(() => {
    if (me.value === undefined && needsMe) loadMe().catch(setFailure);
  }, [needsMe, me.value]);

  useEffect(() => {
    if (needsMe && me.value === null) navigate(signInPath(), { replace: true });
    else if (me.value && place.value.path === "/") navigate(startPath(), { replace: true });
  }, [needsMe, me.value, place.value.path]);

  const projectId = found?.params["project"];
  useEffect(() => {
    if (me.value) openProject(projectId ?? null).catch(() => undefined); // the page itself says what failed
  }, [projectId, me.value]);

  // A project may be named in the address; its id is what stays.
  useEffect(() => {
    const opened = project.value;
    if (found === null || opened === null || projectId === undefined || opened.id === projectId || opened.name !== projectId) return;
    navigate(fill(found.route.path, { ...found.params, project: opened.id }) + place.value.query, { replace: true });
  }, [project.value, projectId]);

  useEffect(() => {
    if (found === null) return;
    let wanted = true;
    found.route.load().then(
      (module) => {
        if (!wanted) return;
        setFailure(null);
        setShown({ route: found.route, View: module.default });
      },
      (error: unknown) => wanted && setFailure(error),
    );
    return () => {
      wanted = false;
    };
  }, [found?.route]);

  // A new page takes the focus to its heading, as a fresh document would.
  useEffect(() => {
    if (shown === null || arrived.current === place.value.path) return;
    const first = arrived.current === null;
    arrived.current = place.value.path;
    if (!first && shown.route.frame !== "bare") document.querySelector<HTMLElement>("h1[tabindex], main")?.focus({ preventScroll: true });
  }, [shown, place.value.path]);

  const overlays = (
    <>
      {paletteOpen.value && <Overlay load={() => import("./shell/Palette")} onClose={() => (paletteOpen.value = false)} />}
      {keySheetOpen.value && <Overlay load={() => import("./shell/KeySheet")} onClose={() => (keySheetOpen.value = false)} />}
      {accountOpen.value && <Overlay load={() => import("./shell/Account")} onClose={() => (accountOpen.value = false)} />}
    </>
  );

  if (failure !== null) {
    return (
      <main class="gate">
        <Note kind="error" action={<button type="button" class="btn" onClick={() => location.reload()}>Try again</button>}>
          {failure instanceof TypeError ? "This part of the app could not be fetched. The server may have been upgraded or be away." : sayError(failure)}
        </Note>
      </main>
    );
  }
  if (needsMe && !me.value) return <Waiting />;
  if (place.value.path === "/") return <Waiting />;
  if (found === null) {
    return (
      <Frame room={undefined} projectId={undefined}>
        <Page title="Not here">
          <Empty title="There is no page at this address" action={<a class="btn primary" href={startPath()}>Go to the start</a>}>
            It may have been moved, or the link was cut short.
          </Empty>
        </Page>
        {overlays}
      </Frame>
    );
  }
  const ready = shown !== null && shown.route === found.route;
  const query = new URLSearchParams(place.value.query);
  // A page about another project begins anew; one about another row of the same page does not.
  const view = ready ? <shown.View key={projectId ?? ""} params={found.params} query={query} /> : <Waiting />;
  return found.route.frame === "bare" ? (
    <>
      {view}
      {overlays}
    </>
  ) : (
    <Frame room={found.route.room} projectId={projectId}>
      {view}
      {overlays}
    </Frame>
  );
}

function Waiting(): JSX.Element {
  return (
    <main class="main">
      <Skeleton lines={4} />
    </main>
  );
}
