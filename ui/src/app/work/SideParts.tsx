// What stands beside the work: the guideline, own questions with their answers, what was just done.
import type { JSX } from "preact";
import { useData } from "../useData";
import type { Guideline, ItemComment } from "../../api/types";
import { Dialog } from "../../components/Dialog";
import { Guide } from "../../components/Guide";
import { Icon } from "../../components/Icon";
import { AnswerView } from "../../kinds/ValueView";
import { Cap } from "../keys";
import { ownFlags } from "./api";
import type { Done } from "./deskTypes";
import { ItemLine } from "./ItemView";

const hasChanged = (guide: Guideline): boolean => guide.changed_html !== null && guide.last_seen_n !== null && guide.last_seen_n < guide.n;

export function GuidelineSection({ guide, open }: { guide: Guideline | undefined; open: () => void }): JSX.Element | null {
  if (guide === undefined || guide.text.trim() === "") return null;
  return (
    <section class="wide-only guideline">
      <div class="row">
        <h3>Guideline {guide.n}</h3>
        {hasChanged(guide) && <span class="changed micro push">changed since you last worked</span>}
        <button type="button" class={hasChanged(guide) ? "linkish small" : "linkish small push"} onClick={open}>
          Read <Cap of="work.guideline" />
        </button>
      </div>
      {hasChanged(guide) && guide.changed_html !== null ? (
        <div class="news">
          <Guide html={guide.changed_html} />
        </div>
      ) : (
        <Guide html={guide.html} />
      )}
    </section>
  );
}

export function GuidelineSheet({ guide, onClose }: { guide: Guideline; onClose: () => void }): JSX.Element {
  return (
    <Dialog title={`Guideline ${guide.n}`} kind="sheet" onClose={onClose}>
      {hasChanged(guide) && guide.changed_html !== null && (
        <section class="news">
          <h3>Changed since you last worked</h3>
          <Guide html={guide.changed_html} />
        </section>
      )}
      <Guide html={guide.html} />
      <div class="row">
        <button type="button" class="btn" onClick={onClose}>
          Back to work
        </button>
      </div>
    </Dialog>
  );
}

/** Own questions, the answered ones first. `turn` asks anew after a question. */
export function Questions({ project, turn }: { project: string; turn: number }): JSX.Element | null {
  const { data } = useData(`flags ${project} ${turn}`, (signal) => ownFlags(project, signal));
  const flags = [...(data?.data ?? [])].sort((a, b) => Number(b.answer !== null) - Number(a.answer !== null)).slice(0, 3);
  if (flags.length === 0) return null;
  return (
    <section class="wide-only">
      <h3>Your questions</h3>
      <ul class="stack small">
        {flags.map((flag) => (
          <Question key={flag.id} flag={flag} />
        ))}
      </ul>
    </section>
  );
}

function Question({ flag }: { flag: ItemComment }): JSX.Element {
  return (
    <li class="question">
      <p class="soft" dir="auto">
        <span class="mono">{flag.key}</span> {flag.text}
      </p>
      {flag.answer === null ? (
        <p class="faint">not answered yet</p>
      ) : (
        <p dir="auto">
          <b class="strong">{flag.answered_by ?? "Answer"}:</b> {flag.answer}
        </p>
      )}
    </li>
  );
}

const STATE_SAYS: Partial<Record<Done["state"], string>> = { sending: "on its way", late: "late, counts", "not-counted": "late, kept", refused: "not taken" };

/** What was just done here; selecting one brings it back to be changed. */
export function JustNow({ recent, reopen, history }: { recent: readonly Done[]; reopen: (done: Done) => void; history: string }): JSX.Element {
  return (
    <section class="wide-only">
      <div class="row">
        <h3>Just now</h3>
        <a class="small push" href={history}>
          All my answers
        </a>
      </div>
      {recent.length === 0 ? (
        <p class="small faint">Your answers will stand here. Select one to change it.</p>
      ) : (
        <ul class="small recent">
          {recent.slice(0, 8).map((done) => (
            <li key={done.lease}>
              <button type="button" onClick={() => reopen(done)} disabled={done.state === "refused"} title="Change this answer">
                <ItemLine item={done.item} />
                <AnswerView fields={done.fields} values={done.values} outcome={done.outcome} />
                <span class="push faint">{STATE_SAYS[done.state] ?? `${done.seconds.toFixed(1)} s`}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Answers that the server will not take; what was entered can still be read. */
export function Refused({ list, dismiss }: { list: readonly { body: { lease: string }; item: Done["item"]; refused?: string; verb: string }[]; dismiss: (lease: string) => void }): JSX.Element | null {
  if (list.length === 0) return null;
  return (
    <section>
      <h3>Not taken by the server</h3>
      <ul class="stack small">
        {list.map((one) => (
          <li key={one.body.lease} class="row">
            <span>
              <span class="mono">{one.item.key}</span> {"values" in one.body ? JSON.stringify(one.body.values) : one.verb}: {one.refused}
            </span>
            <button type="button" class="btn quiet square push" aria-label={`Forget the answer for ${one.item.key}`} onClick={() => dismiss(one.body.lease)}>
              <Icon name="x" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
