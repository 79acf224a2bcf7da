// What waits for whoever runs the project: questions, leases that hang, items that everybody skipped.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { get, post, sayError } from "../../api/client";
import type { ItemComment, ItemRow, Listing, LiveLease } from "../../api/types";
import { Note } from "../../components/Basics";
import { saving } from "../footline";
import { may } from "../session";
import { useData } from "../useData";

const at = (id: string, what: string): string => `/projects/${encodeURIComponent(id)}/${what}`;

/** Open questions, each with a box for its answer. */
export function Flags({ id, open }: { id: string; open: number }): JSX.Element | null {
  const { data, error, again } = useData(open > 0 ? `flags ${id} ${open}` : null, (signal) => get<Listing<ItemComment>>(at(id, "flags"), { state: "open" }, signal));
  if (open === 0) return null;
  return (
    <section class="section" data-testid="flags">
      <header>
        <h2>Questions that wait for an answer</h2>
      </header>
      {error !== undefined && <Note kind="error">{sayError(error)}</Note>}
      <ul class="stack loose">
        {(data?.data ?? []).map((flag) => (
          <Flag key={flag.id} flag={flag} project={id} done={again} />
        ))}
      </ul>
    </section>
  );
}

function Flag({ flag, project, done }: { flag: ItemComment; project: string; done: () => void }): JSX.Element {
  const [text, setText] = useState("");
  const [error, setError] = useState<unknown>();
  async function answer(event: Event): Promise<void> {
    event.preventDefault();
    try {
      await saving(post(`/flags/${flag.id}/answer`, { text }));
      done();
    } catch (failed) {
      setError(failed);
    }
  }
  return (
    <li class="stack">
      <p>
        <a class="mono" href={`/p/${project}/data?q=${encodeURIComponent(flag.key)}`}>
          {flag.key}
        </a>{" "}
        <span class="faint small">{flag.author} asks</span>
      </p>
      <p class="reading">{flag.text}</p>
      {may("flag.answer") && (
        <form class="row" onSubmit={(event) => void answer(event)}>
          <input class="input" aria-label={`Answer to ${flag.author}`} value={text} maxLength={4000} required onInput={(event) => setText(event.currentTarget.value)} />
          <button class="btn" type="submit">
            Answer
          </button>
        </form>
      )}
      {error !== undefined && <Note kind="error">{sayError(error)}</Note>}
    </li>
  );
}

/** Who holds what now; a manager frees what is stuck. */
export function Leases({ id, live }: { id: string; live: number }): JSX.Element | null {
  const { data, error, again } = useData(live > 0 && may("lease.read") ? `leases ${id} ${live}` : null, (signal) => get<Listing<LiveLease>>(at(id, "leases"), {}, signal));
  const [failed, setFailed] = useState<unknown>();
  if (live === 0) return null;
  async function free(lease: LiveLease): Promise<void> {
    try {
      await saving(post(`/leases/${lease.id}/free`));
      again();
    } catch (wrong) {
      setFailed(wrong);
    }
  }
  return (
    <section class="section">
      <header>
        <h2>In people's hands now</h2>
        <span class="push soft">{live.toLocaleString()}</span>
      </header>
      {(error ?? failed) !== undefined && <Note kind="error">{sayError(error ?? failed)}</Note>}
      <table class="table plain">
        <thead>
          <tr>
            <th scope="col">Item</th>
            <th scope="col">Who</th>
            <th scope="col">Step</th>
            <th scope="col">Since</th>
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {(data?.data ?? []).map((lease) => (
            <tr key={lease.id}>
              <td class="mono">{lease.key}</td>
              <td>{lease.annotator}</td>
              <td class="soft">{lease.step}</td>
              <td class="soft">{new Date(lease.since).toLocaleTimeString()}</td>
              <td class="num">
                {may("lease.free") && (
                  <button type="button" class="btn" onClick={() => void free(lease)} aria-label={`Free ${lease.key}, held by ${lease.annotator}`}>
                    Free
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Items that nobody wanted: they would otherwise be lost without a word. */
export function Skipped({ id, n }: { id: string; n: number }): JSX.Element | null {
  const { data } = useData(n > 0 ? `skipped ${id} ${n}` : null, (signal) => get<Listing<ItemRow>>(at(id, "skipped"), {}, signal));
  if (n === 0) return null;
  return (
    <section class="section">
      <header>
        <h2>Skipped by everybody who may judge them</h2>
        <span class="push soft">{n.toLocaleString()}</span>
      </header>
      <ul class="row wrap">
        {(data?.data ?? []).map((item) => (
          <li key={item.id}>
            <a class="mono" href={`/p/${id}/data?q=${encodeURIComponent(item.key)}`}>
              {item.key}
            </a>
          </li>
        ))}
      </ul>
      <p class="small faint">Send them to review from the data, or mend the guideline.</p>
    </section>
  );
}
