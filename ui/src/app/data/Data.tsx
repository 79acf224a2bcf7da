// The room of data: a grid over items, filters that are links, and an inspector beside it.
import type { JSX } from "preact";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { get, sayError } from "../../api/client";
import { onLive } from "../../api/live";
import type { FieldSpec, ItemDetail, ItemRow, Listing, Progress } from "../../api/types";
import { Empty, Note, Skeleton } from "../../components/Basics";
import { LabelSpread } from "../../components/Certainty";
import { Icon } from "../../components/Icon";
import { Table } from "../../components/Table";
import "../../styles/grid.css";
import { defineKeys, useKeys } from "../keys";
import { project, setRoomCount } from "../project";
import { setQuery, type PageProps } from "../router";
import { may } from "../session";
import { Page } from "../shell/Page";
import { useFinder } from "../shell/state";
import { useData } from "../useData";
import { columnsOf } from "./cells";
import { FilterBar } from "./FilterBar";
import FilterSheet from "./FilterSheet";
import { readFilters, readSort, toQuery, type Filters } from "./filters";
import { Grid, itemOf } from "./grid";
import { Inspector } from "./Inspector";
import { Thumbs } from "./Thumbs";
import { PriorityDialog, ReasonDialog, type ItemVerb, type Target } from "./Verbs";

defineKeys({
  "data.next": { key: "j", label: "Next item", group: "Data" },
  "data.before": { key: "k", label: "Item before", group: "Data" },
  "data.search": { key: "/", label: "Search in the text", group: "Data" },
  "data.filter": { key: "f", label: "Filter", group: "Data" },
  "data.view": { key: "v", label: "Table or pictures", group: "Data" },
  "data.inspector": { key: "]", label: "Inspector open or closed", group: "Data" },
  "data.review": { key: "r", label: "Send to review", group: "Data" },
  "data.reopen": { key: "a", label: "Ask again", group: "Data" },
  "data.priority": { key: "p", label: "Priority", group: "Data" },
});

const NO_FIELDS: readonly FieldSpec[] = [];
const isNarrow = (): boolean => matchMedia("(max-width: 720px)").matches;

type Asked = { verb: ItemVerb; item: ItemDetail } | { verb: "priority"; target: Target } | { verb: "filter" } | null;

