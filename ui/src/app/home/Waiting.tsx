// What waits for whoever runs the project: questions, tasks in people's hands, items that all skipped.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get, post, sayError } from "../../api/client";
import type { ItemComment, ItemRow, Listing, LiveLease } from "../../api/types";
import { Note } from "../../components/Basics";
import { Field } from "../../components/Field";
import { When } from "../../components/When";
import { saving } from "../footline";
import { may } from "../session";
import { useData } from "../useData";

const at = (id: string, what: string): string => `/projects/${encodeURIComponent(id)}/${what}`;
/** The item by itself, opened in the inspector. */
const dataHref = (id: string, key: string, item: string): string => `/p/${id}/data?q=${encodeURIComponent(key)}&item=${item}`;

/** Open questions, each with a box for its answer. */
export function Flags({ id, open, done }: { id: string; open: number; done: () => void }): JSX.Element | null {
  const { data, error, again } = useData(open > 0 && may("flag.read") ? `flags ${id} ${open}` : null, (signal) => get<Listing<ItemComment>>(at(id, "flags"), { state: "open" }, signal));
  if (open === 0) return null;
  return (
    <section class="section" id="questions" data-testid="flags" aria-labelledby="questions-head">
      <header>
        <h2 id="questions-head">Questions that wait for an answer</h2>
        <span class="small faint">{open.toLocaleString()}; whoever asked is told</span>
      </header>
      {error !== undefined && (
        <Note kind="error" action={<button type="button" class="btn" onClick={again}>Try again</button>}>
          {sayError(error)}
        </Note>
      )}
      <ul class="questions">
        {(data?.data ?? []).map((flag) => (
          <Flag key={flag.id} flag={flag} project={id} done={done} />
        ))}
      </ul>
    </section>
  );
}

function Flag({ flag, project, done }: { flag: ItemComment; project: string; done: () => void }): JSX.Element {
  const [text, setText] = useState("");
  const [failed, setFailed] = useState<string>();
  async function answer(event: Event): Promise<void> {
    event.preventDefault();
    if (text.trim() === "") {
      setFailed("Write what they should do, for example “Take the larger one”.");
      return;
    }
    try {
      await saving(post(`/flags/${flag.id}/answer`, { text }));
      done();
    } catch (wrong) {
      setFailed(sayError(wrong));
    }
  }
  return (
    <li>
      <p class="stack tight">
        <a class="mono clip" href={dataHref(project, flag.key, flag.item)}>
          {flag.key}
        </a>
        <span class="faint small">
          {flag.author}, <When at={flag.at} />
        </span>
      </p>
      <p class="reading" dir="auto">
        {flag.text}
      </p>
      {may("flag.answer") && (
        <form class="stack" onSubmit={(event) => void answer(event)}>
          <Field label={<span class="spoken">Answer to {flag.author}</span>} error={failed}>
            <textarea rows={2} value={text} maxLength={4000} placeholder={`Answer ${flag.author}`} onInput={(event) => setText(event.currentTarget.value)} />
          </Field>
          <div>
            <button class="btn" type="submit">
              Answer
            </button>
          </div>
        </form>
      )}
    </li>
  );
}

const LOOK_MS = 10_000;
const SHOWN = 8;

/** Who holds what now; a manager frees what is stuck. */
export function Leases({ id, live, today }: { id: string; live: number; today: number }): JSX.Element {
  const { data, error, again } = useData(may("lease.read") ? `leases ${id} ${live}` : null, (signal) => get<Listing<LiveLease>>(at(id, "leases"), {}, signal));
  const [failed, setFailed] = useState<unknown>();
  // Leases come and go without facts being recorded: look now and then while the page is seen.
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && again(), LOOK_MS);
    return () => clearInterval(timer);
  }, [again]);
  async function free(lease: LiveLease): Promise<void> {
    try {
      await saving(post(`/leases/${lease.id}/free`));
      again();
    } catch (wrong) {
      setFailed(wrong);
    }
  }
  const rows = data?.data ?? [];
  return (
    <section class="section" aria-labelledby="hands">
      <header>
        <h2 id="hands">In people's hands now</h2>
        <span class="push faint">{today === 1 ? "one person" : `${today.toLocaleString()} people`} today</span>
      </header>
      {(error ?? failed) !== undefined && <Note kind="error">{sayError(error ?? failed)}</Note>}
      {data !== undefined && rows.length === 0 && <p class="small faint">Nobody holds a task.</p>}
      <ul class="lease-list">
        {rows.slice(0, SHOWN).map((lease) => (
          <li key={lease.id}>
            <b class="strong">{lease.annotator}</b>
            <span class="mono clip">{lease.key}</span>
            {lease.step !== "label" && <span class="soft">{lease.step}</span>}
            <span class="faint push">
              <When at={lease.since} />
            </span>
            {may("lease.free") && (
              <button type="button" class="linkish" onClick={() => void free(lease)} aria-label={`Free ${lease.key}, held by ${lease.annotator}`} title="Gives the task back to the queue; the draft stays">
                Free
              </button>
            )}
          </li>
        ))}
      </ul>
      {rows.length > SHOWN && <p class="small faint">and {(rows.length - SHOWN).toLocaleString()} more, held for a shorter time</p>}
    </section>
  );
}

/** Items that nobody wanted: they would otherwise be lost without a word. */
export function Skipped({ id, n }: { id: string; n: number }): JSX.Element | null {
  const { data } = useData(n > 0 && may("item.read") ? `skipped ${id} ${n}` : null, (signal) => get<Listing<ItemRow>>(at(id, "skipped"), {}, signal));
  if (n === 0) return null;
  const rows = data?.data ?? [];
  return (
    <section class="section" aria-labelledby="skipped">
      <header>
        <h2 id="skipped">Skipped by everybody</h2>
        <span class="push faint">{n.toLocaleString()}</span>
      </header>
      <ul class="keys-list">
        {rows.slice(0, SHOWN).map((item) => (
          <li key={item.id}>
            <a class="mono" href={dataHref(id, item.key, item.id)}>
              {item.key}
            </a>
          </li>
        ))}
      </ul>
      <p class="small faint">Nobody is left to judge them. Open one to send it to review, or say more in the guideline.</p>
    </section>
  );
}
