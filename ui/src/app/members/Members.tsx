// Who is in the workspace: invite people, add programs, give roles, end a membership, help somebody back in.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { get, sayError } from "../../api/client";
import type { Listing, Member } from "../../api/types";
import { Note, Skeleton } from "../../components/Basics";
import { Icon } from "../../components/Icon";
import { Table, type Column } from "../../components/Table";
import { When } from "../../components/When";
import "../../styles/people.css";
import { setQuery, type PageProps } from "../router";
import { may, me } from "../session";
import { Page } from "../shell/Page";
import { useData } from "../useData";
import { Invite, Programs } from "./Invite";
import { MemberDialog } from "./MemberDialog";
import { Once, type Secret } from "./Once";
import { byHandle, isRole, roleName } from "./roles";
import { tabsOf } from "./tabs";

export default function Members({ query }: PageProps): JSX.Element {
  const { data, error, loading, again } = useData("members", everybody);
  const asked = query.get("invite");
  const [dialog, setDialog] = useState<"invite" | "programs" | null>(null);
  const [chosen, setChosen] = useState<Member | null>(null);
  const [secret, setSecret] = useState<Secret | null>(null);
  const inviting = dialog === "invite" || isRole(asked);
  const made = (next: Secret): void => {
    closeInvite();
    setSecret(next);
    again();
  };
  const closeInvite = (): void => {
    setDialog(null);
    if (asked !== null) setQuery({ invite: null, project: null });
  };
  const changeable = (row: Member): boolean => may("member.change") && row.state !== "erased" && row.id !== me.value?.member;

  const columns: readonly Column<Member>[] = [
    {
      id: "handle",
      head: "Handle",
      cell: (row) => (
        <>
          <b class="strong">{row.handle}</b>
          {row.id === me.value?.member && <span class="faint"> you</span>}
        </>
      ),
    },
    { id: "roles", head: "Roles", cell: (row) => row.roles.map(roleName).join(", ") },
    { id: "email", head: "E-mail", className: "wide-only", cell: (row) => <span class="soft">{row.email}</span> },
    { id: "state", head: "State", className: "wide-only", cell: (row) => <span class="soft">{row.state === "invited" ? "not signed in yet" : row.state}</span> },
    { id: "n", head: "Judgments", num: true, className: "wide-only", cell: (row) => row.judgments.toLocaleString() },
    { id: "seen", head: "Last seen", className: "wide-only", cell: (row) => <span class="soft">{row.last_seen_at === null ? "never" : <When at={row.last_seen_at} />}</span> },
    {
      id: "verbs",
      head: <span class="spoken">Change</span>,
      num: true,
      cell: (row) =>
        changeable(row) && (
          <button type="button" class="btn quiet" onClick={() => setChosen(row)} aria-label={`Change ${row.handle}`}>
            Change…
          </button>
        ),
    },
  ];

  return (
    <Page
      title="Members"
      tabs={tabsOf("members")}
      fact={data && `${data.length.toLocaleString()}`}
      actions={
        may("member.make") && (
          <>
            <button type="button" class="btn wide-only" onClick={() => setDialog("programs")}>
              Add programs
            </button>
            <button type="button" class="btn primary" onClick={() => setDialog("invite")}>
              <Icon name="plus" /> Invite
            </button>
          </>
        )
      }
    >
      <div class="stack loose">
        {error !== undefined && (
          <Note kind="error" action={<button type="button" class="btn" onClick={again}>Try again</button>}>
            {sayError(error)}
          </Note>
        )}
        {loading && <Skeleton lines={6} widths={[420, 380, 400]} />}
        {data !== undefined && (
          <div class="members-table">
            <Table label="Members" plain columns={columns} rows={data} keyOf={(row) => row.id} onOpen={(row) => changeable(row) && setChosen(row)} />
          </div>
        )}
      </div>
      {inviting && <Invite role={isRole(asked) ? asked : "annotator"} project={query.get("project")} onClose={closeInvite} onMade={made} />}
      {dialog === "programs" && <Programs onClose={() => setDialog(null)} onMade={made} />}
      {chosen !== null && <MemberDialog key={chosen.id} member={chosen} onChanged={again} onSecret={setSecret} onClose={() => setChosen(null)} />}
      {secret !== null && <Once secret={secret} onClose={() => setSecret(null)} />}
    </Page>
  );
}

/** All members, page by page: a workspace has hundreds. */
async function everybody(signal: AbortSignal): Promise<Member[]> {
  const found: Member[] = [];
  let cursor: string | null = null;
  do {
    const page: Listing<Member> = await get<Listing<Member>>("/members", { limit: 500, cursor }, signal);
    found.push(...page.data);
    cursor = page.next;
  } while (cursor !== null);
  return found.sort((a, b) => byHandle(a.handle, b.handle));
}
