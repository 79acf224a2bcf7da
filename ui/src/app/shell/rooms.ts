// The rooms of a project and of the workspace, in their one order, with letter and icon.
import type { IconName } from "../../components/Icon";

export interface Room {
  id: string;
  name: string;
  icon: IconName;
  letter: string;
}

export const PROJECT_ROOMS: readonly Room[] = [
  { id: "home", name: "Home", icon: "home", letter: "h" },
  { id: "data", name: "Data", icon: "data", letter: "d" },
  { id: "design", name: "Design", icon: "design", letter: "e" },
  { id: "flow", name: "Flow", icon: "flow", letter: "f" },
  { id: "people", name: "People", icon: "people", letter: "p" },
  { id: "quality", name: "Quality", icon: "quality", letter: "q" },
  { id: "models", name: "Models", icon: "models", letter: "m" },
  { id: "datasets", name: "Datasets", icon: "datasets", letter: "s" },
  { id: "settings", name: "Settings", icon: "settings", letter: "," },
];

export const WORKSPACE_ROOMS: readonly Room[] = [
  { id: "work", name: "Work", icon: "check", letter: "w" },
  { id: "projects", name: "Projects", icon: "grid", letter: "a" },
  { id: "members", name: "Members", icon: "people", letter: "b" },
  { id: "sources", name: "Sources", icon: "link", letter: "o" },
  { id: "tokens", name: "Tokens", icon: "key", letter: "t" },
  { id: "workspace", name: "Workspace", icon: "settings", letter: "k" },
];
