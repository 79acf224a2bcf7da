// The kinds that the front end knows, each a word here. Another one's values are edited as JSON.
import type { FieldLike } from "../engine/fields";
import type { Config, Kind, Part } from "../engine/kind";
import { choice } from "./choice/kind";
import { ChoicePanel } from "./choice/Panel";
import { number } from "./number/kind";
import { NumberPanel } from "./number/Panel";
import type { Panel } from "./panel";
import { raw } from "./raw/kind";
import { RawPanel } from "./raw/Panel";
import { text } from "./text/kind";
import { TextPanel } from "./text/Panel";

interface Entry {
  kind: Kind;
  Panel: Panel;
}

const KINDS: Readonly<Record<string, Entry>> = {
  choice: { kind: choice, Panel: ChoicePanel },
  number: { kind: number, Panel: NumberPanel },
  text: { kind: text, Panel: TextPanel },
};

const OTHER: Entry = { kind: raw, Panel: RawPanel };

export const kindOf = (field: FieldLike): Entry => (Object.hasOwn(KINDS, field.kind) ? KINDS[field.kind] : undefined) ?? OTHER;

/** A field's value in words: names of classes, not ids. */
export const writeValue = (field: FieldLike & Config, value: unknown): Part[] => (value === undefined || value === null ? [] : kindOf(field).kind.write(value, field));
