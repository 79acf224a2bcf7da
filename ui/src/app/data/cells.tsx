// Cells of the grid and what it says of a label: value, certainty, judges, why.
import type { JSX } from "preact";
import type { FieldSpec, ItemRow, Label } from "../../api/types";
import { Bead, Cert, standOf, Tally } from "../../components/Certainty";
import type { Column } from "../../components/Table";
import { titleOf } from "../../kinds/FieldsForm";
import { ValueView } from "../../kinds/ValueView";
import { sayWhy } from "./filters";

const SHOWN_FIELDS = 3;
const SHOWN_SLICES = 2;

/** The label that is least sure: what the row is judged by. */
export function weakest(labels: readonly Label[]): Label | null {
  return labels.reduce<Label | null>((least, one) => (least === null || (one.p ?? 2) < (least.p ?? 2) ? one : least), null);
}

export function CertOf({ label, state, onImage = false }: { label: Label | null; state: string; onImage?: boolean }): JSX.Element {
  if (state === "exception" || state === "dropped") return <Cert stand="exception" p={null} onImage={onImage} />;
  if (label === null) return <Cert stand="none" p={null} onImage={onImage} />;
  return <Cert stand={standOf(label.state, state === "review")} p={label.p} raw={label.gold_n === 0} onImage={onImage} />;
}

/** A decision's sentence: its first word is fixed, so it is set apart. */
export function Sentence({ text }: { text: string }): JSX.Element {
  const at = text.indexOf(":");
  if (at < 0) return <span class="why">{text}</span>;
  return (
    <span class="why">
      <b>{text.slice(0, at)}:</b>
      {text.slice(at + 1)}
    </span>
  );
}

export function columnsOf(fields: readonly FieldSpec[], rows: readonly ItemRow[], selected: ReadonlySet<string>, toggle: (id: string) => void): Column<ItemRow>[] {
  const columns: Column<ItemRow>[] = [
    {
      id: "select",
      head: <span class="spoken">Selected</span>,
      className: "data-check",
      cell: (row) => (
        <label class="check">
          <input type="checkbox" tabIndex={-1} checked={selected.has(row.id)} onChange={() => toggle(row.id)} aria-label={`Select ${row.key}`} />
        </label>
      ),
    },
  ];
  if (rows.some((row) => row.thumb_url !== null)) {
    columns.push({ id: "thumb", head: <span class="spoken">Picture</span>, className: "data-thumb", cell: (row) => row.thumb_url !== null && <img class="thumb" src={row.thumb_url} alt="" loading="lazy" decoding="async" fetchpriority="low" /> });
  }
  columns.push({ id: "key", head: "Item", sort: "key", className: "data-key", cell: (row) => <span class="mono">{row.key}</span> });
  if (rows.some((row) => row.text !== null)) {
    columns.push({
      id: "text",
      head: "Text",
      className: "data-text wide-only",
      cell: (row) => (
        <span class="clip" dir="auto">
          {row.text}
        </span>
      ),
    });
  }
  for (const field of fields.slice(0, SHOWN_FIELDS)) columns.push({ id: `field ${field.name}`, head: titleOf(field), className: "data-value", cell: (row) => <LabelCell field={field} row={row} /> });
  columns.push(
    { id: "p", head: "Certainty", sort: "p", cell: (row) => <CertOf label={weakest(row.labels)} state={row.state} /> },
    { id: "judgments", head: "Judges", sort: "judgments", className: "wide-only", cell: (row) => <Tally marks={row.tally.map((agrees) => ({ agrees }))} /> },
    { id: "why", head: "Why", className: "data-why wide-only", cell: (row) => (row.why === null ? <span class="faint">not judged yet</span> : <Sentence text={sayWhy(row.why, row.decision, row.state)} />) },
  );
  const slices = [...new Set(rows.flatMap((row) => Object.keys(row.slices)))].sort();
  for (const name of slices.slice(0, SHOWN_SLICES)) columns.push({ id: `slice ${name}`, head: name, className: "wide-only", cell: (row) => row.slices[name] });
  columns.push({ id: "seconds", head: "Seconds", num: true, className: "wide-only", cell: (row) => row.seconds?.toFixed(1) });
  return columns;
}

function LabelCell({ field, row }: { field: FieldSpec; row: ItemRow }): JSX.Element {
  const label = row.labels.find((one) => one.field === field.name);
  if (label === undefined || label.value === null) return <span class="faint">{row.labels.length === 0 ? "no label yet" : "no label"}</span>;
  return <ValueView field={field} value={label.value} />;
}

/** The glyph alone, for a picture's corner. */
export function Corner({ row }: { row: ItemRow }): JSX.Element {
  const label = weakest(row.labels);
  return label === null && row.state !== "exception" ? (
    <span class="cert on-image">
      <Bead stand="none" />
    </span>
  ) : (
    <CertOf label={label} state={row.state} onImage />
  );
}
