// Oneself: theme, keys, sign out.
import type { JSX } from "preact";
import { Segments } from "../../components/Basics";
import { Dialog } from "../../components/Dialog";
import { me, signOut } from "../session";
import { setTheme, theme, type Theme } from "../theme";
import { keySheetOpen } from "./state";

const THEMES: readonly { value: Theme; name: string }[] = [
  { value: "system", name: "System" },
  { value: "light", name: "Light" },
  { value: "dark", name: "Dark" },
];

export default function Account({ onClose }: { onClose: () => void }): JSX.Element {
  const who = me.value;
  return (
    <Dialog title={who?.handle ?? "You"} onClose={onClose}>
      <dl class="facts left">
        <dt>Workspace</dt>
        <dd>{who?.workspace_name}</dd>
        <dt>Roles</dt>
        <dd>{who?.roles.join(", ").replaceAll("_", " ")}</dd>
        {who?.email != null && (
          <>
            <dt>E-mail</dt>
            <dd>{who.email}</dd>
          </>
        )}
      </dl>
      <div class="row">
        <span class="label">Theme</span>
        <Segments label="Theme" options={THEMES} value={theme.value} onChange={setTheme} />
      </div>
      <div class="row wrap">
        <button
          type="button"
          class="btn"
          onClick={() => {
            onClose();
            keySheetOpen.value = true;
          }}
        >
          Keys
        </button>
        <a class="btn" href="/me" onClick={onClose}>
          My settings
        </a>
        <button type="button" class="btn" onClick={() => void signOut()}>
          Sign out
        </button>
        <button type="button" class="btn quiet push" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
