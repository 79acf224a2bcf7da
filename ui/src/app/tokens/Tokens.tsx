// Tokens for programs: made with scopes and shown once, listed with their last use, revoked.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { create, get, remove, sayError } from "../../api/client";
import type { Listing, Member, Token } from "../../api/types";
import { Empty, Note, Skeleton } from "../../components/Basics";
import { Dialog } from "../../components/Dialog";
import { Field } from "../../components/Field";
import { Icon } from "../../components/Icon";
import { Table, type Column } from "../../components/Table";
import { When } from "../../components/When";
import "../../styles/people.css";
import { saving } from "../footline";
import { Once, type Secret } from "../members/Once";
import { may, me } from "../session";
import { Page } from "../shell/Page";
import { useData } from "../useData";

const SCOPES = [
  { scope: "read", does: "looks, changes nothing" },
  { scope: "work", does: "takes tasks and submits" },
  { scope: "write", does: "changes projects, items, datasets" },
  { scope: "admin", does: "everything the member may" },
] as const;
type Scope = (typeof SCOPES)[number]["scope"];

export default function Tokens(): JSX.Element {
  const { data, error, loading, again } = useData("tokens", (signal) => get<Listing<Token>>("/tokens", { limit: 500 }, signal));
  const members = useData(may("member.read") ? "members" : null, (signal) => get<Listing<Member>>("/members", { limit: 500 }, signal));
  const [making, setMaking] = useState(false);
  const [ending, setEnding] = useState<Token | null>(null);
  const [secret, setSecret] = useState<Secret | null>(null);
  const handles = new Map((members.data?.data ?? []).map((one) => [one.id, one.handle]));
  const columns: readonly Column<Token>[] = [
    { id: "name", head: "Name", cell: (row) => <b class="strong">{row.name ?? "without a name"}</b> },
    { id: "member", head: "Acts as", cell: (row) => handles.get(row.member) ?? (row.member === me.value?.member ? me.value.handle : "") },
    { id: "scopes", head: "May", className: "wide-only", cell: (row) => <span class="soft">{row.scopes.length === 0 ? "all that the member may" : row.scopes.join(", ")}</span> },
    { id: "used", head: "Last used", className: "wide-only", cell: (row) => <span class="soft">{row.last_used_at === null ? "never" : <When at={row.last_used_at} />}</span> },
    { id: "until", head: "Until", className: "wide-only", cell: (row) => <span class="soft">{new Date(row.expires_at).toLocaleDateString()}</span> },
    {
      id: "verb",
      head: <span class="spoken">Revoke</span>,
      num: true,
      cell: (row) => (
        <button type="button" class="btn quiet" onClick={() => setEnding(row)} aria-label={`Revoke ${row.name ?? "the token without a name"}`}>
          Revoke…
        </button>
      ),
    },
  ];
  return (
    <Page
      title="Tokens"
      fact={data && `${data.data.length.toLocaleString()}`}
      actions={
        <button type="button" class="btn primary" onClick={() => setMaking(true)}>
          <Icon name="plus" /> Make a token
        </button>
      }
    >
      <div class="stack loose">
        {error !== undefined && (
          <Note kind="error" action={<button type="button" class="btn" onClick={again}>Try again</button>}>
            {sayError(error)}
          </Note>
        )}
        {loading && <Skeleton lines={4} />}
        {data !== undefined && data.data.length === 0 && <Empty title="No tokens yet">With a token a script, a notebook or the command line acts as a member, and may do no more than its scopes say.</Empty>}
        {data !== undefined && data.data.length > 0 && <Table label="Tokens" plain columns={columns} rows={data.data} keyOf={(row) => row.id} />}
        <p class="small faint reading-width">
          The command line reads a token from <code>ASCERTAIN_TOKEN</code>; other programs send it as <code>Authorization: Bearer …</code>.
        </p>
      </div>
      {making && (
        <Make
          members={(members.data?.data ?? []).filter((one) => one.state !== "erased" && one.state !== "disabled")}
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            setSecret({ title: "The token", text: made.token ?? "", says: "It is shown only now. Keep it where the program finds it; whoever has it acts in its member's name." });
            again();
          }}
        />
      )}
      {ending !== null && (
        <End
          token={ending}
          onClose={() => setEnding(null)}
          onDone={() => {
            setEnding(null);
            again();
          }}
        />
      )}
      {secret !== null && <Once secret={secret} onClose={() => setSecret(null)} />}
    </Page>
  );
}

function Make({ members, onMade, onClose }: { members: readonly Member[]; onMade: (token: Token) => void; onClose: () => void }): JSX.Element {
  const [name, setName] = useState("");
  const [member, setMember] = useState(me.value?.member ?? "");
  const [scopes, setScopes] = useState<readonly Scope[]>(["read"]);
  const [days, setDays] = useState("365");
  const [failure, setFailure] = useState<unknown>(null);
  const n = Number(days);
  const wrong = !Number.isInteger(n) || n < 1 || n > 3650;
  async function make(event: Event): Promise<void> {
    event.preventDefault();
    if (wrong) return;
    try {
      onMade(await saving(create<Token>("/tokens", { name: name.trim() || null, scopes, days: n, ...(member === me.value?.member ? {} : { member }) })));
    } catch (error) {
      setFailure(error);
    }
  }
  return (
    <Dialog title="Make a token" onClose={onClose}>
      <form class="stack loose" onSubmit={(event) => void make(event)}>
        {failure !== null && <Note kind="error">{sayError(failure)}</Note>}
        <Field label="Name" hint="What it is for: so that you know later which one to revoke.">
          <input maxLength={120} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </Field>
        {may("member.change") && members.length > 1 && (
          <Field label="Acts as">
            <select value={member} onChange={(event) => setMember(event.currentTarget.value)}>
              {members.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.handle}
                </option>
              ))}
            </select>
          </Field>
        )}
        <fieldset class="roles">
          <legend class="label">May</legend>
          {SCOPES.map(({ scope, does }) => (
            <label key={scope} class="check">
              <input type="checkbox" checked={scopes.includes(scope)} onChange={() => setScopes(scopes.includes(scope) ? scopes.filter((one) => one !== scope) : [...scopes, scope])} />
              {scope} <span class="small faint">{does}</span>
            </label>
          ))}
          {scopes.length === 0 && <p class="small faint">With none chosen it may do all that the member may.</p>}
        </fieldset>
        <Field label="Days that it holds" error={wrong && "From 1 to 3,650 days, such as 365."}>
          <input inputMode="numeric" value={days} onInput={(event) => setDays(event.currentTarget.value)} />
        </Field>
        <div class="row">
          <button type="submit" class="btn primary">
            Make
          </button>
          <button type="button" class="btn quiet" onClick={onClose}>
            Back
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function End({ token, onDone, onClose }: { token: Token; onDone: () => void; onClose: () => void }): JSX.Element {
  const [failure, setFailure] = useState<unknown>(null);
  return (
    <Dialog title={`Revoke ${token.name ?? "this token"}?`} onClose={onClose}>
      <p class="soft">Programs that use it are refused from now on. What they did stays. It cannot be brought back; another can be made.</p>
      {failure !== null && <Note kind="error">{sayError(failure)}</Note>}
      <div class="row">
        <button type="button" class="btn danger" onClick={() => void saving(remove(`/tokens/${token.id}`)).then(onDone, setFailure)}>
          Revoke
        </button>
        <button type="button" class="btn quiet" onClick={onClose}>
          Keep it
        </button>
      </div>
    </Dialog>
  );
}
