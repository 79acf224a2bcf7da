// What was sent: its columns with samples and what each is taken for, and the first items as they
// would be. Nothing is stored yet.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ImportMapping, ImportPreview } from "../../api/types";
import { Note } from "../../components/Basics";
import { Bead } from "../../components/Certainty";
import { Icon } from "../../components/Icon";
import { project } from "../project";
import type { Chosen } from "./files";
import { isOurExport, nameOf, roleOf, withName, withRole } from "./mapping";

interface Props {
  preview: ImportPreview;
  chosen: readonly Chosen[];
  busy: boolean;
  onMapping: (mapping: ImportMapping) => void;
}

const SHOWN_PROBLEMS = 5;

export function PreviewTable({ preview, chosen, busy, onMapping }: Props): JSX.Element {
  const ours = isOurExport(preview.columns);
  return (
    <>
      <header class="row wrap preview-head">
        <h2>{preview.source}</h2>
        <span class="faint small">
          {preview.files.toLocaleString()} {preview.files === 1 ? "file" : "files"}, {size(preview.bytes)}; read on the server, not imported yet
        </span>
        <span class="push small soft row">
          <Icon name="check" tiny />
          {[preview.format, preview.encoding].filter(Boolean).join(", ")}
        </span>
      </header>
      {ours && <Note kind="info">This is an export of Ascertain. Its labels and judgments come back with the items.</Note>}
      <Problems preview={preview} />
      <div class="preview-parts" aria-busy={busy}>
        {preview.columns.length > 0 && <Columns preview={preview} onMapping={onMapping} />}
        <FirstItems preview={preview} chosen={chosen} />
      </div>
    </>
  );
}

function Problems({ preview }: { preview: ImportPreview }): JSX.Element | null {
  const { problems } = preview;
  if (problems.length === 0) return null;
  return (
    <Note kind="warn">
      <p>
        <b class="strong">
          {problems.length.toLocaleString()} of the first rows would be rejected.
        </b>{" "}
        The others come in.
      </p>
      <ul class="small">
        {problems.slice(0, SHOWN_PROBLEMS).map((row) => (
          <li key={`${row.source} ${row.row} ${row.code}`}>
            <span class="mono">{row.source}</span>
            {row.row === null ? "" : `, row ${row.row}`}: {row.message}
          </li>
        ))}
        {problems.length > SHOWN_PROBLEMS && <li class="faint">and {problems.length - SHOWN_PROBLEMS} more</li>}
      </ul>
    </Note>
  );
}

function Columns({ preview, onMapping }: { preview: ImportPreview; onMapping: (mapping: ImportMapping) => void }): JSX.Element {
  const fields = project.value?.schema_version.fields ?? [];
  const { mapping } = preview;
  return (
    <div class="scroller columns-map" tabIndex={0} role="region" aria-label="Columns">
      <table class="table plain" data-testid="columns">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">First values</th>
            <th scope="col">Use as</th>
            <th scope="col">Called</th>
          </tr>
        </thead>
        <tbody>
          {preview.columns.map((column) => {
            const role = roleOf(mapping, column.name);
            return (
              <tr key={column.name}>
                <th scope="row" class="mono">
                  {column.name}
                </th>
                <td class="soft clip samples" title={column.samples.join("\n")}>
                  {column.samples.slice(0, 3).join(" · ")}
                  {column.empty > 0 && <span class="faint"> {column.empty} empty</span>}
                </td>
                <td>
                  <select class="input" aria-label={`What ${column.name} is`} value={role} onChange={(event) => onMapping(withRole(mapping, column.name, event.currentTarget.value))}>
                    <option value="content">content</option>
                    <option value="text">the text</option>
                    <option value="key">key</option>
                    <option value="slice">slice</option>
                    {fields.map((field) => (
                      <option key={field.name} value={`gold:${field.name}`}>
                        gold: {field.name}
                      </option>
                    ))}
                  </select>
                </td>
                <td>
                  <Called role={role} name={nameOf(mapping, column.name)} column={column.name} onName={(name) => onMapping(withName(mapping, column.name, name))} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Called({ role, name, column, onName }: { role: string; name: string; column: string; onName: (name: string) => void }): JSX.Element {
  if (role === "content") {
    return <input class="input called" aria-label={`Name of ${column} in an item`} value={name} maxLength={120} onChange={(event) => onName(event.currentTarget.value.trim())} />;
  }
  if (role.startsWith("gold:")) {
    return (
      <span class="row soft small">
        <Bead stand="gold" />
        never shown
      </span>
    );
  }
  return <span class="faint small">{role === "key" ? "again: an update" : role === "slice" ? "to filter by" : "in reading type"}</span>;
}

const SHOWN_ITEMS = { pictures: 12, words: 5 };

interface Row {
  key: string;
  type: string;
  content: Record<string, unknown>;
  gold: Record<string, unknown>;
  source: string;
}

function FirstItems({ preview, chosen }: { preview: ImportPreview; chosen: readonly Chosen[] }): JSX.Element {
  const all = preview.rows as unknown as Row[];
  const rows = all.slice(0, all[0]?.type === "image" ? SHOWN_ITEMS.pictures : SHOWN_ITEMS.words);
  const pictures = usePictures(rows, chosen);
  return (
    <section class="first-items" aria-labelledby="first-items">
      <h3 id="first-items">The first items</h3>
      {rows.length === 0 && <p class="small faint">Nothing could be read as an item.</p>}
      <ul class={rows.some((row) => row.type === "image") ? "pictures" : "words"}>
        {rows.map((row) => (
          <li key={row.key}>
            {row.type === "image" && (pictures.has(row.key) ? <img src={pictures.get(row.key)} alt="" /> : <span class="no-picture" />)}
            {row.type === "text" && (
              <p class="clip-lines" dir="auto">
                {String(row.content["text"] ?? "")}
              </p>
            )}
            {row.type === "record" && (
              <dl class="small record-lines">
                {Object.entries(row.content).map(([name, value]) => (
                  <div key={name}>
                    <dt class="faint">{name}</dt>
                    <dd class="clip" dir="auto">
                      {typeof value === "string" ? value : JSON.stringify(value)}
                    </dd>
                  </div>
                ))}
              </dl>
            )}
            <p class="row micro">
              <span class="mono clip">{row.key}</span>
              {Object.keys(row.gold).length > 0 && (
                <span class="push row" title="its answer is known">
                  <Bead stand="gold" />
                  <span class="spoken">answer known</span>
                </span>
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Pictures that were chosen as files are shown from this machine; those in an archive are not. */
function usePictures(rows: readonly Row[], chosen: readonly Chosen[]): ReadonlyMap<string, string> {
  const [urls, setUrls] = useState<ReadonlyMap<string, string>>(new Map());
  const wanted = rows.filter((row) => row.type === "image").map((row) => `${row.key}\n${row.source}`).join("\n\n");
  useEffect(() => {
    const files = new Map(chosen.map((one) => [one.path, one.file]));
    const made = new Map<string, string>();
    for (const row of rows) {
      const file = row.type === "image" ? (files.get(row.source) ?? files.get(row.key)) : undefined;
      if (file !== undefined) made.set(row.key, URL.createObjectURL(file));
    }
    setUrls(made);
    return () => made.forEach((url) => URL.revokeObjectURL(url));
  }, [wanted, chosen]);
  return urls;
}

const KILO = 1000;

function size(bytes: number): string {
  if (bytes < KILO) return `${bytes} bytes`;
  if (bytes < KILO * KILO) return `${Math.round(bytes / KILO)} kB`;
  return `${(bytes / KILO / KILO).toFixed(1)} MB`;
}
