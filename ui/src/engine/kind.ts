// What the front end knows of an annotation kind. Pure; the Panel beside it draws.

export interface Problem {
  code: string;
  message: string;
}

/** Configuration of a kind as it stands in a field on the wire. */
export type Config = Readonly<Record<string, unknown>>;

/** A key that gives or changes an answer. */
export interface Hotkey {
  /** What it chooses: a class id. */
  id: string;
  key: string;
  label: string;
  /** The value after the press; `settles`: nothing more is to be said in this field. */
  press: (value: unknown) => { value: unknown; settles: boolean };
}

/** A value in words, with the colour of a class where there is one. */
export interface Part {
  text: string;
  color?: string;
}

export interface Kind {
  name: string;
  version: number;
  /** What is wrong with a value: type, unknown class, range. */
  check: (value: unknown, config: Config) => Problem[];
  /** The one form in which a right value is sent. */
  normal: (value: unknown, config: Config) => unknown;
  /** For people: names, not ids. */
  write: (value: unknown, config: Config) => Part[];
  /** Keys of this field; `reserved` are taken by the workbench. */
  hotkeys?: (config: Config, reserved: ReadonlySet<string>) => Hotkey[];
}

export const problem = (code: string, message: string): Problem => ({ code, message });
