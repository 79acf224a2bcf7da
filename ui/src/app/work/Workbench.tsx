// The workbench: one screen, one task, everything on the keyboard.
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { onLive } from "../../api/live";
import { Note, Skeleton } from "../../components/Basics";
import { Icon } from "../../components/Icon";
import { Key } from "../../components/Key";
import { FieldsForm, nextOpen, titleOf, useHotkeys } from "../../kinds/FieldsForm";
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
import { guideline, progress } from "./api";
import { type Desk } from "./desk";
import { BenchSaved, focusField, Nothing, pictureKeys } from "./bench";
import { AskDialog, SkipDialog } from "./Dialogs";
import { ItemView } from "./ItemView";
import { markSubmit, measurePainted } from "./measure";
import { GuidelineSection, GuidelineSheet, JustNow, Questions, Refused } from "./SideParts";
import { useDesk } from "./useDesk";

defineKeys({
  "work.submit": { key: "Enter", label: "Submit, next", group: "Work" },
  "work.cannot_tell": { key: "0", label: "Cannot tell", group: "Work" },
  "work.bad_data": { key: "b", label: "Bad data", group: "Work" },
  "work.undo": { key: "u", label: "Undo", group: "Work" },
  "work.redo": { key: "Shift+u", label: "Take the last answer back", group: "Work" },
  "work.skip": { key: "s", label: "Skip, with a reason", group: "Work" },
  "work.flag": { key: "f", label: "Ask, with a question", group: "Work" },
  "work.guideline": { key: "g", label: "Guideline", group: "Look" },
});

/** Keys of the bench that a class never gets by itself. */
const RESERVED: ReadonlySet<string> = new Set(["u", "s", "f", "g", "z", "h", "b", "0"]);
const SPARE_KEYS: Readonly<Record<string, string>> = { "work.cannot_tell": "c", "work.bad_data": "x" };
const LOOK_AGAIN_MS = 15_000;

type Overlay = "skip" | "ask" | "guideline" | null;

export default function Workbench({ params }: PageProps): JSX.Element {
  const id = params["project"] ?? "";
  const desk = useDesk(id, "label", me.value?.member ?? "");
  useTitle(project.value === null ? "Workbench" : `Label ${project.value.name}`);
  return desk === null ? <Bare /> : <Bench desk={desk} id={id} />;
}

function Bare(): JSX.Element {
  return (
    <main class="bench" data-testid="workbench" aria-busy="true">
      <span />
      <div class="page">
        <Skeleton lines={4} />
      </div>
    </main>
  );
}

