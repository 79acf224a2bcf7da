// Imports so far, newest first: what each did, its rejected rows, and the way back.
import type { JSX } from "preact";
import { Fragment } from "preact";
import { useState } from "preact/hooks";
import { post, sayError } from "../../api/client";
import type { Import } from "../../api/types";
import { Note } from "../../components/Basics";
import { Dialog } from "../../components/Dialog";
import { When } from "../../components/When";
import { saving } from "../footline";
import { may } from "../session";
import { isActive, Rejected, sayReport } from "./Report";

export function History({ imports, changed }: { imports: readonly Import[]; changed: () => void }): JSX.Element | null {
  const [undoing, setUndoing] = useState<Import | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [failed, setFailed] = useState<unknown>();
  if (imports.length === 0) return null;
  async function undo(one: Import): Promise<void> {
    setUndoing(null);
    setFailed(undefined);
    try {
      await saving(post(`/imports/${one.id}/undo`));
    } catch (wrong) {
      setFailed(wrong);
    }
    changed();
  }
  return (
    <section class="section" aria-labelledby="so-far">
      <header>
        <h2 id="so-far">Imports so far</h2>
      </header>
      {failed !== undefined && <Note kind="error">{sayError(failed)}</Note>}
      <ul class="import-list">
        {imports.map((one) => (
          <Fragment key={one.id}>
            <li data-testid="import-row">
              <span class="import-name">
                <b class="strong clip">{one.source}</b>
                <span class="small faint">
                  <When at={one.made_at} />, {one.made_by}
                </span>
              </span>
              <span class="small soft import-says">
                {stateWords(one)}
                {(one.report?.rejected ?? 0) > 0 && (
                  <>
                    {" "}
                    <button type="button" class="linkish small" aria-expanded={open === one.id} onClick={() => setOpen(open === one.id ? null : one.id)}>
                      {open === one.id ? "Hide the rejected rows" : "See the rejected rows"}
                    </button>
                  </>
                )}
              </span>
              {one.undoable && may("import.make") ? (
                <button type="button" class="btn" onClick={() => setUndoing(one)} aria-label={`Undo the import of ${one.source}`}>
                  Undo
                </button>
              ) : (
                <span />
              )}
            </li>
            {open === one.id && (
              <li class="import-rejected">
                <Rejected one={one} />
              </li>
            )}
          </Fragment>
        ))}
      </ul>
      {undoing !== null && <UndoDialog one={undoing} undo={() => void undo(undoing)} onClose={() => setUndoing(null)} />}
    </section>
  );
}

function stateWords(one: Import): string {
  if (isActive(one)) return one.state === "queued" ? "Waits to begin." : one.state === "undoing" ? "Is being taken back." : `Runs, ${Math.round(one.progress * 100)} %.`;
  const said = one.state === "failed" ? `Failed. ${one.error ?? ""}` : one.state === "cancelled" ? "Stopped; what it had stored was taken back." : one.state === "undone" ? "Taken back." : one.dry_run ? `Only checked. ${sayReport(one)}` : sayReport(one);
  const taken = one.taken;
  if (taken === null || taken.deleted + taken.withdrawn + taken.restored + taken.kept === 0) return said;
  const parts = [
    [taken.deleted, "deleted"],
    [taken.withdrawn, "withdrawn with their judgments"],
    [taken.restored, "given their earlier content"],
    [taken.kept, "kept: a later import changed them"],
  ] as const;
  return `${said} ${parts.filter(([n]) => n > 0).map(([n, words]) => `${n.toLocaleString()} ${words}`).join(", ")}.`;
}

function UndoDialog({ one, undo, onClose }: { one: Import; undo: () => void; onClose: () => void }): JSX.Element {
  const { added, updated } = one.report ?? { added: 0, updated: 0 };
  return (
    <Dialog title={`Undo the import of ${one.source}?`} onClose={onClose}>
      <ul class="stack soft">
        {added > 0 && <li>{added.toLocaleString()} {added === 1 ? "item" : "items"} that it added: deleted where nobody has judged them, otherwise withdrawn with their judgments.</li>}
        {updated > 0 && <li>{updated.toLocaleString()} {updated === 1 ? "item" : "items"} that it changed: get their earlier content back, unless a later import changed them again.</li>}
        <li>No judgment is deleted.</li>
      </ul>
      <div class="row">
        <button type="button" class="btn danger" onClick={undo}>
          Undo the import
        </button>
        <button type="button" class="btn quiet" onClick={onClose}>
          Keep it
        </button>
      </div>
    </Dialog>
  );
}
