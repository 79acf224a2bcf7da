// What can be done with one member: roles, a way back in, an end, erasure.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { create, patch, post, sayError } from "../../api/client";
import type { Member, Role, SignInLink } from "../../api/types";
import { Note } from "../../components/Basics";
import { Dialog } from "../../components/Dialog";
import { Field } from "../../components/Field";
import { saving } from "../footline";
import { may, me } from "../session";
import type { Secret } from "./Once";
import { roleName, rolesToGive } from "./roles";

export interface MemberDialogProps {
  member: Member;
  onChanged: () => void;
  onSecret: (secret: Secret) => void;
  onClose: () => void;
}

export function MemberDialog({ member, onChanged, onSecret, onClose }: MemberDialogProps): JSX.Element {
  const [roles, setRoles] = useState<readonly Role[]>(member.roles);
  const [erasing, setErasing] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const disabled = member.state === "disabled";
  const give = rolesToGive(me.value?.roles ?? []);

  async function act(verb: Promise<unknown>): Promise<void> {
    try {
      await saving(verb);
      onChanged();
      onClose();
    } catch (error) {
      setFailure(error);
    }
  }
  async function link(): Promise<void> {
    try {
      const made = await saving(create<SignInLink>(`/members/${member.id}/link`));
      onClose();
      onSecret({ title: `A way in for ${member.handle}`, text: made.url, says: `It signs ${member.handle} in once, until ${new Date(made.expires_at).toLocaleString()}, and is shown only now. Links made before it no longer work.` });
    } catch (error) {
      setFailure(error);
    }
  }

  if (erasing) return <Erase member={member} act={act} failure={failure} onClose={onClose} />;
  const same = roles.length === member.roles.length && roles.every((role) => member.roles.includes(role));
  return (
    <Dialog title={member.handle} onClose={onClose}>
      {failure !== null && <Note kind="error">{sayError(failure)}</Note>}
      <form
        class="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          void act(patch(`/members/${member.id}`, { roles }));
        }}
      >
        <fieldset class="roles">
          <legend class="label">Roles</legend>
          {give.map(({ role, does }) => (
            <label key={role} class="check">
              <input type="checkbox" checked={roles.includes(role)} onChange={() => setRoles(roles.includes(role) ? roles.filter((one) => one !== role) : [...roles, role])} />
              {roleName(role)} <span class="small faint">{does}</span>
            </label>
          ))}
        </fieldset>
        <p class="small faint">Acts at once. Tasks that {member.handle} holds go back to the queue.</p>
        <div class="row">
          <button type="submit" class="btn primary" disabled={same || roles.length === 0}>
            Save the roles
          </button>
          <button type="button" class="btn quiet" onClick={onClose}>
            Back
          </button>
        </div>
      </form>
      <ul class="danger-zone">
        {!disabled && (
          <li>
            <span class="small soft">A link that signs them in once: for a new machine, or a password that is forgotten.</span>
            <button type="button" class="btn" onClick={() => void link()}>
              Sign-in link
            </button>
          </li>
        )}
        <li>
          <span class="small soft">{disabled ? "They may sign in again." : "They are signed out now and cannot sign in; their tokens stop. Their work stays."}</span>
          <button type="button" class="btn" onClick={() => void act(patch(`/members/${member.id}`, { disabled: !disabled }))}>
            {disabled ? "Enable" : "Disable"}
          </button>
        </li>
        {may("member.erase") && (
          <li>
            <span class="small soft">Take their personal data away for good.</span>
            <button type="button" class="btn danger" onClick={() => setErasing(true)}>
              Erase…
            </button>
          </li>
        )}
      </ul>
    </Dialog>
  );
}

function Erase({ member, act, failure, onClose }: { member: Member; act: (verb: Promise<unknown>) => Promise<void>; failure: unknown; onClose: () => void }): JSX.Element {
  const [typed, setTyped] = useState("");
  return (
    <Dialog title={`Erase ${member.handle}?`} onClose={onClose}>
      <ul class="consequences">
        <li>Their sessions and tokens here are deleted; their e-mail address, password and settings, too, unless they belong to another workspace of this server.</li>
        <li>Their handle becomes a bare number; nobody can tell whose it was.</li>
        <li>{member.judgments === 0 ? "They have given no judgments." : `Their ${member.judgments.toLocaleString()} judgments stay, under that number: labels do not change.`}</li>
        <li>It cannot be undone. To come back they are invited anew.</li>
      </ul>
      {failure !== null && <Note kind="error">{sayError(failure)}</Note>}
      <form
        class="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed === member.handle) void act(post(`/members/${member.id}/erase`));
        }}
      >
        <Field label={`To erase them, write their handle: ${member.handle}`}>
          <input value={typed} autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} />
        </Field>
        <div class="row">
          <button type="submit" class="btn danger" disabled={typed !== member.handle}>
            Erase for good
          </button>
          <button type="button" class="btn quiet" onClick={onClose}>
            Keep them
          </button>
        </div>
      </form>
    </Dialog>
  );
}
