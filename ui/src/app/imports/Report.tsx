// What an import has done, is doing, or would do: counts, rejected rows with their reasons, and both as files.
import type { JSX } from "preact";
import { apiUrl } from "../../api/client";
import type { Import } from "../../api/types";
import { Note, Progress } from "../../components/Basics";
import { Icon } from "../../components/Icon";

export const isActive = (one: Import): boolean => one.state === "queued" || one.state === "running" || one.state === "undoing";

export function Running({ one, stop }: { one: Import; stop?: () => void }): JSX.Element {
  const words = one.state === "queued" ? "Waiting to begin" : one.state === "undoing" ? "Being taken back" : `${Math.round(one.progress * 100)} %`;
  return (
    <div class="stack" data-testid="import-running">
      <p>
        {one.dry_run ? "Checking" : "Importing"} <b class="strong">{one.source}</b>
      </p>
      <Progress share={one.state === "running" ? one.progress : null} {...(stop && one.state !== "undoing" ? { stop } : {})}>
        {words}
      </Progress>
    </div>
  );
}

/** In one sentence, from the report's own counts. */
export function sayReport(one: Import): string {
  const report = one.report;
  if (report === null) return one.error ?? `The import was ${one.state}.`;
  if (report.message) return report.message;
  const n = (count: number, word: string): string[] => (count > 0 ? [`${count.toLocaleString()} ${word}`] : []);
  const parts = [...n(report.added, one.dry_run ? "would be added" : "added"), ...n(report.updated, one.dry_run ? "would be updated" : "updated"), ...n(report.unchanged, "unchanged"), ...n(report.rejected, "rejected")];
  return parts.length === 0 ? "There was nothing in it." : `${parts.join(", ")}, of ${report.read.toLocaleString()} read.`;
}

export function Result({ one }: { one: Import }): JSX.Element {
  const rejected = one.report?.rejected ?? 0;
  const kind = one.report === null ? "error" : rejected > 0 ? "warn" : "ok";
  return (
    <div class="stack" data-testid="import-result">
      <Note kind={kind}>
        <b class="strong">{one.dry_run ? `${one.source}, checked; nothing is stored.` : one.source}</b> {sayReport(one)}
      </Note>
      {rejected > 0 && <Rejected one={one} />}
    </div>
  );
}

const SHOWN = 20;

export function Rejected({ one }: { one: Import }): JSX.Element | null {
  const report = one.report;
  if (report === null || report.rejected === 0) return null;
  return (
    <div class="stack">
      <div class="row wrap">
        <h2>Rejected rows</h2>
        {report.rejected > Math.min(SHOWN, report.rows.length) && <span class="faint small">the first {Math.min(SHOWN, report.rows.length)} of {report.rejected.toLocaleString()}</span>}
        <span class="push row">
          {(["csv", "json"] as const).map((format) => (
            <a key={format} class="btn" href={apiUrl(`/imports/${one.id}/report`, { format })} download>
              <Icon name="download" />
              {format.toUpperCase()}
            </a>
          ))}
        </span>
      </div>
      <div class="scroller" tabIndex={0} role="region" aria-label="Rejected rows">
        <table class="table plain">
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col" class="num">
                Row
              </th>
              <th scope="col">Key</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {report.rows.slice(0, SHOWN).map((row, index) => (
              <tr key={index}>
                <td class="mono">{row.source}</td>
                <td class="num">{row.row ?? "all"}</td>
                <td class="mono">{row.key}</td>
                <td class="why-cell">{row.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