export default function DataPage({ params, query }: PageProps): JSX.Element {
  const id = params["project"] ?? "";
  const grid = useMemo(() => new Grid(), [id]);
  const fields = (project.value?.schema_version.fields ?? NO_FIELDS) as readonly FieldSpec[];
  const filters = readFilters(query);
  const sort = readSort(query);
  const asPictures = query.get("view") === "pictures";
  const asked = JSON.stringify([filters, sort]);
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const [open, setOpen] = useState(() => !isNarrow());
  const [dialog, setDialog] = useState<Asked>(null);
  const [turn, setTurn] = useState(0);
  const shown = useRef<ItemDetail | null>(null);
  const search = useRef<HTMLInputElement>(null);
  const progress = useData(`progress ${id}`, (signal) => get<Progress>(`/projects/${encodeURIComponent(id)}/progress`, undefined, signal));

  useEffect(() => {
    void grid.open(id, { ...filters, sort });
    setSelected(new Set());
  }, [grid, asked]);
  useEffect(() => () => grid.close(), [grid]);
  useEffect(() => {
    return onLive(["judgment", "label", "item", "flag", "review", "items.imported", "import.undone"], (event) => {
      if (event.project !== id && event.project !== project.value?.id) return;
      const item = itemOf(event);
      if (item !== null) grid.touch(item);
      else if (event.type === "items.imported" || event.type === "import.undone") grid.stale.value = true;
    });
  }, [grid]);
  useEffect(() => {
    if (progress.data !== undefined) setRoomCount("data", progress.data.items);
  }, [progress.data]);

  const rows = grid.rows.value;
  const wanted = query.get("item");
  const current = wanted ?? (open ? (rows[0]?.id ?? null) : null);
  const row = rows.find((one) => one.id === current) ?? null;
  const onEnd = useCallback(() => void grid.more(), [grid]);
  const show = (next: ItemRow): void => {
    setQuery({ item: next.id });
    if (isNarrow()) setOpen(true);
  };
  const step = (by: number): void => {
    const next = rows[Math.max(rows.findIndex((one) => one.id === current), 0) + (current === null ? 0 : by)];
    if (next !== undefined) setQuery({ item: next.id });
    if (by > 0 && rows.at(-5) !== undefined && rows.indexOf(next ?? rows[0]!) > rows.length - 5) void grid.more();
  };
  const apply = (next: Filters): void => {
    setDialog(null);
    setQuery({ ...toQuery(next, filters), item: null });
  };
  const toggle = (item: string): void => {
    const next = new Set(selected);
    if (!next.delete(item)) next.add(item);
    setSelected(next);
  };
  const verb = (name: ItemVerb): void => {
    if (shown.current !== null && shown.current.id === current && open) setDialog({ verb: name, item: shown.current });
  };
  const priority = (): void => {
    const keys = selected.size > 0 ? rows.filter((one) => selected.has(one.id)).map((one) => one.key) : row === null ? [] : [row.key];
    if (keys.length > 0) setDialog({ verb: "priority", target: { keys, filters, matching: grid.total.value } });
  };
  const close = (): void => {
    setOpen(false);
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-testid="row"][tabindex="0"]')?.focus());
  };
  const enterGrid = (by: number): void => {
    step(by);
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-testid="row"][tabindex="0"]')?.focus());
  };

  useKeys([
    { id: "data.next", repeat: true, run: () => enterGrid(1) },
    { id: "data.before", repeat: true, run: () => enterGrid(-1) },
    { id: "data.search", run: () => search.current?.focus() },
    { id: "data.filter", run: () => setDialog({ verb: "filter" }) },
    { id: "data.view", run: () => setQuery({ view: asPictures ? null : "pictures" }) },
    { id: "data.inspector", run: () => (open ? close() : setOpen(true)) },
    { id: "data.review", run: () => verb("review"), enabled: () => may("item.change") },
    { id: "data.reopen", run: () => verb("reopen"), enabled: () => may("item.change") },
    { id: "data.priority", run: priority, enabled: () => may("project.change") },
    { id: "data.close", key: "Escape", label: "Close, or select nothing", group: "Data", run: () => (selected.size > 0 ? setSelected(new Set()) : close()) },
  ]);
  useFinder(
    async (text, signal) => {
      const found = await get<Listing<ItemRow>>(`/projects/${encodeURIComponent(id)}/items`, { q: text, limit: 5 }, signal);
      return found.data.map((one) => ({ id: `item ${one.id}`, name: one.key, icon: "data" as const, also: one.text ?? "", href: `/p/${id}/data?item=${one.id}` }));
    },
    [id],
  );

  const openRow = (next: ItemRow): void => {
    setQuery({ item: next.id });
    setOpen(true);
    requestAnimationFrame(() => document.getElementById("inspector")?.focus());
  };
  const inside = open && current !== null && rows.length + (wanted === null ? 0 : 1) > 0;
  const columns = columnsOf(fields, rows, selected, toggle);
  return (
    <Page
      title="Data"
      flush
      fact={progress.data && `${progress.data.items.toLocaleString()} items`}
      actions={
        <>
          {progress.data && <Sure progress={progress.data} />}
          {may("import.make") && (
            <a class="btn" href={`/p/${id}/imports`}>
              <Icon name="plus" /> Add data
            </a>
          )}
        </>
      }
    >
      <FilterBar
        filters={filters}
        fields={fields}
        sort={sort}
        total={grid.total.value}
        pictures={asPictures}
        selected={selected.size}
        search={search}
        onChange={apply}
        onSort={(next) => setQuery({ sort: next === "key" ? null : next })}
        onView={(pictures) => setQuery({ view: pictures ? "pictures" : null })}
        onSheet={() => setDialog({ verb: "filter" })}
        onPriority={priority}
        onClear={() => setSelected(new Set())}
      />
      <div class={inside ? "split data-split" : "split data-split alone"} aria-busy={grid.loading.value}>
        <div class="data-list">
          {grid.failure.value !== null && (
            <Note
              kind="error"
              action={
                <button type="button" class="btn" onClick={() => grid.again()}>
                  Try again
                </button>
              }
            >
              {sayError(grid.failure.value)}
            </Note>
          )}
          {grid.stale.value && (
            <Note
              action={
                <button type="button" class="btn" onClick={() => grid.again()}>
                  Show them
                </button>
              }
            >
              Items came or went since this list was fetched.
            </Note>
          )}
          {rows.length > 0 ? (
            asPictures ? (
              <Thumbs rows={rows} fields={fields} current={current} selected={selected} onSelect={setSelected} onCursor={show} onOpen={openRow} onEnd={onEnd} />
            ) : (
              <Table
                label="Items"
                columns={columns}
                rows={rows}
                keyOf={(one) => one.id}
                current={current}
                selected={selected}
                onSelect={setSelected}
                onCursor={show}
                onOpen={openRow}
                sort={sort}
                onSort={(next) => setQuery({ sort: next === "key" ? null : next })}
                onEnd={onEnd}
                {...(grid.total.value === null ? {} : { total: grid.total.value })}
              />
            )
          ) : (
            <div class="data-none">{grid.loading.value ? <Skeleton lines={12} widths={[520, 480, 500]} /> : grid.failure.value === null && <Nothing id={id} filtered={Object.keys(filters).length > 0} clear={() => apply({})} />}</div>
          )}
        </div>
        {inside && current !== null && (
          <Inspector
            item={current}
            fields={fields}
            turn={turn}
            onStep={step}
            onClose={close}
            onVerb={(name, item) => setDialog({ verb: name, item })}
            onPriority={(item) => setDialog({ verb: "priority", target: { keys: [item.key], filters, matching: grid.total.value } })}
            onLoaded={(item) => {
              shown.current = item;
              grid.replace([item]);
            }}
          />
        )}
      </div>
      {dialog?.verb === "filter" && <FilterSheet filters={filters} fields={fields} slices={slicesOf(rows)} onApply={apply} onClose={() => setDialog(null)} />}
      {dialog?.verb === "priority" && (
        <PriorityDialog
          project={id}
          target={dialog.target}
          onClose={() => setDialog(null)}
          onDone={() => {
            setDialog(null);
            setTurn(turn + 1);
          }}
        />
      )}
      {(dialog?.verb === "review" || dialog?.verb === "reopen") && (
        <ReasonDialog
          verb={dialog.verb}
          item={dialog.item.id}
          name={dialog.item.key}
          onClose={() => setDialog(null)}
          onDone={(item) => {
            setDialog(null);
            grid.replace([item]);
            setTurn(turn + 1);
          }}
        />
      )}
    </Page>
  );
}

