// Choice: one class, or several. On the wire a class id, or a list of ids in the field's order.
import { problem, type Config, type Hotkey, type Kind, type Part, type Problem } from "../../engine/kind";

export interface ChoiceClass {
  id: string;
  name: string;
  description?: string;
  color: string;
  hotkey?: string;
  retired: boolean;
}

const PALETTE = 12;
/** After 1 to 9: letters of the middle rows that no bench uses for itself. */
const MORE_KEYS = "qwertyiopdjklvnm";

/** The classes of a field, filled in: names, and colours in hotkey order. Retired ones too. */
export function classesOf(config: Config): ChoiceClass[] {
  const raw = Array.isArray(config["classes"]) ? config["classes"] : [];
  return raw.map((one: unknown, place) => {
    const color = `var(--c${(place % PALETTE) + 1})`;
    if (typeof one === "string") return { id: one, name: one, color, retired: false };
    const given = one as Partial<ChoiceClass> & { id: string };
    return { ...given, name: given.name || given.id, color: given.color ?? color, retired: given.retired === true };
  });
}

export const isMultiple = (config: Config): boolean => config["multiple"] === true;

function least(config: Config): number {
  return typeof config["min"] === "number" ? config["min"] : 1;
}

function check(value: unknown, config: Config): Problem[] {
  const classes = new Map(classesOf(config).map((one) => [one.id, one]));
  const classProblem = (id: unknown): Problem[] => {
    if (typeof id !== "string") return [problem("value.type", "Choose one of the classes.")];
    const found = classes.get(id);
    if (found === undefined) return [problem("value.unknown-class", `“${id}” is not one of the classes.`)];
    return found.retired ? [problem("value.retired-class", `“${found.name}” is no longer used. Choose another.`)] : [];
  };
  if (!isMultiple(config)) {
    return Array.isArray(value) ? [problem("value.type", "Choose one class; this field takes one.")] : classProblem(value);
  }
  if (!Array.isArray(value)) return [problem("value.type", "This field takes a list of classes.")];
  const out = value.flatMap(classProblem);
  const most = config["max"];
  if (new Set(value).size < value.length) out.push(problem("value.repeated", "A class is named twice; name it once."));
  if (value.length < least(config)) out.push(problem("value.too-few", `Choose at least ${least(config)}.`));
  if (typeof most === "number" && value.length > most) out.push(problem("value.too-many", `Choose at most ${most}.`));
  return out;
}

function normal(value: unknown, config: Config): unknown {
  if (!Array.isArray(value)) return value;
  const place = new Map(classesOf(config).map((one, at) => [one.id, at]));
  const at = (id: string): number => place.get(id) ?? place.size;
  return [...(value as string[])].sort((a, b) => at(a) - at(b) || (a < b ? -1 : a > b ? 1 : 0));
}

function write(value: unknown, config: Config): Part[] {
  const classes = new Map(classesOf(config).map((one) => [one.id, one]));
  return (Array.isArray(value) ? value : [value]).map((id: unknown) => {
    const found = classes.get(String(id));
    return found === undefined ? { text: String(id) } : { text: found.name, color: found.color };
  });
}

/** The value after a class is pressed. A multiple choice without any class has no value. */
export function choose(value: unknown, id: string, config: Config): { value: unknown; settles: boolean } {
  if (!isMultiple(config)) return { value: id, settles: true };
  const now = Array.isArray(value) ? (value as string[]) : [];
  const next = now.includes(id) ? now.filter((one) => one !== id) : [...now, id];
  return { value: next.length === 0 ? undefined : normal(next, config), settles: false };
}

/**
 * A key for each class that can be chosen: its own hotkey; else its name where all names are single
 * digits (the digit 7 is on 7); else 1 to 9 in order, then free letters.
 */
function hotkeys(config: Config, reserved: ReadonlySet<string>): Hotkey[] {
  const live = classesOf(config).filter((one) => !one.retired);
  const own = new Set(live.flatMap((one) => (one.hotkey ? [one.hotkey.toLowerCase()] : [])));
  const digits = live.length > 0 && live.every((one) => /^\d$/.test(one.name));
  const free = [..."123456789", ...MORE_KEYS].filter((key) => !own.has(key) && !reserved.has(key));
  return live.flatMap((one) => {
    const key = one.hotkey?.toLowerCase() ?? (digits && !own.has(one.name) ? one.name : free.shift());
    return key === undefined ? [] : [{ id: one.id, key, label: one.name, press: (value: unknown) => choose(value, one.id, config) }];
  });
}

export const choice: Kind = { name: "choice", version: 1, check, normal, write, hotkeys };
