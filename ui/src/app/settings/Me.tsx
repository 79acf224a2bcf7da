// Oneself: theme, keys, e-mail address and password, and the way out.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { patch, sayError } from "../../api/client";
import type { Me } from "../../api/types";
import { Note, Segments } from "../../components/Basics";
import { Field } from "../../components/Field";
import "../../styles/people.css";
import { saving } from "../footline";
import { me, signOut } from "../session";
import { Page } from "../shell/Page";
import { setTheme, theme, type Theme } from "../theme";
import { KeyMap } from "./KeyMap";

const THEMES: readonly { value: Theme; name: string }[] = [
  { value: "system", name: "System" },
  { value: "light", name: "Light" },
  { value: "dark", name: "Dark" },
];
const LEAST = 12;

export default function MePage(): JSX.Element {
  const who = me.value;
  if (!who) return <Page title="My settings">{null}</Page>;
  return (
    <Page
      title="My settings"
      fact={`${who.handle}, ${who.roles.join(", ").replaceAll("_", " ")} in ${who.workspace_name}`}
      actions={
        <button type="button" class="btn" onClick={() => void signOut()}>
          Sign out
        </button>
      }
    >
      <div class="stack loose">
        <div class="form">
          <div class="row">
            <span class="label">Theme</span>
            <Segments label="Theme" options={THEMES} value={theme.value} onChange={setTheme} />
            <span class="small faint">on this machine</span>
          </div>
          <Email who={who} />
          <Password who={who} />
        </div>
        <KeyMap />
      </div>
    </Page>
  );
}

async function change(body: Partial<Pick<Me, "email">> & { password?: string; current_password?: string }): Promise<void> {
  me.value = await saving(patch<Me>("/me", body));
}

function Email({ who }: { who: Me }): JSX.Element {
  const [email, setEmail] = useState(who.email ?? "");
  const [failure, setFailure] = useState<unknown>(null);
  async function save(event: Event): Promise<void> {
    event.preventDefault();
    try {
      await change({ email: email.trim() });
      setFailure(null);
    } catch (error) {
      setFailure(error);
    }
  }
  return (
    <form class="section" onSubmit={(event) => void save(event)}>
      <header>
        <h2>E-mail address</h2>
      </header>
      <Field label="Address" hint="To sign in with, together with a password. Owners and managers see it; nothing is sent to it." error={failure === null ? null : sayError(failure)}>
        <input type="email" autocomplete="email" maxLength={320} value={email} onInput={(event) => setEmail(event.currentTarget.value)} />
      </Field>
      <div class="row">
        <button type="submit" class="btn" disabled={email.trim() === (who.email ?? "")}>
          Save the address
        </button>
      </div>
    </form>
  );
}

function Password({ who }: { who: Me }): JSX.Element {
  const [present, setPresent] = useState("");
  const [next, setNext] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const [done, setDone] = useState(false);
  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (next.length < LEAST) {
      setWrong(`At least ${LEAST} signs; four words in a row are good.`);
      return;
    }
    try {
      await change({ password: next, ...(who.has_password ? { current_password: present } : {}) });
      setPresent("");
      setNext("");
      setWrong(null);
      setDone(true);
    } catch (error) {
      setWrong(sayError(error));
    }
  }
  return (
    <form class="section" onSubmit={(event) => void save(event)}>
      <header>
        <h2>{who.has_password ? "Another password" : "A password"}</h2>
      </header>
      {done && <Note kind="ok">The password holds now. Your other sessions are signed out; this one stays.</Note>}
      {who.email === null && <Note>A password needs an e-mail address beside it: give one above first.</Note>}
      <input type="hidden" autocomplete="username" value={who.email ?? who.handle} />
      {who.has_password && (
        <Field label="Present password">
          <input type="password" autocomplete="current-password" value={present} onInput={(event) => setPresent(event.currentTarget.value)} />
        </Field>
      )}
      <Field label={who.has_password ? "New password" : "Password"} hint={`At least ${LEAST} signs.`} error={wrong}>
        <input type="password" autocomplete="new-password" maxLength={200} value={next} onInput={(event) => setNext(event.currentTarget.value)} />
      </Field>
      <div class="row">
        <button type="submit" class="btn" disabled={next === "" || (who.has_password && present === "")}>
          {who.has_password ? "Change the password" : "Set the password"}
        </button>
        <span class="small faint">It signs out your other sessions.</span>
      </div>
    </form>
  );
}