function Sure({ progress }: { progress: Progress }): JSX.Element {
  const { settled, open, none } = progress.certainty;
  const levels = settled.map((n, at) => n + (open[at] ?? 0));
  const sure = (levels[3] ?? 0) + (levels[4] ?? 0);
  return (
    <span class="row wide-only data-sure">
      <LabelSpread levels={levels} none={none} />
      <span class="small soft">{progress.certainty.gold_n === 0 ? "not calibrated, 0 gold" : `${sure.toLocaleString()} sure or firm`}</span>
    </span>
  );
}

function Nothing({ id, filtered, clear }: { id: string; filtered: boolean; clear: () => void }): JSX.Element {
  if (filtered) {
    return (
      <Empty
        title="No item matches these filters"
        action={
          <button type="button" class="btn" onClick={clear}>
            Without filters
          </button>
        }
      >
        All of them must hold. Take one away to see more.
      </Empty>
    );
  }
  return (
    <Empty
      title="No items yet"
      action={
        may("import.make") ? (
          <a class="btn primary" href={`/p/${id}/imports`}>
            Add data
          </a>
        ) : undefined
      }
    >
      Pictures, texts or records stand here once they are imported, each with its label and how sure it is.
    </Empty>
  );
}

function slicesOf(rows: readonly ItemRow[]): Map<string, string[]> {
  const found = new Map<string, Set<string>>();
  for (const row of rows) for (const [name, value] of Object.entries(row.slices)) found.set(name, (found.get(name) ?? new Set()).add(value));
  return new Map([...found].map(([name, values]) => [name, [...values].sort()]));
}
