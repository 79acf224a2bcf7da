// Who may work in a project: everybody in the workspace, or those chosen.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { get, sayError } from "../../api/client";
import type { Listing, Member } from "../../api/types";
import { Note } from "../../components/Basics";
import { byHandle } from "../members/roles";
import { project } from "../project";
import { changeProject } from "../settings/change";
import { may } from "../session";
import { useData } from "../useData";

const WORKS: ReadonlySet<string> = new Set(["owner", "manager", "scientist", "reviewer", "annotator"]);

export function Allowed({ id }: { id: string }): JSX.Element | null {
  const now = project.value;
  const members = useData(may("member.read") ? "members" : null, (signal) => get<Listing<Member>>("/members", { limit: 500 }, signal));
  const [draft, setDraft] = useState<readonly string[] | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  if (now === null) return null;
  const chosen = draft ?? now.annotators;
  const able = (members.data?.data ?? []).filter((one) => one.state !== "erased" && one.state !== "disabled" && one.roles.some((role) => WORKS.has(role))).sort((a, b) => byHandle(a.handle, b.handle));
  const everybody = draft === null ? now.annotators.length === 0 : false;
  const writable = may("project.change");

  async function save(next: readonly string[]): Promise<void> {
    try {
      await changeProject(id, { annotators: [...next] });
      setDraft(null);
      setFailure(null);
    } catch (error) {
      setFailure(error);
    }
  }

  return (
    <section class="section">
      <header>
        <h2>Who may work here</h2>
      </header>
      {failure !== null && <Note kind="error">{sayError(failure)}</Note>}
      <div class="stack">
        <label class="check">
          <input type="radio" name="allowed" checked={everybody} disabled={!writable} onChange={() => void save([])} />
          Everybody in the workspace who labels or reviews
        </label>
        <label class="check">
          <input type="radio" name="allowed" checked={!everybody} disabled={!writable} onChange={() => setDraft(now.annotators)} />
          Only those chosen here
        </label>
        {!everybody && (
          <fieldset class="allowed">
            <legend class="spoken">Members who may work here</legend>
            {able.map((one) => (
              <label key={one.id} class="check">
                <input type="checkbox" disabled={!writable} checked={chosen.includes(one.id)} onChange={() => setDraft(chosen.includes(one.id) ? chosen.filter((other) => other !== one.id) : [...chosen, one.id])} />
                {one.handle} <span class="faint small">{one.roles.join(", ").replaceAll("_", " ")}</span>
              </label>
            ))}
          </fieldset>
        )}
        {draft !== null && (
          <div class="row">
            <button type="button" class="btn" disabled={draft.length === 0} onClick={() => void save(draft)}>
              Save: {draft.length} may work here
            </button>
            <button type="button" class="btn quiet" onClick={() => setDraft(null)}>
              Leave as it was
            </button>
            {draft.length === 0 && <span class="small faint">Choose at least one, or everybody.</span>}
          </div>
        )}
        <p class="small faint">Whoever is taken out gets no new task here; what they hold they may finish, and what they did counts.</p>
      </div>
    </section>
  );
}
