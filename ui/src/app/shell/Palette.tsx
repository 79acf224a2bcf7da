// Ctrl K: rooms, projects, what the page offers, and what the server finds, in one list.
import type { JSX } from "preact";
import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { get } from "../../api/client";
import type { Listing, ProjectSummary } from "../../api/types";
import { Dialog } from "../../components/Dialog";
import { Icon } from "../../components/Icon";
import { Key } from "../../components/Key";
import { project } from "../project";
import { navigate } from "../router";
import { signOut } from "../session";
import { setTheme } from "../theme";
import { roomHref } from "./Nav";
import { PROJECT_ROOMS, WORKSPACE_ROOMS } from "./rooms";
import { commands, finders, keySheetOpen, type Command } from "./state";

const SHOWN = 12;

function standing(): Command[] {
  const out: Command[] = [];
  const current = project.value;
  if (current !== null) {
    for (const room of PROJECT_ROOMS) {
      const href = roomHref(room.id, current.id);
      if (href !== null) out.push({ id: `room-${room.id}`, name: `${room.name} of ${current.name}`, icon: room.icon, href });
    }
    out.push({ id: "label", name: `Label in ${current.name}`, icon: "check", also: "work workbench", href: `/w/${current.id}` });
    out.push({ id: "review", name: `Review in ${current.name}`, icon: "quality", href: `/review/${current.id}` });
  }
  for (const room of WORKSPACE_ROOMS) {
    const href = roomHref(room.id, undefined);
    if (href !== null) out.push({ id: `room-${room.id}`, name: room.name, icon: room.icon, href });
  }
  out.push({ id: "keys", name: "Keys on this page", icon: "info", also: "help shortcuts", run: () => (keySheetOpen.value = true) });
  for (const theme of ["light", "dark", "system"] as const) {
    out.push({ id: `theme-${theme}`, name: theme === "system" ? "Theme of the system" : `Theme: ${theme}`, icon: "eye", also: "colour mode", run: () => setTheme(theme) });
  }
  out.push({ id: "signout", name: "Sign out", icon: "user", run: () => void signOut() });
  return out;
}

/** Every word typed must occur; names that begin with the text come first. */
export function search(all: readonly Command[], text: string): Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = all.filter((one) => {
    const hay = `${one.name} ${one.also ?? ""}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
  const begins = (one: Command): number => (one.name.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1);
  return hits.sort((a, b) => begins(a) - begins(b));
}

export default function Palette({ onClose }: { onClose: () => void }): JSX.Element {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [projects, setProjects] = useState<readonly Command[]>([]);
  const [found, setFound] = useState<readonly Command[]>([]);
  const list = useId();
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    input.current?.focus();
    get<Listing<ProjectSummary>>("/projects", { limit: 100 }).then(
      ({ data }) => setProjects(data.map((one) => ({ id: `project-${one.id}`, name: one.name, icon: "grid" as const, also: "project", href: roomHref("home", one.id) ?? `/w/${one.id}` }))),
      () => undefined, // the palette works without
    );
  }, []);

  useEffect(() => {
    if (text.trim().length < 2) {
      setFound([]);
      return;
    }
    const ended = new AbortController();
    const timer = setTimeout(() => {
      void Promise.allSettled(finders.value.map((finder) => finder(text.trim(), ended.signal))).then((answers) => {
        if (!ended.signal.aborted) setFound(answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : [])));
      });
    }, 150);
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [text]);

  const hits = useMemo(() => [...search([...commands.value.flat(), ...standing(), ...projects], text), ...found].slice(0, SHOWN), [text, projects, found, commands.value]);
  const here = Math.min(at, Math.max(hits.length - 1, 0));

  function go(command: Command | undefined): void {
    if (command === undefined) return;
    onClose();
    if (command.href !== undefined) navigate(command.href);
    else command.run?.();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "ArrowDown") setAt((here + 1) % Math.max(hits.length, 1));
    else if (event.key === "ArrowUp") setAt((here - 1 + hits.length) % Math.max(hits.length, 1));
    else if (event.key === "Enter") go(hits[here]);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog title="Go to or do" kind="palette" onClose={onClose}>
      <input
        ref={input}
        class="input"
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={hits[here] ? `${list}-${here}` : undefined}
        aria-label="Go to or do"
        placeholder="Go to or do"
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul class="menu" role="listbox" id={list} aria-label="Results">
        {hits.map((hit, index) => (
          <li key={hit.id} id={`${list}-${index}`} role="option" aria-selected={index === here} class={index === here ? "on" : undefined} onClick={() => go(hit)}>
            <Icon name={hit.icon} />
            <span class="clip">{hit.name}</span>
            {index === here && <Key name="Enter" />}
          </li>
        ))}
      </ul>
      {hits.length === 0 && <p class="small soft palette-none">Nothing here is called that. Item keys are found from two letters on, inside a project.</p>}
    </Dialog>
  );
}
