// Sign in: by the one-time link whose token is in the fragment, or by e-mail and password.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, post, request, sayError } from "../../api/client";
import type { Me } from "../../api/types";
import { Note, Skeleton } from "../../components/Basics";
import { Field } from "../../components/Field";
import { Key } from "../../components/Key";
import { navigate, type PageProps } from "../router";
import { startPath } from "../routes";
import { loadMe, me, wasSignedIn } from "../session";
import { useTitle } from "../shell/Page";
import { Command, Gate } from "./Gate";

/** Takes the token out of the address, so that no screenshot or history entry keeps it. */
function takeToken(): string {
  const token = location.hash.slice(1);
  if (token !== "") history.replaceState(null, "", location.pathname + location.search);
  return token;
}

/** Only a path of our own: a link must not send people elsewhere. */
export function returnPath(query: URLSearchParams): string | null {
  const path = query.get("return");
  return path !== null && /^\/(?![/\\])/.test(path) ? path : null;
}

export default function SignIn({ query }: PageProps): JSX.Element {
  useTitle("Sign in");
  const [token] = useState(takeToken);
  const [present, setPresent] = useState<Me | null | undefined>(undefined);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const begun = useRef(false);

  async function signIn(body: { link: string } | { email: string; password: string }): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      await post("/sessions", body, { quiet401: true });
      await loadMe();
      navigate(returnPath(query) ?? startPath(), { replace: true });
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  }

  useEffect(() => {
    if (!wasSignedIn()) return setPresent(null);
    request<Me>("GET", "/me", { quiet401: true }).then(
      ({ data }) => setPresent(data),
      () => setPresent(null), // not signed in, or the server is away: the form says so when used
    );
  }, []);

  // Nobody is signed in here: the link does at once what it was opened for.
  useEffect(() => {
    if (present !== null || token === "" || begun.current) return;
    begun.current = true;
    void signIn({ link: token });
  }, [present]);

  if (present === undefined || (present === null && token !== "" && failure === null)) {
    return (
      <Gate>
        <h1>Signing in</h1>
        <Skeleton lines={2} />
      </Gate>
    );
  }
  if (present !== null && failure === null) {
    return (
      <Gate>
        <section class="stack loose">
          <h1>Signed in as {present.handle}</h1>
          <p class="soft">
            This browser is signed in to <b class="strong">{present.workspace_name}</b>.{token !== "" && " The link you opened signs in somebody in their place, and then stops working."}
          </p>
          <div class="row wrap">
            {token !== "" && (
              <button type="button" class="btn primary" disabled={busy} onClick={() => void signIn({ link: token })}>
                Use the link
              </button>
            )}
            <button
              type="button"
              class={token === "" ? "btn primary" : "btn"}
              onClick={() => {
                me.value = undefined;
                navigate(returnPath(query) ?? "/", { replace: true });
              }}
            >
              Go on as {present.handle}
            </button>
          </div>
        </section>
      </Gate>
    );
  }
  const spent = token !== "" && failure instanceof ApiError;
  return (
    <Gate>
      <section class="stack loose">
        <h1>Sign in</h1>
        {spent && <Note kind="warn">This link has been used or has expired. Each works once. A new one is quickly made: see below.</Note>}
        {!spent && failure !== null && <Note kind="error">{sayError(failure)}</Note>}
        <Password busy={busy} signIn={signIn} />
      </section>
      <section class="stack section">
        <h2>No password, or the link has expired?</h2>
        <p class="soft small">At the machine that runs the server, ask for a new link, with your handle:</p>
        <Command text="ascertain signin HANDLE" />
        <p class="soft small">Elsewhere, ask an owner or manager of your workspace. Nothing is sent by mail.</p>
      </section>
    </Gate>
  );
}

function Password({ busy, signIn }: { busy: boolean; signIn: (body: { email: string; password: string }) => Promise<void> }): JSX.Element {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const noEmail = tried && !email.includes("@");
  const noPassword = tried && password === "";
  return (
    <form
      class="stack loose"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (email.includes("@") && password !== "") void signIn({ email: email.trim(), password });
        else event.currentTarget.querySelector<HTMLElement>(email.includes("@") ? "[name=password]" : "[name=email]")?.focus();
      }}
    >
      <Field label="E-mail" error={noEmail && "An address has an @, as in name@example.org."}>
        <input name="email" type="email" autocomplete="username" value={email} onInput={(event) => setEmail(event.currentTarget.value)} />
      </Field>
      <Field label="Password" error={noPassword && "Type your password, or use a one-time link instead."}>
        <input name="password" type="password" autocomplete="current-password" value={password} onInput={(event) => setPassword(event.currentTarget.value)} />
      </Field>
      <div class="row">
        <button type="submit" class="btn primary" disabled={busy}>
          {busy ? "Signing in…" : "Sign in"} <Key name="Enter" />
        </button>
      </div>
    </form>
  );
}
