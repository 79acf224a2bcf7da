// Invites somebody with a link that works once, or gives those who are here the link to the work.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { create, sayError } from "../../api/client";
import type { Invitation, Role } from "../../api/types";
import { Note } from "../../components/Basics";
import { Dialog } from "../../components/Dialog";
import { Field } from "../../components/Field";
import { Icon } from "../../components/Icon";
import { saving } from "../footline";
import "./invite.css";

const ROLES: readonly { role: Role; does: string }[] = [
  { role: "annotator", does: "labels, and sees only their own work" },
  { role: "reviewer", does: "labels and decides where sides are apart" },
  { role: "scientist", does: "designs, imports, freezes and exports" },
  { role: "manager", does: "also invites and pauses" },
];

export function Invite({ project, name, onClose }: { project: string; name: string; onClose: () => void }): JSX.Element {
  const [role, setRole] = useState<Role>("annotator");
  const [made, setMade] = useState<Invitation | null>(null);
  const [failed, setFailed] = useState<unknown>();
  const work = new URL(`/w/${project}`, location.href).href;
  async function make(event: Event): Promise<void> {
    event.preventDefault();
    setFailed(undefined);
    try {
      setMade(await saving(create<Invitation>("/invitations", { role, project })));
    } catch (wrong) {
      setFailed(wrong);
    }
  }
  const does = ROLES.find((one) => one.role === role)?.does ?? "";
  return (
    <Dialog title={`Invite somebody to ${name}`} onClose={onClose}>
      {made === null ? (
        <form class="stack loose" onSubmit={(event) => void make(event)}>
          <Field label="They come as" hint={`${role[0]?.toUpperCase()}${role.slice(1)}: ${does}.`}>
            <select value={role} onChange={(event) => setRole(event.currentTarget.value as Role)}>
              {ROLES.map((one) => (
                <option key={one.role} value={one.role}>
                  {one.role}
                </option>
              ))}
            </select>
          </Field>
          {failed !== undefined && <Note kind="error">{sayError(failed)}</Note>}
          <div class="row">
            <button type="submit" class="btn">
              Make a link
            </button>
            <button type="button" class="btn quiet" onClick={onClose}>
              Cancel
            </button>
          </div>
        </form>
      ) : (
        <div class="stack">
          <p>Send this to one person. It works once, until {new Date(made.expires_at).toLocaleString()}, and is not shown again.</p>
          {made.url !== null && <Link url={made.url} name="invitation" />}
        </div>
      )}
      <div class="stack">
        <h3>For those who are members already</h3>
        <Link url={work} name="link to the work" />
      </div>
    </Dialog>
  );
}

function Link({ url, name }: { url: string; name: string }): JSX.Element {
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(url);
      setCopied(true);
    } catch {
      // The browser keeps the clipboard closed on plain http: the text can be selected by hand.
    }
  }
  return (
    <div class="command">
      <code class="copyable" tabIndex={0} aria-label={name}>
        {url}
      </code>
      <button type="button" class="btn quiet" onClick={() => void copy()} aria-label={`Copy the ${name}`}>
        <Icon name={copied ? "check" : "copy"} />
        {copied ? "Copied" : "Copy"}
      </button>
    </div>
  );
}
