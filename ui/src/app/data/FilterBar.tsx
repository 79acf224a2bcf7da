// Filters as chips, the text search, the count of all that match, and how the items are looked at.
import type { JSX, RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { FieldSpec } from "../../api/types";
import { Segments } from "../../components/Basics";
import { Icon } from "../../components/Icon";
import { classesOf } from "../../kinds/choice/kind";
import { titleOf } from "../../kinds/FieldsForm";
import { Cap } from "../keys";
import { may } from "../session";
import { chipsOf, SORTS, without, type Filters } from "./filters";

const TYPING_MS = 300;

export interface FilterBarProps {
  filters: Filters;
  fields: readonly FieldSpec[];
  sort: string;
  total: number | null;
  pictures: boolean;
  selected: number;
  search: RefObject<HTMLInputElement | null>;
  onChange: (filters: Filters) => void;
  onSort: (sort: string) => void;
  onView: (pictures: boolean) => void;
  onSheet: () => void;
  onPriority: () => void;
  onClear: () => void;
}

const VIEWS = [
  {
    value: "table",
    name: (
      <>
        <Icon name="list" />
        <span class="spoken">Table</span>
      </>
    ),
  },
  {
    value: "pictures",
    name: (
      <>
        <Icon name="grid" />
        <span class="spoken">Pictures</span>
      </>
    ),
  },
] as const;

export function FilterBar(props: FilterBarProps): JSX.Element {
  const { filters, fields } = props;
  const find = (name: string): FieldSpec | undefined => fields.find((field) => field.name === name);
  const chips = chipsOf(filters, {
    field: (name) => titleOf(find(name) ?? { name, kind: "" }),
    cls: (name, id) => classesOf(find(name) ?? {}).find((one) => one.id === id)?.name ?? id,
  });
  return (
    <div class="filterbar data-bar" role="search" aria-label="Items">
      <Search value={filters["q"] ?? ""} input={props.search} onChange={(q) => props.onChange(q === "" ? without(filters, ["q"]) : { ...filters, q })} />
      {chips
        .filter((chip) => chip.names[0] !== "q")
        .map((chip) => (
          <span key={chip.field} class="chip">
            {chip.field} <b>{chip.condition}</b>
            <button type="button" class="chip-x" aria-label={`Without ${chip.field} ${chip.condition}`} onClick={() => props.onChange(without(filters, chip.names))}>
              <Icon name="x" tiny />
            </button>
          </span>
        ))}
      <button type="button" class="btn quiet" onClick={props.onSheet}>
        <Icon name="plus" /> Filter <Cap of="data.filter" />
      </button>
      {props.selected > 0 && (
        <span class="row tight data-chosen">
          <span class="small">{props.selected.toLocaleString()} selected</span>
          {may("project.change") && (
            <button type="button" class="btn" onClick={props.onPriority}>
              Priority <Cap of="data.priority" />
            </button>
          )}
          <button type="button" class="btn quiet" onClick={props.onClear}>
            None
          </button>
        </span>
      )}
      <span class="push small soft data-count" role="status">
        {props.total !== null && `${props.total.toLocaleString()} ${props.total === 1 ? "item" : "items"}`}
      </span>
      <select class="input data-sort" aria-label="Order" value={props.sort} onChange={(event) => props.onSort(event.currentTarget.value)}>
        {Object.entries(SORTS).map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <Segments label="View" options={VIEWS} value={props.pictures ? "pictures" : "table"} onChange={(view) => props.onView(view === "pictures")} />
    </div>
  );
}

/** Searches a moment after the last letter, at once on Enter. */
function Search({ value, input, onChange }: { value: string; input: RefObject<HTMLInputElement | null>; onChange: (text: string) => void }): JSX.Element {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label class="data-search">
      <Icon name="search" tiny />
      <span class="spoken">Search in the text</span>
      <input
        ref={input}
        class="input"
        type="search"
        placeholder="Text or name"
        value={text}
        maxLength={200}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onChange(text.trim());
          else if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
    </label>
  );
}
