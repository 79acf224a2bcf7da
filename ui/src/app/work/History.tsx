// Own earlier answers: to be looked at again, and changed until they are frozen.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { sayError } from "../../api/client";
import type { Outcome, OwnJudgment, Values } from "../../api/types";
import { Empty, Note, Skeleton } from "../../components/Basics";
import { Table, type Column } from "../../components/Table";
import { missing, prune, shownFields } from "../../engine/fields";
import { FieldsForm, useHotkeys } from "../../kinds/FieldsForm";
import { kindOf } from "../../kinds/registry";
import { AnswerView } from "../../kinds/ValueView";
import "../../styles/work.css";
import { saving } from "../footline";
import { useKeys } from "../keys";
import { project } from "../project";
import type { PageProps } from "../router";
import { Page } from "../shell/Page";
import { useData } from "../useData";
import { ownJudgments, revise } from "./api";
import { ItemLine, ItemView } from "./ItemView";

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

const COLUMNS: readonly Column<OwnJudgment>[] = [
  {
    id: "item",
    head: "Item",
    className: "history-item",
    cell: (row) => (
      <span class="row">
        <ItemLine item={row.item} />
      </span>
    ),
  },
  { id: "answer", head: "Your answer", cell: (row) => <AnswerView fields={row.fields} values={row.values} outcome={row.outcome} /> },
  { id: "seconds", head: "Seconds", num: true, className: "wide-only", cell: (row) => row.seconds.toFixed(1) },
  { id: "at", head: "When", cell: (row) => <time dateTime={row.at}>{WHEN.format(new Date(row.at))}</time> },
  { id: "state", head: "State", className: "wide-only", cell: (row) => (row.changeable ? <span class="soft">can be changed</span> : <span class="faint">settled for good</span>) },
];

export default function History({ params }: PageProps): JSX.Element {
  const id = params["project"] ?? "";
  const first = useData(`history ${id}`, (signal) => ownJudgments(id, null, signal));
  const [more, setMore] = useState<{ rows: OwnJudgment[]; next: string | null } | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = [...(first.data?.data ?? []), ...(more?.rows ?? [])];
  const next = more === null ? (first.data?.next ?? null) : more.next;
  const row = rows.find((one) => one.id === chosen) ?? rows[0];

  async function fetchMore(): Promise<void> {
    if (next === null) return;
    try {
      const page = await ownJudgments(id, next);
      setMore((old) => ({ rows: [...(old?.rows ?? []), ...page.data], next: page.next }));
    } catch (error) {
      setFailure(error);
    }
  }

  const trouble = first.error ?? failure;
  return (
    <Page
      title="My answers"
      fact={project.value?.name}
      flush
      actions={
        <a class="btn primary" href={`/w/${id}`}>
          Go on labelling
        </a>
      }
    >
      {trouble != null && (
        <Note kind="error" action={<button type="button" class="btn" onClick={first.again}>Try again</button>}>
          {sayError(trouble)}
        </Note>
      )}
      {first.loading && (
        <div class="main">
          <Skeleton lines={5} />
        </div>
      )}
      {first.data !== undefined && rows.length === 0 && (
        <div class="main">
          <Empty title="No answers yet" action={<a class="btn primary" href={`/w/${id}`}>Begin</a>}>
            What you answer in this project stands here, to be looked at again and changed.
          </Empty>
        </div>
      )}
      {rows.length > 0 && (
        <div class="history">
          <div class="history-list">
            <Table label="My answers" columns={COLUMNS} rows={rows} keyOf={(one) => one.id} selected={new Set(row ? [row.id] : [])} onCursor={(one) => setChosen(one.id)} rowHeight={40} />
            {next !== null && (
              <p class="more">
                <button type="button" class="btn" onClick={() => void fetchMore()}>
                  Earlier answers
                </button>
              </p>
            )}
          </div>
          {row !== undefined && <Detail key={row.id} row={row} changed={first.again} />}
        </div>
      )}
    </Page>
  );
}

function Detail({ row, changed }: { row: OwnJudgment; changed: () => void }): JSX.Element {
  const [values, setValues] = useState(row.values);
  const [active, setActive] = useState<string | null>(row.fields[0]?.name ?? null);
  const [problems, setProblems] = useState<ReadonlyMap<string, readonly string[]>>(new Map());
  const [failure, setFailure] = useState<unknown>(null);
  const [editing, setEditing] = useState(false);
  const shown = shownFields(row.fields, values);
  const hotkeys = useHotkeys(shown, editing ? active : null, NO_RESERVED);
  useKeys(
    hotkeys.map((one) => ({
      id: `class ${one.id}`,
      key: one.key,
      label: one.label,
      group: "Answers",
      run: () => {
        if (active !== null) setValues({ ...values, [active]: one.press(values[active]).value });
      },
    })),
  );

  async function send(sent: Values, outcome: Outcome): Promise<void> {
    try {
      await saving(revise({ judgment: row.id, values: sent, outcome, seconds: 0 }));
      setEditing(false);
      changed();
    } catch (error) {
      setFailure(error);
    }
  }

  async function save(): Promise<void> {
    const wrong = new Map<string, readonly string[]>();
    for (const name of missing(row.fields, values)) wrong.set(name, ["This field needs an answer."]);
    const sent: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(prune(row.fields, values))) {
      const field = row.fields.find((one) => one.name === name);
      if (field === undefined) continue;
      const found = kindOf(field).kind.check(value, field);
      if (found.length > 0) wrong.set(name, found.map((one) => one.message));
      sent[name] = kindOf(field).kind.normal(value, field);
    }
    setProblems(wrong);
    if (wrong.size > 0) return;
    await send(sent, "answered");
  }

  return (
    <aside class="aside history-detail" aria-label={`Answer for ${row.item.key}`}>
      <div class="history-stage">
        <ItemView item={row.item} />
      </div>
      <section>
        <div class="row">
          <h2 class="mono clip">{row.item.key}</h2>
          {row.supersedes !== null && <span class="push small faint">changed once</span>}
        </div>
        {row.reason !== null && <p class="small soft">“{row.reason}”</p>}
        {failure !== null && <Note kind="warn">{sayError(failure)}</Note>}
        {editing ? (
          <>
            <FieldsForm fields={shown} values={values} problems={problems} active={active} onActive={setActive} hotkeys={hotkeys} onChange={(name, value) => setValues({ ...values, [name]: value })} />
            <div class="row">
              <button type="button" class="btn primary" onClick={() => void save()}>
                Save the change
              </button>
              <button type="button" class="btn" onClick={() => void send({}, "cannot_tell")}>
                Cannot tell
              </button>
              <button
                type="button"
                class="btn quiet"
                onClick={() => {
                  setValues(row.values);
                  setEditing(false);
                }}
              >
                Leave as it was
              </button>
            </div>
          </>
        ) : (
          <>
            <AnswerView fields={row.fields} values={row.values} outcome={row.outcome} named />
            <div class="row">
              {row.changeable ? (
                <button type="button" class="btn" onClick={() => setEditing(true)}>
                  Change
                </button>
              ) : (
                <p class="small faint">This label is frozen in a dataset or settled; it can no longer be changed here.</p>
              )}
            </div>
          </>
        )}
      </section>
    </aside>
  );
}

const NO_RESERVED: ReadonlySet<string> = new Set();