function Bench({ desk, id }: { desk: Desk; id: string }): JSX.Element {
  const lease = desk.current.value;
  const shown = desk.shown.value;
  const values = desk.values.value;
  const turn = desk.turn.value;
  const [overlay, setOverlay] = useState<Overlay>(null);
  const [active, setActive] = useState<string | null>(null);
  const [asked, setAsked] = useState(0);
  const picture = useRef<PictureHandle | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const guide = useData(`guideline ${id} ${lease?.guideline_n ?? 0}`, (signal) => guideline(id, signal));
  const own = useData(`progress ${id}`, () => progress(id));
  const now = shown.some((field) => field.name === active) ? active : (nextOpen(shown, values, null) ?? shown.at(-1)?.name ?? null);
  const hotkeys = useHotkeys(shown, now, RESERVED);
  const taken = new Set(hotkeys.map((one) => one.key));
  /** The key of an outcome, or its spare one where a class has the usual. */
  const outcomeKey = (action: string): string => (taken.has(keyOf(action)) ? (SPARE_KEYS[action] ?? "") : keyOf(action));
  const single = lease !== null && lease.fields.length === 1 && lease.fields[0]?.kind === "choice" && lease.fields[0]["multiple"] !== true;

  useEffect(() => root.current?.setAttribute("data-ready", "true"), []);

  // A new task: the focus goes to its first open field, and it is measured once painted.
  useLayoutEffect(() => {
    if (turn === 0 || lease === null) return;
    const first = nextOpen(shown, values, null) ?? shown[0]?.name ?? null;
    setActive(first);
    focusField(root.current, first);
    if (lease.item.image === null) measurePainted();
  }, [turn]);

  // Fields that vanish must not take the focus with them.
  useLayoutEffect(() => {
    if (overlay === null && lease !== null && (document.activeElement === null || document.activeElement === document.body)) focusField(root.current, now);
  }, [shown.map((field) => field.name).join(" ")]);

  // While the queue is empty, look again when something happens here, and now and then.
  const isEmpty = lease === null && desk.empty.value !== null;
  useEffect(() => {
    if (!isEmpty) return;
    let last = 0;
    const look = (): void => {
      if (document.visibilityState !== "visible" || Date.now() - last < 3_000) return;
      last = Date.now();
      void desk.refill();
    };
    const timer = setInterval(look, LOOK_AGAIN_MS);
    const off = onLive([], (event) => {
      if (event.project === null || event.project === id) look();
    });
    return () => {
      clearInterval(timer);
      off();
    };
  }, [isEmpty]);

  function submit(): void {
    markSubmit();
    if (!desk.submit("answered")) focusField(root.current, firstWrong(desk), true);
  }

  function sendOutcome(outcome: "cannot_tell" | "bad_data"): void {
    markSubmit();
    desk.submit(outcome);
  }

  function change(name: string, value: unknown, how: { group?: string; settles?: boolean }): void {
    desk.change(name, value, how.group ?? null);
    if (how.settles !== true) return;
    const after = desk.shown.value;
    if (after.length === 1) submit();
    else {
      const next = nextOpen(after, desk.values.value, name);
      if (next === null) return;
      setActive(next);
      requestAnimationFrame(() => focusField(root.current, next, true));
    }
  }

  async function undo(): Promise<void> {
    await desk.undo();
    requestAnimationFrame(() => {
      const first = nextOpen(desk.shown.value, desk.values.value, null) ?? desk.shown.value[0]?.name ?? null;
      setActive(first);
    });
  }

  const bindings: Binding[] = [
    ...hotkeys.map(
      (one): Binding => ({
        id: `class ${one.id}`,
        key: one.key,
        label: one.label,
        group: "Answers",
        run: () => {
          if (now === null) return;
          const next = one.press(desk.values.value[now]);
          change(now, next.value, { settles: next.settles });
        },
      }),
    ),
    { id: "work.submit", typing: true, run: submit, enabled: () => !(document.activeElement instanceof HTMLTextAreaElement), overControl: overAnswer },
    { id: "work.submit.typing", key: "Ctrl+Enter", label: "Submit, next", group: "Work", typing: true, hidden: true, run: submit },
    { id: "work.undo", run: () => void undo() },
    { id: "work.redo", run: () => void takeBack(desk) },
    { id: "work.undo.ctrl", key: "Ctrl+z", hidden: true, run: () => void undo() },
    { id: "work.skip", run: () => setOverlay("skip"), enabled: () => lease !== null },
    { id: "work.flag", run: () => setOverlay("ask"), enabled: () => lease !== null },
    { id: "work.guideline", run: () => setOverlay("guideline"), enabled: () => guide.data !== undefined },
    { id: "work.blur", key: "Escape", hidden: true, typing: true, run: () => focusField(root.current, null) },
    ...(lease === null
      ? []
      : (["cannot_tell", "bad_data"] as const).map(
          (outcome): Binding => ({
            id: `work.${outcome}`,
            ...(taken.has(keyOf(`work.${outcome}`)) ? { id: `spare ${outcome}`, key: outcomeKey(`work.${outcome}`), label: OUTCOME_NAMES[outcome], group: "Work" } : {}),
            run: () => sendOutcome(outcome),
          }),
        )),
    ...pictureKeys(picture, lease?.item.image != null),
  ];
  useKeys(bindings);

  const question = single ? titleOf(shown[0] ?? { name: "", kind: "" }) : (project.value?.name ?? "");
  return (
    <div class="bench work-bench" data-testid="workbench" data-turn={turn} ref={root}>
      <header class="bar">
        <a class="btn quiet square" href={startPath()} aria-label="Leave the workbench">
          <Icon name="x" />
        </a>
        {single && <span class="faint wide-only clip">{project.value?.name}</span>}
        <h1 class="ask clip">{question || "Workbench"}</h1>
        <span class="push row wide-only">
          {lease !== null && <span class="small faint">{readyWords(desk)}</span>}
          {lease !== null && <span class="small faint mono clip key-room-wide">{lease.item.key}</span>}
          <button type="button" class="btn quiet" onClick={() => setOverlay("guideline")} disabled={guide.data === undefined}>
            <Icon name="book" />
            Guideline <Key name={keyOf("work.guideline")} />
          </button>
        </span>
      </header>
      <main class={lease?.item.image != null ? "work with-picture" : "work"}>
        {lease === null ? (
          <Nothing desk={desk} id={id} />
        ) : (
          <ItemView key={lease.item.image === null ? lease.id : "picture"} item={lease.item} handle={picture} onPainted={measurePainted} />
        )}
        <h2 class="spoken">Answer</h2>
        <aside class="aside" aria-label="Answer">
          <Messages desk={desk} returned={lease?.returned ?? null} />
          {lease !== null && (
            <section>
              <FieldsForm fields={shown} values={values} problems={desk.problems.value} active={now} onActive={setActive} hotkeys={hotkeys} bare={lease.fields.length === 1} onChange={change} />
              <div class="answers other" role="group" aria-label="Without an answer">
                {(["cannot_tell", "bad_data"] as const).map((outcome) => (
                  <button key={outcome} type="button" data-testid={`outcome-${outcome}`} onClick={() => sendOutcome(outcome)}>
                    <Key name={outcomeKey(`work.${outcome}`)} />
                    {OUTCOME_NAMES[outcome]}
                  </button>
                ))}
              </div>
              {single && (
                <p class="micro faint wide-only">
                  A key answers and brings the next task. <Key name={keyOf("work.undo")} /> takes the last one back.
                </p>
              )}
            </section>
          )}
          {lease !== null && (
            <section class="wide-only">
              <div class="row">
                <WorkButtons setOverlay={setOverlay} />
                <button type="button" class="btn quiet push" data-testid="undo" onClick={() => void undo()} disabled={!desk.canUndo()}>
                  <Icon name="undo" />
                  Undo <Key name={keyOf("work.undo")} />
                </button>
              </div>
            </section>
          )}
          <Refused list={desk.outbox.refused.value} dismiss={(one) => void desk.outbox.dismiss(one)} />
          <GuidelineSection guide={guide.data} open={() => setOverlay("guideline")} />
          <Questions project={id} turn={asked} />
          <JustNow recent={desk.recent.value} reopen={(done) => void desk.reopen(done)} history={`/w/${id}/history`} />
        </aside>
      </main>
      <footer class="bar low">
        <span class="row narrow-only tight">
          <button type="button" class="btn quiet" onClick={() => void undo()} disabled={!desk.canUndo()}>
            <Icon name="undo" />
            Undo
          </button>
          <button type="button" class="btn quiet" onClick={() => setOverlay("skip")} disabled={lease === null}>
            <Icon name="skip" />
            Skip
          </button>
          <button type="button" class="btn quiet" onClick={() => setOverlay("guideline")} disabled={guide.data === undefined}>
            <Icon name="book" />
            Guide
          </button>
        </span>
        <span class="push row wide">
          {own.data !== undefined && (
            <span class="small soft wide-only">
              Today <b class="strong">{(own.data.today + desk.acknowledged.value).toLocaleString()}</b>
              {own.data.seconds_median !== null && <span class="faint">, {own.data.seconds_median.toFixed(1)} s each</span>}
            </span>
          )}
          <BenchSaved desk={desk} />
          <button type="button" class="btn quiet square wide-only" aria-label="Keys on this page" onClick={() => (keySheetOpen.value = true)}>
            <Key name="?" />
          </button>
          <button type="button" class={single ? "btn wide-only" : "btn primary"} data-testid="submit" onClick={submit} disabled={lease === null}>
            Submit, next <Key name={keyOf("work.submit")} />
          </button>
        </span>
      </footer>
      <p class="spoken" aria-live="polite">
        {lease === null ? "" : `Task ${turn}, item ${lease.item.key}. ${shown.map(titleOf).join(", ")}`}
      </p>
      {overlay === "skip" && lease !== null && (
        <SkipDialog
          onClose={() => setOverlay(null)}
          onSkip={(reason) => {
            setOverlay(null);
            markSubmit();
            desk.skip(reason);
          }}
        />
      )}
      {overlay === "ask" && lease !== null && (
        <AskDialog
          onClose={() => setOverlay(null)}
          onAsk={async (text) => {
            await desk.flag(text);
            setAsked((count) => count + 1);
          }}
        />
      )}
      {overlay === "guideline" && guide.data !== undefined && <GuidelineSheet guide={guide.data} onClose={() => setOverlay(null)} />}
    </div>
  );
}

