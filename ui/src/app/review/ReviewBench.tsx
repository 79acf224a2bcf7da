// The review bench: all sides of an item, what they agree on and what not, and a decision.
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { get } from "../../api/client";
import type { Label, Lease, Side, Values } from "../../api/types";
import { Note, Skeleton } from "../../components/Basics";
import { Bead, Calibrated, Cert, Spread, standOf } from "../../components/Certainty";
import { Icon } from "../../components/Icon";
import { Key } from "../../components/Key";
import { compareField, writeCamps } from "../../engine/sides";
import { FieldsForm, nextOpen, titleOf, useHotkeys, type FormField } from "../../kinds/FieldsForm";
import { writeValue } from "../../kinds/registry";
import { AnswerView, ValueView } from "../../kinds/ValueView";
import type { PictureHandle } from "../../stage/Picture";
import "../../styles/work.css";
import { defineKeys, keyOf, useKeys, type Binding } from "../keys";
import { project } from "../project";
import type { PageProps } from "../router";
import { startPath } from "../routes";
import { me } from "../session";
import { useTitle } from "../shell/Page";
import { keySheetOpen } from "../shell/state";
import { useData } from "../useData";
import { SkipDialog } from "../work/Dialogs";
import type { Desk } from "../work/desk";
import { ItemLine, ItemView } from "../work/ItemView";
import { markSubmit, measurePainted } from "../work/measure";
import { BenchSaved, focusField, Nothing, pictureKeys } from "../work/bench";
import { useDesk } from "../work/useDesk";

defineKeys({
  "review.accept": { key: "Enter", label: "Accept the label as it stands", group: "Review" },
  "review.edit": { key: "e", label: "Edit", group: "Review" },
  "review.return": { key: "r", label: "Return, with a reason", group: "Review" },
  "review.undo": { key: "u", label: "Undo", group: "Review" },
  "review.previous": { key: "k", label: "The task before", group: "Review" },
  "review.next": { key: "j", label: "The task after", group: "Review" },
});

const SIDE_KEYS = 9;
const NO_RESERVED: ReadonlySet<string> = new Set(["e", "r", "u", "z", "j", "k"]);

export default function ReviewBench({ params }: PageProps): JSX.Element {
  const id = params["project"] ?? "";
  const desk = useDesk(id, "review", me.value?.member ?? "");
  useTitle(project.value === null ? "Review" : `Review ${project.value.name}`);
  if (desk === null) {
    return (
      <main class="bench" aria-busy="true">
        <span />
        <div class="page">
          <Skeleton lines={4} />
        </div>
      </main>
    );
  }
  return <Bench desk={desk} id={id} />;
}

/** The answer as the labels have it now. */
function labelValues(lease: Lease): Values {
  return Object.fromEntries((lease.labels ?? []).filter((label) => label.value !== null && label.value !== undefined).map((label) => [label.field, label.value]));
}

