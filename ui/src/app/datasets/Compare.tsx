// What differs between two versions: counts, and the first thousand differences by item.
import type { JSX } from "preact";
import { get, sayError } from "../../api/client";
import type { DatasetDiff, DatasetVersion, DiffRow, FieldSpec } from "../../api/types";
import { Note, Skeleton } from "../../components/Basics";
import { Field } from "../../components/Field";
import { Table, type Column } from "../../components/Table";
import { titleOf } from "../../kinds/FieldsForm";
import { ValueView } from "../../kinds/ValueView";
import { setQuery } from "../router";
import { useData } from "../useData";
import { DIFFERENCE, sayDiff, writeHash } from "./words";

const titleOfVersion = (one: DatasetVersion): string => `${one.name}@${one.n}`;

export function Compare({ versions, project, fields, a, b }: { versions: readonly DatasetVersion[]; project: string; fields: readonly FieldSpec[]; a: string | null; b: string | null }): JSX.Element {
  const titles = versions.map(titleOfVersion);
  const from = a !== null && titles.includes(a) ? a : (titles[1] ?? "");
  const to = b !== null && titles.includes(b) ? b : (titles[0] ?? "");
  const { data, error, loading } = useData(`diff ${project} ${from} ${to}`, (signal) => get<DatasetDiff>("/datasets/diff", { a: from, b: to, project }, signal));
  const pick = (label: string, value: string, name: string): JSX.Element => (
    <Field label={label}>
      <select class="input dataset-name" value={value} onChange={(event) => setQuery({ [name]: event.currentTarget.value })}>
        {titles.map((title) => (
          <option key={title} value={title}>
            {title}
          </option>
        ))}
      </select>
    </Field>
  );
  const columns: readonly Column<DiffRow>[] = [
    { id: "key", head: "Item", cell: (row) => <a class="mono" href={`/p/${project}/data?q=${encodeURIComponent(row.key)}`}>{row.key}</a> },
    { id: "what", head: "What", cell: (row) => <span class="soft">{DIFFERENCE[row.what] ?? row.what}</span> },
    { id: "field", head: "Field", className: "wide-only", cell: (row) => (row.field === null ? "" : titleOf(fields.find((one) => one.name === row.field) ?? { name: row.field, kind: "" })) },
    { id: "before", head: from, cell: (row) => <Side row={row} value={row.before} fields={fields} /> },
    { id: "after", head: to, cell: (row) => <Side row={row} value={row.after} fields={fields} /> },
  ];
  const all = data === undefined ? 0 : data.added + data.removed + data.changed + data.content;
  return (
    <section class="section stack loose">
      <header>
        <h2>What differs?</h2>
      </header>
      <div class="row wrap wide">
        {pick("From", from, "a")}
        {pick("To", to, "b")}
      </div>
      {error !== undefined && <Note kind="error">{sayError(error)}</Note>}
      {loading && <Skeleton lines={3} />}
      {data !== undefined && (
        <>
          <p>{sayDiff(data)}</p>
          {data.rows.length > 0 && (
            <div class="diff">
              <Table label={`Differences between ${from} and ${to}`} columns={columns} rows={data.rows} keyOf={(row) => `${row.key} ${row.field ?? ""} ${row.what}`} />
            </div>
          )}
          {all > data.rows.length && <p class="small faint">The first {data.rows.length.toLocaleString()} of {all.toLocaleString()} differences.</p>}
        </>
      )}
    </section>
  );
}

function Side({ row, value, fields }: { row: DiffRow; value: unknown; fields: readonly FieldSpec[] }): JSX.Element {
  if (row.what === "content") return <span class="mono faint">{typeof value === "string" ? writeHash(value, 2) : ""}</span>;
  if (value === null || value === undefined) return <span class="faint">{row.field === null ? "not in it" : "no label"}</span>;
  if (row.field !== null) return <One name={row.field} value={value} fields={fields} />;
  const labels = Object.entries(value as Record<string, unknown>);
  return labels.length === 0 ? (
    <span class="faint">without a label</span>
  ) : (
    <span class="value-parts">
      {labels.map(([name, one]) => (
        <One key={name} name={name} value={one} fields={fields} />
      ))}
    </span>
  );
}

const One = ({ name, value, fields }: { name: string; value: unknown; fields: readonly FieldSpec[] }): JSX.Element => <ValueView field={fields.find((one) => one.name === name) ?? { name, kind: "raw" }} value={value} />;