const OUTCOME_NAMES = { cannot_tell: "Cannot tell", bad_data: "Bad data" } as const;

function WorkButtons({ setOverlay }: { setOverlay: (overlay: Overlay) => void }): JSX.Element {
  return (
    <>
      <button type="button" class="btn" data-testid="skip" onClick={() => setOverlay("skip")}>
        <Icon name="skip" />
        Skip <Key name={keyOf("work.skip")} />
      </button>
      <button type="button" class="btn" data-testid="flag" onClick={() => setOverlay("ask")}>
        <Icon name="flag" />
        Ask <Key name={keyOf("work.flag")} />
      </button>
    </>
  );
}

/** What went otherwise than expected, and why a task came back. */
function Messages({ desk, returned }: { desk: Desk; returned: string | null }): JSX.Element | null {
  const notice = desk.notice.value;
  const lasting = desk.failure.value !== null && desk.current.value !== null;
  if (notice === null && returned === null && !lasting) return null;
  return (
    <section class="messages">
      {returned !== null && (
        <Note kind="warn">
          <b class="strong">Sent back by a reviewer:</b> {returned}
        </Note>
      )}
      {notice !== null && (
        <Note
          kind={notice.kind}
          action={
            <button type="button" class="btn quiet square" aria-label="Close this message" onClick={() => (desk.notice.value = null)}>
              <Icon name="x" />
            </button>
          }
        >
          {notice.text}
        </Note>
      )}
    </section>
  );
}

function readyWords(desk: Desk): string {
  const ready = desk.ready.value.length;
  return ready === 0 ? "the last for now" : ready === 1 ? "next one is ready" : "next two are ready";
}

function firstWrong(desk: Desk): string | null {
  return desk.shown.value.find((field) => desk.problems.value.has(field.name))?.name ?? null;
}

async function takeBack(desk: Desk): Promise<void> {
  const last = desk.recent.value[0];
  if (last !== undefined) await desk.reopen(last);
}

/** Enter on an answer that is chosen, or on one of several, submits; on another one it chooses. */
function overAnswer(control: Element): boolean {
  return control.closest(".field-block .answers") !== null && control.getAttribute("aria-pressed") === "true";
}
