// What a kind's Panel is given. Panels hold no answer of their own: the bench does.
import type { ComponentType } from "preact";
import type { FieldLike } from "../engine/fields";
import type { Config, Hotkey } from "../engine/kind";

export interface PanelProps {
  field: FieldLike & Config;
  value: unknown;
  /** `undefined` takes the answer away. `group` joins steps of undo; `settles` may move on. */
  onChange: (value: unknown, how?: { group?: string; settles?: boolean }) => void;
  /** Id of the element that names the field, and of its problems where there are some. */
  labelledBy: string;
  describedBy: string | undefined;
  invalid: boolean;
  /** Keys that work for this field now; empty while another field has them. */
  hotkeys: readonly Hotkey[];
  disabled: boolean;
}

export type Panel = ComponentType<PanelProps>;
