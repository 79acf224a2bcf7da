// Who is in the workspace: invite, give roles, end a membership, help somebody back in.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { create, get, patch, remove, sayError } from "../../api/client";
import type { Invitation, Listing, Member, Role, SignInLink } from "../../api/types";
import { Note, Skeleton } from "../../components/Basics";
import { Dialog } from "../../components/Dialog";
import { Field } from "../../components/Field";
import { Icon } from "../../components/Icon";
import { Table, type Column } from "../../components/Table";
import { saving } from "../footline";
import { may, me } from "../session";
import { Page } from "../shell/Page";
import { useData } from "../useData";

const ROLES: readonly Role[] = ["annotator", "reviewer", "scientist", "manager", "auditor", "vendor_manager", "owner"];
const roleName = (role: Role): string => role.replace("_", " ");

export default function Members(): JSX.Element {
  const { data, error, loading, again } = useData("members", (signal) => get<Listing<Member>>("/members", { limit: 500 }, signal));
  const open = useData(may("invitation.read") ? "invitations" : null, (signal) => get<Listing<Invitation>>("/invitations", {}, signal));
  const [link, setLink] = useState<{ title: string; url: string; expires_at: string } | null>(null);
  const [inviting, setInviting] = useState(false);
  const [failed, setFailed] = useState<unknown>();

  async function change(member: Member, body: { roles?: Role[]; disabled?: boolean }): Promise<void> {
    try {
      await saving(patch(`/members/${member.id}`, body));
      setFailed(undefined);
      again();
    } catch (wrong) {
      setFailed(wrong);
    }
  }

  async function help(member: Member): Promise<void> {
    try {
      const made = await create<SignInLink>(`/members/${member.id}/link`);
      setLink({ title: `A way in for ${member.handle}`, ...made });
    } catch (wrong) {
      setFailed(wrong);
    }
  }

  const columns: readonly Column<Member>[] = [
    { id: "handle", head: "Handle", cell: (row) => <b class="strong">{row.handle}</b> },
    { id: "email", head: "E-mail", className: "wide-only", cell: (row) => <span class="soft">{row.email}</span> },
    { id: "role", head: "Role", cell: (row) => (may("member.change") && row.id !== me.value?.member && row.state !== "erased" ? <RolePick member={row} onPick={(role) => void change(row, { roles: [role] })} /> : row.roles.map(roleName).join(", ")) },
    { id: "state", head: "State", className: "wide-only", cell: (row) => <span class="soft">{row.state}</span> },
    { id: "n", head: "Judgments", num: true, className: "wide-only", cell: (row) => row.judgments.toLocaleString() },
    { id: "seen", head: "Last seen", className: "wide-only", cell: (row) => <span class="soft">{row.last_seen_at === null ? "never" : new Date(row.last_seen_at).toLocaleString()}</span> },
    {
      id: "verbs",
      head: "",
      cell: (row) =>
        may("member.change") &&
        row.id !== me.value?.member &&
        row.state !== "erased" && (
          <span class="row">
            <button type="button" class="btn push" onClick={() => void help(row)} aria-label={`Sign-in link for ${row.handle}`}>
              Link
            </button>
            <button type="button" class="btn" onClick={() => void change(row, { disabled: row.state !== "disabled" })} aria-label={`${row.state === "disabled" ? "Enable" : "Disable"} ${row.handle}`}>
              {row.state === "disabled" ? "Enable" : "Disable"}
            </button>
          </span>
        ),
    },
  ];

  return (
    <Page
      title="Members"
      {...(data ? { fact: `${data.data.length}` } : {})}
      actions={
        may("invitation.make") && (
          <button type="button" class="btn primary" onClick={() => setInviting(true)}>
            <Icon name="plus" />
            Invite
          </button>
        )
      }
    >
      <div class="stack loose">
        {(error ?? failed) !== undefined && <Note kind="error">{sayError(error ?? failed)}</Note>}
        {loading && <Skeleton lines={5} />}
        {data !== undefined && <Table label="Members" plain columns={columns} rows={data.data} keyOf={(row) => row.id} />}
        <Waiting invitations={(open.data?.data ?? []).filter((one) => one.used_at === null)} again={open.again} />
      </div>
      {inviting && (
        <Invite
          onClose={() => setInviting(false)}
          onMade={(made) => {
            setInviting(false);
            open.again();
            if (made.url !== null) setLink({ title: `Invitation as ${roleName(made.role)}`, url: made.url, expires_at: made.expires_at });
          }}
        />
      )}
      {link !== null && <Shown link={link} onClose={() => setLink(null)} />}
    </Page>
  );
}