function Bench({ desk, id }: { desk: Desk; id: string }): JSX.Element {
  const lease = desk.current.value;
  const turn = desk.turn.value;
  const shown = desk.shown.value;
  const values = desk.values.value;
  const [editing, setEditing] = useState(false);
  const [returning, setReturning] = useState(false);
  const [reason, setReason] = useState("");
  const [active, setActive] = useState<string | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const picture = useRef<PictureHandle | null>(null);
  const counts = useData(`review count ${id} ${desk.acknowledged.value}`, (signal) => get<{ in_review: number }>(`/projects/${encodeURIComponent(id)}/progress`, {}, signal));
  const now = editing ? (shown.some((field) => field.name === active) ? active : (shown[0]?.name ?? null)) : null;
  const hotkeys = useHotkeys(shown, now, NO_RESERVED);
  const sides = lease?.sides ?? [];
  const settled = lease === null ? {} : labelValues(lease);
  const hasLabel = Object.keys(settled).length > 0;

  useLayoutEffect(() => {
    setEditing(false);
    setReason("");
    if (lease === null) return;
    root.current?.querySelector<HTMLElement>("#review-item")?.focus();
    if (lease.item.image === null) measurePainted();
  }, [turn]);

  const because = (): string | undefined => (reason.trim() === "" ? undefined : reason.trim());

  function decide(given: Values, origin: string): void {
    markSubmit();
    desk.changeAll(given, origin);
    if (!desk.submit("answered", because())) edit();
  }

  function takeSide(side: Side | undefined): void {
    if (side === undefined) return;
    if (side.outcome === "answered") decide(side.values, "side");
    else if (side.outcome === "cannot_tell" || side.outcome === "bad_data") {
      markSubmit();
      desk.submit(side.outcome, because());
    }
  }

  function accept(): void {
    if (editing) {
      markSubmit();
      if (!desk.submit("answered", because())) focusField(root.current, shown.find((field) => desk.problems.value.has(field.name))?.name ?? null);
    } else if (hasLabel) decide(settled, "label");
    else edit();
  }

  function edit(): void {
    if (lease === null) return;
    if (Object.keys(desk.values.value).length === 0) desk.changeAll(settled, "label");
    setEditing(true);
    const first = nextOpen(desk.shown.value, desk.values.value, null) ?? desk.shown.value[0]?.name ?? null;
    setActive(first);
    requestAnimationFrame(() => focusField(root.current, first));
  }

  function step(by: 1 | -1): void {
    const ready = desk.ready.value;
    const next = by === 1 ? ready[0] : ready.at(-1);
    if (next !== undefined) desk.choose(next.id);
  }

  const bindings: Binding[] = [
    ...(editing
      ? hotkeys.map(
          (one): Binding => ({
            id: `class ${one.id}`,
            key: one.key,
            label: one.label,
            group: "Answers",
            run: () => {
              if (now !== null) desk.change(now, one.press(desk.values.value[now]).value);
            },
          }),
        )
      : sides.slice(0, SIDE_KEYS).map((side, place): Binding => ({ id: `side ${place}`, key: String(place + 1), label: `Accept ${side.annotator}`, group: "Review", run: () => takeSide(side) }))),
    { id: "review.accept", typing: editing, run: accept, enabled: () => lease !== null && !(document.activeElement instanceof HTMLTextAreaElement), overControl: (control) => control.closest(".field-block") !== null && control.getAttribute("aria-pressed") === "true" },
    { id: "review.accept.typing", key: "Ctrl+Enter", typing: true, hidden: true, run: accept },
    { id: "review.edit", run: edit, enabled: () => lease !== null },
    { id: "review.return", run: () => setReturning(true), enabled: () => lease !== null },
    { id: "review.undo", run: () => void desk.undo() },
    { id: "review.next", run: () => step(1) },
    { id: "review.previous", run: () => step(-1) },
    { id: "review.blur", key: "Escape", typing: true, hidden: true, run: () => (editing && document.activeElement?.closest("input, textarea") == null ? setEditing(false) : focusField(root.current, null)) },
    ...pictureKeys(picture, lease?.item.image != null),
  ];
  useKeys(bindings);

  const waiting = counts.data?.in_review;
  return (
    <div class="bench review-bench" data-testid="review-bench" data-turn={turn} ref={root}>
      <header class="bar">
        <a class="btn quiet square" href={startPath()} aria-label="Leave the review bench">
          <Icon name="x" />
        </a>
        <span class="faint wide-only clip">{project.value?.name}</span>
        <h1 class="ask clip">Review{lease !== null && sides.length > 0 ? `: ${sides.length} ${sides.length === 1 ? "side" : "sides"}, one item` : ""}</h1>
        <span class="push small faint wide-only">{waiting !== undefined && `${waiting.toLocaleString()} wait, dearest doubt first`}</span>
      </header>
      <main class={lease?.item.image != null ? "work with-picture" : "work"}>
        <nav class="review-list wide-only" aria-label="Tasks in hand">
          <ul>
            {lease !== null && (
              <li>
                <button type="button" aria-current="true">
                  <QueueLine lease={lease} />
                </button>
              </li>
            )}
            {desk.ready.value.map((one) => (
              <li key={one.id}>
                <button type="button" onClick={() => desk.choose(one.id)}>
                  <QueueLine lease={one} />
                </button>
              </li>
            ))}
          </ul>
        </nav>
        {lease === null ? <Nothing desk={desk} id={id} /> : <ItemView key={lease.item.image === null ? lease.id : "picture"} item={lease.item} handle={picture} onPainted={measurePainted} />}
        <aside class="aside" aria-label="Sides and decision">
          {desk.notice.value !== null && (
            <section>
              <Note kind={desk.notice.value.kind}>{desk.notice.value.text}</Note>
            </section>
          )}
          {lease !== null && (
            <>
              <section>
                <div class="row">
                  <h2 id="review-item" tabIndex={-1} class="mono clip">
                    {lease.item.key}
                  </h2>
                  <span class="push">
                    <Calibrated gold={lease.labels?.[0]?.gold_n ?? 0} />
                  </span>
                </div>
                {lease.returned !== null && <Note kind="warn">Sent back before: {lease.returned}</Note>}
              </section>
              <Sides lease={lease} take={takeSide} keys={!editing} />
              <Apart lease={lease} />
              {editing && (
                <section>
                  <h3>Your answer</h3>
                  <FieldsForm fields={shown} values={values} problems={desk.problems.value} active={now} onActive={setActive} hotkeys={hotkeys} onChange={(name, value, how) => desk.change(name, value, how.group ?? null)} />
                </section>
              )}
              <section>
                <h3>Your decision</h3>
                <div class="stack">
                  <button type="button" class="btn primary decide" data-testid="submit" onClick={accept} disabled={!editing && !hasLabel}>
                    <span class="clip">{editing ? "Accept what you entered" : hasLabel ? `Accept the label: ${inWords(lease, settled)}` : "No label yet: take a side, or edit"}</span>
                    <Key name={keyOf("review.accept")} />
                  </button>
                  {!editing && (
                    <button type="button" class="btn decide" data-testid="edit" onClick={edit}>
                      Edit <Key name={keyOf("review.edit")} />
                    </button>
                  )}
                </div>
                <div class="field">
                  <label for="review-reason">Reason, shown to all sides</label>
                  <textarea id="review-reason" class="input" rows={2} maxLength={2000} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
                </div>
                <div class="row">
                  <button type="button" class="btn" data-testid="return" onClick={() => setReturning(true)}>
                    <Icon name="back" />
                    Return <Key name={keyOf("review.return")} />
                  </button>
                  <button type="button" class="btn quiet push" data-testid="undo" onClick={() => void desk.undo()} disabled={!desk.canUndo()}>
                    <Icon name="undo" />
                    Undo <Key name={keyOf("review.undo")} />
                  </button>
                </div>
              </section>
            </>
          )}
          {desk.recent.value.length > 0 && (
            <section class="wide-only">
              <h3>Just now</h3>
              <ul class="small recent">
                {desk.recent.value.slice(0, 6).map((done) => (
                  <li key={done.lease}>
                    <button type="button" onClick={() => void desk.reopen(done)} title="Change this decision">
                      <ItemLine item={done.item} />
                      <AnswerView fields={done.fields} values={done.values} outcome={done.outcome} />
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </aside>
      </main>
      <footer class="bar low">
        <span class="small soft clip">You decide nothing that you judged yourself.</span>
        <span class="push row wide">
          <BenchSaved desk={desk} />
          <button type="button" class="btn quiet square wide-only" aria-label="Keys on this page" onClick={() => (keySheetOpen.value = true)}>
            <Key name="?" />
          </button>
        </span>
      </footer>
      <p class="spoken" aria-live="polite">
        {lease === null ? "" : `Item ${lease.item.key}, ${sides.length} sides. ${lease.why?.sentence ?? ""}`}
      </p>
      {returning && lease !== null && (
        <SkipDialog
          title="Return: what should be looked at again?"
          reasons={[]}
          verb="Return"
          onClose={() => setReturning(false)}
          onSkip={(text) => {
            setReturning(false);
            markSubmit();
            desk.giveBack(text);
          }}
        />
      )}
    </div>
  );
}

function inWords(lease: Lease, values: Values): string {
  return lease.fields
    .filter((field) => values[field.name] !== undefined)
    .map((field) => writeValue(field, values[field.name]).map((part) => part.text).join(", "))
    .join("; ");
}

/** The least sure label of a task stands for it. */
function weakest(labels: readonly Label[] | null): Label | undefined {
  return [...(labels ?? [])].sort((a, b) => (a.p ?? 0) - (b.p ?? 0))[0];
}

const isApart = (lease: Lease): boolean => lease.fields.some((field) => !compareField(field.name, lease.sides ?? []).agreed);

function QueueLine({ lease }: { lease: Lease }): JSX.Element {
  const label = weakest(lease.labels);
  return (
    <>
      <span class="queue-words">
        <span class="row">
          <ItemLine item={lease.item} />
        </span>
        <span class="soft small clip">{lease.why?.sentence ?? lease.item.key}</span>
      </span>
      <span class="push">
        <Cert stand={standOf(label?.state ?? "open", isApart(lease))} p={label?.p ?? null} raw={(label?.gold_n ?? 0) === 0} />
      </span>
    </>
  );
}

function Sides({ lease, take, keys }: { lease: Lease; take: (side: Side) => void; keys: boolean }): JSX.Element {
  const sides = lease.sides ?? [];
  return (
    <section>
      <h3>Sides</h3>
      {sides.length === 0 && <p class="small faint">Nobody has judged this item yet.</p>}
      <ul class="sides">
        {sides.map((side, place) => (
          <li key={place}>
            <button type="button" class="side" onClick={() => take(side)} disabled={side.outcome === "skipped"} data-testid={`side-${place + 1}`}>
              <span class="spoken">Accept</span>
              {keys && place < SIDE_KEYS && side.outcome !== "skipped" ? <Key name={String(place + 1)} /> : <span class="key-room" />}
              <b class="strong">{side.annotator}</b>
              <span class="side-answer small">
                <AnswerView fields={lease.fields} values={side.values} outcome={side.outcome} named={lease.fields.length > 1} />
                {side.reason !== null && <span class="soft">“{side.reason}”</span>}
              </span>
              <span class="push faint small">{side.seconds.toFixed(1)} s</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What they agree on and what not, field by field, with the label's certainty; then why it is here. */
function Apart({ lease }: { lease: Lease }): JSX.Element {
  const labels = new Map((lease.labels ?? []).map((label) => [label.field, label]));
  const silent = (lease.sides ?? []).filter((side) => side.outcome !== "answered").length;
  return (
    <section>
      <h3>{isApart(lease) ? "What they disagree about" : "What they agree on"}</h3>
      <table class="ladder apart">
        <tbody>
          {lease.fields.map((field) => {
            const view = compareField(field.name, lease.sides ?? []);
            const label = labels.get(field.name);
            const raw = (label?.gold_n ?? 0) === 0;
            return (
              <tr key={field.name} class={view.agreed ? undefined : "hit"}>
                <td>
                  <Bead stand={standOf(label?.state ?? "open", !view.agreed)} p={label?.p ?? 0} raw={raw && view.agreed} />
                </td>
                <td>
                  {titleOf(field).replace(/[?:.]$/, "")}
                  {view.camps.length > 1 ? `: ${view.camps.map((camp) => words(field, camp.value)).join(" or ")}` : ""}
                </td>
                <td>{writeCamps(view)}</td>
                <td>{label !== undefined && label.p !== null && <Cert stand={standOf(label.state, !view.agreed)} p={label.p} raw={raw} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {silent > 0 && <p class="small soft">{silent === 1 ? "One gave no answer." : `${silent} gave no answer.`}</p>}
      {lease.why !== null && <p class="why">{lease.why.sentence}</p>}
      {lease.fields.map((field) => (
        <LabelShares key={field.name} field={field} label={labels.get(field.name)} />
      ))}
      {lease.why !== null && lease.why.ladder.length > 0 && (
        <details>
          <summary class="small">The rules, in order</summary>
          <table class="ladder">
            <tbody>
              {lease.why.ladder.map((rung, place) => (
                <tr key={place} class={rung.hit ? "hit" : undefined}>
                  <td>{place + 1}</td>
                  <td>{rung.rule}</td>
                  <td>{rung.value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </section>
  );
}

const words = (field: FormField, value: unknown): string => writeValue(field, value).map((part) => part.text).join(", ");

function LabelShares({ field, label }: { field: FormField; label: Label | undefined }): JSX.Element | null {
  if (label?.spread == null) return null;
  const shares = Object.entries(label.spread)
    .sort(([, a], [, b]) => b - a)
    .map(([id, p]) => {
      const part = writeValue(field, id)[0];
      return { name: part?.text ?? id, n: p, color: part?.color ?? "var(--line-strong)" };
    });
  if (shares.length < 2) return <ValueViewLine field={field} label={label} />;
  return (
    <>
      <Spread shares={shares} write={(p) => p.toFixed(3)} />
      <p class="micro faint">
        {shares
          .slice(0, 4)
          .map((share) => `${share.name} ${share.n.toFixed(3).replace(/^0/, "")}`)
          .join("   ")}
      </p>
    </>
  );
}

function ValueViewLine({ field, label }: { field: FormField; label: Label }): JSX.Element {
  return (
    <p class="small row">
      <span class="faint">{titleOf(field)}</span>
      <ValueView field={field} value={label.value} />
    </p>
  );
}
