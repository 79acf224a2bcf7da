// Two ways in: an invitation for a person, or programs with tokens of their own.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { create, sayError } from "../../api/client";
import type { Invitation, NewMember, Role } from "../../api/types";
import { Note } from "../../components/Basics";
import { Dialog } from "../../components/Dialog";
import { Field } from "../../components/Field";
import { saving } from "../footline";
import { me } from "../session";
import type { Secret } from "./Once";
import { roleName, rolesToGive } from "./roles";

interface Props {
  onMade: (secret: Secret) => void;
  onClose: () => void;
}

function RoleField({ role, onChange }: { role: Role; onChange: (role: Role) => void }): JSX.Element {
  const give = rolesToGive(me.value?.roles ?? []);
  return (
    <Field label="Role" hint={`A ${roleName(role)} ${give.find((one) => one.role === role)?.does ?? ""}.`.replace(/^A (?=[aeio])/, "An ")}>
      <select value={role} onChange={(event) => onChange(event.currentTarget.value as Role)}>
        {give.map((one) => (
          <option key={one.role} value={one.role}>
            {roleName(one.role)}
          </option>
        ))}
      </select>
    </Field>
  );
}

export function Invite({ role: first, project, onMade, onClose }: Props & { role: Role; project: string | null }): JSX.Element {
  const [role, setRole] = useState<Role>(first);
  const [email, setEmail] = useState("");
  const [days, setDays] = useState("7");
  const [failure, setFailure] = useState<unknown>(null);
  const n = Number(days);
  const wrongDays = !Number.isInteger(n) || n < 1 || n > 30;
  async function make(event: Event): Promise<void> {
    event.preventDefault();
    if (wrongDays) return;
    try {
      const made = await saving(create<Invitation>("/invitations", { role, days: n, ...(email.trim() === "" ? {} : { email: email.trim() }), ...(project === null ? {} : { project }) }));
      onMade({ title: "The invitation's link", text: made.url ?? "", says: `Send it to whom you invite. It works once, until ${new Date(made.expires_at).toLocaleString()}, and is shown only now.` });
    } catch (error) {
      setFailure(error);
    }
  }
  return (
    <Dialog title="Invite somebody" onClose={onClose}>
      <form class="stack loose" onSubmit={(event) => void make(event)}>
        {failure !== null && <Note kind="error">{sayError(failure)}</Note>}
        <RoleField role={role} onChange={setRole} />
        <Field label="E-mail address" hint="May be left out. Nothing is sent: you pass the link on.">
          <input type="email" value={email} onInput={(event) => setEmail(event.currentTarget.value)} />
        </Field>
        <Field label="Days that the link works" error={wrongDays && "From 1 to 30 days, such as 7."}>
          <input inputMode="numeric" value={days} onInput={(event) => setDays(event.currentTarget.value)} />
        </Field>
        <div class="row">
          <button type="submit" class="btn primary">
            Make the link
          </button>
          <button type="button" class="btn quiet" onClick={onClose}>
            Back
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function Programs({ onMade, onClose }: Props): JSX.Element {
  const [role, setRole] = useState<Role>("annotator");
  const [name, setName] = useState("");
  const [count, setCount] = useState("1");
  const [failure, setFailure] = useState<unknown>(null);
  const n = Number(count);
  const wrong = !Number.isInteger(n) || n < 1 || n > 1000;
  async function make(event: Event): Promise<void> {
    event.preventDefault();
    if (wrong || name.trim() === "") return;
    try {
      const made = await saving(create<NewMember[]>("/members", { name: name.trim(), role, count: n }));
      const text = made.length === 1 ? (made[0]?.token ?? "") : made.map((one) => `${one.handle}\t${one.token}`).join("\n");
      onMade({ title: made.length === 1 ? `The token of ${made[0]?.handle}` : `${made.length} tokens`, text, says: "Each is shown only now, and holds for a year. Keep them where the programs find them." });
    } catch (error) {
      setFailure(error);
    }
  }
  return (
    <Dialog title="Add programs" onClose={onClose}>
      <form class="stack loose" onSubmit={(event) => void make(event)}>
        <p class="soft small">Members without a sign-in of their own: each gets a token, and works under its own handle.</p>
        {failure !== null && <Note kind="error">{sayError(failure)}</Note>}
        <RoleField role={role} onChange={setRole} />
        <Field label="Handle" hint={n > 1 && name.trim() !== "" ? `They become ${name.trim()}-1 to ${name.trim()}-${n}.` : "What stands beside their judgments."}>
          <input required maxLength={60} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </Field>
        <Field label="How many" error={wrong && "From 1 to 1,000, such as 1."}>
          <input inputMode="numeric" value={count} onInput={(event) => setCount(event.currentTarget.value)} />
        </Field>
        <div class="row">
          <button type="submit" class="btn primary">
            Add
          </button>
          <button type="button" class="btn quiet" onClick={onClose}>
            Back
          </button>
        </div>
      </form>
    </Dialog>
  );
}
