// Accept an invitation: what it offers, the name to be known by, and a password if wanted.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError, post, sayError } from "../../api/client";
import type { InvitationView } from "../../api/types";
import { Note, Skeleton } from "../../components/Basics";
import { Field } from "../../components/Field";
import { navigate } from "../router";
import { startPath } from "../routes";
import { loadMe } from "../session";
import { useTitle } from "../shell/Page";
import { Gate } from "./Gate";

const ROLE_SAYS: Record<string, string> = {
  owner: "may do everything here",
  manager: "runs projects and people",
  scientist: "brings data in and takes datasets out",
  reviewer: "compares and decides where people are apart",
  annotator: "judges items, one at a time",
  vendor_manager: "looks after their own people",
  auditor: "reads everything and changes nothing",
};

const SHORTEST_PASSWORD = 12;

export default function Join(): JSX.Element {
  useTitle("Join");
  // The token stays in the address until it is used: a reload must not lose the invitation.
  const [token] = useState(() => location.hash.slice(1));
  const [view, setView] = useState<InvitationView | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [handle, setHandle] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [wrong, setWrong] = useState<Record<string, string>>({});

  useEffect(() => {
    post<InvitationView>("/invitations/peek", { token }, { quiet401: true }).then((data) => {
      setView(data);
      setHandle(data.handle ?? "");
    }, setFailure);
  }, [token]);

  async function accept(form: HTMLFormElement): Promise<void> {
    const found: Record<string, string> = {};
    if (password !== "" && password.length < SHORTEST_PASSWORD) found["password"] = `A password has at least ${SHORTEST_PASSWORD} characters. Three or four words will do.`;
    if (password !== "" && !email.includes("@")) found["email"] = "With a password goes an e-mail address, as in name@example.org.";
    setWrong(found);
    const first = Object.keys(found).sort()[0];
    if (first !== undefined) {
      form.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
      return;
    }
    setBusy(true);
    setFailure(null);
    try {
      const body = { token, ...(handle.trim() === "" ? {} : { handle: handle.trim() }), ...(email.trim() === "" ? {} : { email: email.trim() }), ...(password === "" ? {} : { password }) };
      await post("/invitations/accept", body, { quiet401: true });
      history.replaceState(null, "", "/join");
      await loadMe();
      navigate(view?.project != null ? `/w/${view.project}` : startPath(), { replace: true });
    } catch (error) {
      setBusy(false);
      const named = error instanceof ApiError ? error.errors.filter((one) => one.pointer !== "") : [];
      if (named.length > 0) setWrong(Object.fromEntries(named.map((one) => [one.pointer.replace(/^\//, ""), one.message])));
      else setFailure(error);
    }
  }

  if (view === null) {
    return (
      <Gate>
        <h1>Join</h1>
        {failure === null && token !== "" ? (
          <Skeleton lines={3} />
        ) : (
          <>
            <Note kind="warn">{failure === null ? "This address lacks the invitation itself: the part after # was cut off." : sayError(failure)}</Note>
            <p class="soft">An invitation works once and for some days. Ask whoever invited you for a new link. If you have joined already, sign in.</p>
            <a class="btn" href="/signin">
              Sign in
            </a>
          </>
        )}
      </Gate>
    );
  }
  return (
    <Gate>
      <form
        class="stack loose"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void accept(event.currentTarget);
        }}
      >
        <h1>Join {view.workspace_name}</h1>
        <p class="soft">
          You are invited as <b class="strong">{view.role.replace("_", " ")}</b>, who {ROLE_SAYS[view.role] ?? "works here"}.
        </p>
        {failure !== null && <Note kind="error">{sayError(failure)}</Note>}
        <Field label="Name to be known by" hint="Others here see this name and nothing else of you. Left empty, one is made." error={wrong["handle"]}>
          <input name="handle" autocomplete="nickname" maxLength={60} value={handle} onInput={(event) => setHandle(event.currentTarget.value)} />
        </Field>
        <Field label="E-mail, if you want a password" error={wrong["email"]}>
          <input name="email" type="email" autocomplete="username" maxLength={320} value={email} onInput={(event) => setEmail(event.currentTarget.value)} />
        </Field>
        <Field label="Password, if you want one" hint={`Without one, this browser stays signed in, and a manager gives you a link for the next. At least ${SHORTEST_PASSWORD} characters.`} error={wrong["password"]}>
          <input name="password" type="password" autocomplete="new-password" maxLength={200} value={password} onInput={(event) => setPassword(event.currentTarget.value)} />
        </Field>
        <div class="row">
          <button type="submit" class="btn primary" disabled={busy}>
            {busy ? "Joining…" : "Join"}
          </button>
        </div>
      </form>
    </Gate>
  );
}
