// Invitations: which are open, used or expired; an open one can be taken back.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { get, remove, sayError } from "../../api/client";
import type { Invitation, Listing } from "../../api/types";
import { Empty, Note, Skeleton } from "../../components/Basics";
import { Icon } from "../../components/Icon";
import { Table, type Column } from "../../components/Table";
import { When } from "../../components/When";
import "../../styles/people.css";
import { saving } from "../footline";
import { may } from "../session";
import { Page } from "../shell/Page";
import { useData } from "../useData";
import { Invite } from "./Invite";
import { Once, type Secret } from "./Once";
import { invitationState, roleName } from "./roles";
import { tabsOf } from "./tabs";

export default function Invitations(): JSX.Element {
  const { data, error, loading, again } = useData("invitations", (signal) => get<Listing<Invitation>>("/invitations", undefined, signal));
  const [inviting, setInviting] = useState(false);
  const [secret, setSecret] = useState<Secret | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  async function takeBack(one: Invitation): Promise<void> {
    try {
      await saving(remove(`/invitations/${one.id}`));
      setFailure(null);
    } catch (wrong) {
      setFailure(wrong);
    }
    again();
  }
  const now = Date.now();
  const columns: readonly Column<Invitation>[] = [
    { id: "role", head: "Role", cell: (row) => <b class="strong">{roleName(row.role)}</b> },
    { id: "email", head: "E-mail", cell: (row) => <span class="soft">{row.email}</span> },
    { id: "state", head: "State", cell: (row) => invitationState(row, now) },
    {
      id: "until",
      head: "Until, or used",
      cell: (row) => <span class="soft">{row.used_at === null ? new Date(row.expires_at).toLocaleDateString() : <When at={row.used_at} />}</span>,
    },
    {
      id: "verb",
      head: <span class="spoken">Take back</span>,
      num: true,
      cell: (row) =>
        may("invitation.change") &&
        invitationState(row, now) === "open" && (
          <button type="button" class="btn" onClick={() => void takeBack(row)} aria-label={`Take back the invitation as ${roleName(row.role)}${row.email === null ? "" : ` for ${row.email}`}`}>
            Take back
          </button>
        ),
    },
  ];
  const verb = (
    <button type="button" class="btn primary" onClick={() => setInviting(true)}>
      <Icon name="plus" /> Invite
    </button>
  );
  return (
    <Page title="Members" tabs={tabsOf("invitations")} actions={may("invitation.make") && verb}>
      <div class="stack loose">
        {(failure ?? error) != null && <Note kind="error">{sayError(failure ?? error)}</Note>}
        {loading && <Skeleton lines={4} />}
        {data !== undefined && data.data.length === 0 && <Empty title="No invitations yet">Each stands here with its role and how long its link works; the link itself is shown only when it is made.</Empty>}
        {data !== undefined && data.data.length > 0 && <Table label="Invitations" plain columns={columns} rows={data.data} keyOf={(row) => row.id} />}
      </div>
      {inviting && (
        <Invite
          role="annotator"
          project={null}
          onClose={() => setInviting(false)}
          onMade={(made) => {
            setInviting(false);
            setSecret(made);
            again();
          }}
        />
      )}
      {secret !== null && <Once secret={secret} onClose={() => setSecret(null)} />}
    </Page>
  );
}
