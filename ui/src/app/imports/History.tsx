// Imports so far, newest first: what each did, its rejected rows, and the way back.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { apiUrl, post, sayError } from "../../api/client";
import type { Import } from "../../api/types";
import { Note } from "../../components/Basics";
import { Dialog } from "../../components/Dialog";
import { saving } from "../footline";
import { may } from "../session";

export function History({ imports, again }: { imports: readonly Import[]; again: () => void }): JSX.Element | null {
  const [undoing, setUndoing] = useState<Import | null>(null);
  const [failed, setFailed] = useState<unknown>();
  if (imports.length === 0) return null;
  async function undo(one: Import): Promise<void> {
    setUndoing(null);
    try {
      await saving(post(`/imports/${one.id}/undo`));
      setTimeout(again, 1000);
    } catch (wrong) {
      setFailed(wrong);
    }
  }
  return (
    <section class="section">
      <header>
        <h2>Imports so far</h2>
      </header>
      {failed !== undefined && <Note kind="error">{sayError(failed)}</Note>}
      <div class="scroller">
        <table class="table plain">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">What</th>
              <th scope="col">State</th>
              <th scope="col" class="num">Added</th>
              <th scope="col" class="num">Updated</th>
              <th scope="col" class="num">Rejected</th>
              <th scope="col" />
            </tr>
          </thead>
          <tbody>
            {imports.map((one) => (
              <tr key={one.id}>
                <td class="soft">{new Date(one.made_at).toLocaleString()}</td>
                <td>{one.source}</td>
                <td class="soft">{one.error ?? one.state}</td>
                <td class="num">{one.report?.added.toLocaleString()}</td>
                <td class="num">{one.report?.updated.toLocaleString()}</td>
                <td class="num">{one.report !== null && one.report.rejected > 0 ? <a href={apiUrl(`/imports/${one.id}/report`, { format: "csv" })}>{one.report.rejected.toLocaleString()}</a> : "0"}</td>
                <td class="num">
                  {one.undoable && may("import.make") && (
                    <button type="button" class="btn" onClick={() => setUndoing(one)}>
                      Undo
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {undoing !== null && (
        <Dialog title="Undo this import?" onClose={() => setUndoing(null)}>
          <p>Items that nobody has judged are deleted. Items with judgments are withdrawn and keep them; items that it changed get their earlier content again.</p>
          <div class="row">
            <button type="button" class="btn danger" onClick={() => void undo(undoing)}>
              Undo the import
            </button>
            <button type="button" class="btn" onClick={() => setUndoing(null)}>
              Keep it
            </button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
