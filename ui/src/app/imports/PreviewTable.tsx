// The columns of what was sent, with samples, and what each is taken for.
import type { JSX } from "preact";
import type { ImportMapping, ImportPreview } from "../../api/types";
import { Note } from "../../components/Basics";
import { project } from "../project";
import { roleOf, withRole } from "./mapping";

export function PreviewTable({ preview, onMapping }: { preview: ImportPreview; onMapping: (mapping: ImportMapping) => void }): JSX.Element {
  const fields = project.value?.schema_version.fields ?? [];
  return (
    <>
      <header class="row">
        <h2>{preview.source}</h2>
        <span class="faint">
          {preview.format}
          {preview.encoding ? `, ${preview.encoding}` : ""}, {preview.files.toLocaleString()} {preview.files === 1 ? "file" : "files"}
        </span>
      </header>
      {preview.problems.length > 0 && (
        <Note kind="warn">
          Some of it would be rejected:
          <ul class="small">
            {preview.problems.slice(0, 5).map((row) => (
              <li key={`${row.source} ${row.row}`}>
                {row.source}
                {row.row === null ? "" : `, row ${row.row}`}: {row.message}
              </li>
            ))}
          </ul>
        </Note>
      )}
      {preview.columns.length > 0 && (
        <div class="scroller">
          <table class="table plain" data-testid="columns">
            <thead>
              <tr>
                <th scope="col">Column</th>
                <th scope="col">Taken for</th>
                <th scope="col">Samples</th>
              </tr>
            </thead>
            <tbody>
              {preview.columns.map((column) => (
                <tr key={column.name}>
                  <th scope="row" class="mono">
                    {column.name}
                  </th>
                  <td>
                    <select class="input" aria-label={`What ${column.name} is`} value={roleOf(preview.mapping, column.name)} onChange={(event) => onMapping(withRole(preview.mapping, column.name, event.currentTarget.value))}>
                      <option value="content">content</option>
                      <option value="text">the text</option>
                      <option value="key">the key</option>
                      <option value="slice">a slice</option>
                      {fields.map((field) => (
                        <option key={field.name} value={`gold:${field.name}`}>
                          known answers of {field.name}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td class="soft clip samples">{column.samples.slice(0, 3).join(" · ")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
