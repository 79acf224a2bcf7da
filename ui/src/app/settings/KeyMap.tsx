// All keys that can be moved, by group; a key that another action of its group has is refused.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { sayError } from "../../api/client";
import { Note } from "../../components/Basics";
import { Key } from "../../components/Key";
import { saving } from "../footline";
import { chord, definedKeys, type ListedKey } from "../keys";
import { changeMe, me } from "../session";
import { clash } from "./clash";

/** Pages define their keys when their code is there: ask for it, so that all can be listed. */
const loadAll = (): Promise<unknown> => Promise.allSettled([import("../work/Workbench"), import("../review/ReviewBench"), import("../data/Data")]);

export function KeyMap(): JSX.Element {
  const [listed, setListed] = useState<readonly ListedKey[]>(definedKeys);
  const [asking, setAsking] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    void loadAll().then(() => setListed(definedKeys()));
  }, []);

  async function save(keys: Record<string, string>): Promise<void> {
    try {
      await saving(changeMe({ keys }));
      setListed(definedKeys());
      setProblem(null);
    } catch (error) {
      setProblem(sayError(error));
    }
  }

  function take(event: KeyboardEvent, action: ListedKey): void {
    const pressed = chord(event);
    if (pressed === "" || pressed === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    setAsking(null);
    if (pressed === "Escape") return;
    const other = clash(listed, action, pressed);
    if (other !== null) setProblem(`${pressed} is “${other.label}” already. Change that one first, or choose another key.`);
    else void save({ ...me.value?.keys, [action.id]: pressed });
  }

  const groups = [...new Set(listed.map((one) => one.group))];
  const moved = Object.keys(me.value?.keys ?? {}).length;
  return (
    <section class="section">
      <header>
        <h2>Keys</h2>
        <span class="faint small">Select a key, then press the one you want. They go with you to every machine.</span>
        {moved > 0 && (
          <button type="button" class="btn quiet push" onClick={() => void save({})}>
            Back to the usual keys
          </button>
        )}
      </header>
      {problem !== null && <Note kind="warn">{problem}</Note>}
      <div class="key-list">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <ul class="small">
              {listed
                .filter((one) => one.group === group)
                .map((one) => (
                  <li key={one.id}>
                    <button type="button" class="key-change" aria-pressed={asking === one.id} onClick={() => setAsking(one.id)} onBlur={() => setAsking(null)} onKeyDown={asking === one.id ? (event) => take(event, one) : undefined}>
                      <span class="spoken">{asking === one.id ? `Press a key for ${one.label}` : `Change the key for ${one.label}, now `}</span>
                      {asking === one.id ? <span class="small">press a key</span> : <Key name={one.key} />}
                    </button>
                    {one.label}
                    {me.value?.keys[one.id] !== undefined && <span class="faint push">yours</span>}
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </section>
  );
}