function RolePick({ member, onPick }: { member: Member; onPick: (role: Role) => void }): JSX.Element {
  return (
    <select class="input" aria-label={`Role of ${member.handle}`} value={member.roles[0] ?? "annotator"} onChange={(event) => onPick(event.currentTarget.value as Role)}>
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {roleName(role)}
        </option>
      ))}
    </select>
  );
}

function Waiting({ invitations, again }: { invitations: readonly Invitation[]; again: () => void }): JSX.Element | null {
  if (invitations.length === 0) return null;
  return (
    <section class="section">
      <header>
        <h2>Invitations that nobody has used</h2>
      </header>
      <ul class="stack">
        {invitations.map((one) => (
          <li key={one.id} class="row">
            {roleName(one.role)}
            <span class="soft">{one.email}</span>
            <span class="faint">until {new Date(one.expires_at).toLocaleDateString()}</span>
            <button type="button" class="btn push" onClick={() => void remove(`/invitations/${one.id}`).then(again)}>
              Take back
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Invite({ onClose, onMade }: { onClose: () => void; onMade: (made: Invitation) => void }): JSX.Element {
  const [role, setRole] = useState<Role>("annotator");
  const [email, setEmail] = useState("");
  const [failed, setFailed] = useState<unknown>();
  async function make(event: Event): Promise<void> {
    event.preventDefault();
    try {
      onMade(await create<Invitation>("/invitations", { role, ...(email === "" ? {} : { email }) }));
    } catch (wrong) {
      setFailed(wrong);
    }
  }
  return (
    <Dialog title="Invite somebody" onClose={onClose}>
      <form class="stack loose" onSubmit={(event) => void make(event)}>
        {failed !== undefined && <Note kind="error">{sayError(failed)}</Note>}
        <Field label="Role">
          <select value={role} onChange={(event) => setRole(event.currentTarget.value as Role)}>
            {ROLES.map((one) => (
              <option key={one} value={one}>
                {roleName(one)}
              </option>
            ))}
          </select>
        </Field>
        <Field label="E-mail" hint="For your own record; nothing is sent.">
          <input type="email" value={email} onInput={(event) => setEmail(event.currentTarget.value)} />
        </Field>
        <div class="row">
          <button type="submit" class="btn primary">
            Make the link
          </button>
          <button type="button" class="btn" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Shown({ link, onClose }: { link: { title: string; url: string; expires_at: string }; onClose: () => void }): JSX.Element {
  const [copied, setCopied] = useState(false);
  return (
    <Dialog title={link.title} onClose={onClose}>
      <p>It works once, until {new Date(link.expires_at).toLocaleString()}, and is shown only now.</p>
      <input class="input mono" readOnly value={link.url} aria-label="Link" data-testid="link" onFocus={(event) => event.currentTarget.select()} />
      <div class="row">
        <button
          type="button"
          class="btn primary"
          onClick={() => {
            navigator.clipboard?.writeText(link.url).then(
              () => setCopied(true),
              () => setCopied(false),
            );
          }}
        >
          {copied ? "Copied" : "Copy"}
        </button>
        <button type="button" class="btn" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}
