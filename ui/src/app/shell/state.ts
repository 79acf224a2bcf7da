// Which of the shell's overlays are open, and the commands that pages add to the palette.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { IconName } from "../../components/Icon";

export const paletteOpen = signal(false);
export const keySheetOpen = signal(false);
export const accountOpen = signal(false);

export interface Command {
  id: string;
  name: string;
  icon: IconName;
  /** What else it may be found by. */
  also?: string;
  href?: string;
  run?: () => void;
}

/** Finds things on the server while somebody types: items by key, people. */
export type Finder = (text: string, signal: AbortSignal) => Promise<readonly Command[]>;

export const commands = signal<readonly (readonly Command[])[]>([]);
export const finders = signal<readonly Finder[]>([]);

/** Offers commands in the palette while the page is there. */
export function useCommands(list: readonly Command[], deps: readonly unknown[]): void {
  useEffect(() => {
    commands.value = [...commands.value, list];
    return () => {
      commands.value = commands.value.filter((other) => other !== list);
    };
  }, deps);
}

export function useFinder(finder: Finder, deps: readonly unknown[]): void {
  useEffect(() => {
    finders.value = [...finders.value, finder];
    return () => {
      finders.value = finders.value.filter((other) => other !== finder);
    };
  }, deps);
}
