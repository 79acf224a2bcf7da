// The keys that work here, and how to change them. Opens with ?.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { sayError } from "../../api/client";
import { Note } from "../../components/Basics";
import { Dialog } from "../../components/Dialog";
import { Key } from "../../components/Key";
import { activeKeys, chord, type ListedKey } from "../keys";
import { changeMe, me } from "../session";

export default function KeySheet({ onClose }: { onClose: () => void }): JSX.Element {
  const [listed, setListed] = useState(activeKeys);
  const [asking, setAsking] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const groups = groupBy(listed);

  async function take(event: KeyboardEvent, action: ListedKey): Promise<void> {
    const pressed = chord(event);
    if (pressed === "" || pressed === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    setAsking(null);
    if (pressed === "Escape") return;
    const taken = listed.find((other) => other.key === pressed && other.id !== action.id);
    if (taken !== undefined) {
      setProblem(`${pressed} is “${taken.label}” here. Change that one first, or choose another key.`);
      return;
    }
    setProblem(null);
    try {
      await changeMe({ keys: { ...me.value?.keys, [action.id]: pressed } });
      setListed(activeKeys());
    } catch (error) {
      setProblem(sayError(error));
    }
  }

  async function reset(): Promise<void> {
    try {
      await changeMe({ keys: {} });
      setListed(activeKeys());
      setProblem(null);
    } catch (error) {
      setProblem(sayError(error));
    }
  }

  return (
    <Dialog title="Keys on this page" kind="sheet" onClose={onClose}>
      {problem !== null && <Note kind="warn">{problem}</Note>}
      <div class="help">
        {[...groups].map(([group, keys]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl class="facts left">
              {keys.map((one) => (
                <KeyLine key={one.id} one={one} asking={asking === one.id} ask={() => setAsking(one.id)} take={(event) => void take(event, one)} />
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div class="row wrap">
        <button type="button" class="btn" onClick={onClose}>
          Close <Key name="Esc" />
        </button>
        {Object.keys(me.value?.keys ?? {}).length > 0 && (
          <button type="button" class="btn quiet" onClick={() => void reset()}>
            Back to the usual keys
          </button>
        )}
        <span class="small faint">Select a key to change it for yourself.</span>
      </div>
    </Dialog>
  );
}

function KeyLine({ one, asking, ask, take }: { one: ListedKey; asking: boolean; ask: () => void; take: (event: KeyboardEvent) => void }): JSX.Element {
  return (
    <>
      <dt>
        {one.movable ? (
          <button type="button" class="key-change" aria-pressed={asking} onClick={ask} onKeyDown={asking ? take : undefined}>
            <span class="spoken">{asking ? `For ${one.label}: ` : `Change the key for ${one.label}: `}</span>
            {asking ? <span class="small">press a key</span> : <Key name={one.key} />}
          </button>
        ) : (
          <Key name={one.key} />
        )}
      </dt>
      <dd>{one.label}</dd>
    </>
  );
}

function groupBy(keys: readonly ListedKey[]): Map<string, ListedKey[]> {
  const out = new Map<string, ListedKey[]>();
  for (const key of keys) out.set(key.group, [...(out.get(key.group) ?? []), key]);
  return out;
}
