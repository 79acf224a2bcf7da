// All projects: stage, how sure the labels are, and what would help each of them next. Whoever only
// labels sees the same page with the way to the work, and nothing else.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { get, sayError } from "../../api/client";
import type { Listing, OpenWork, ProjectSummary } from "../../api/types";
import { Empty, Note, Segments, Skeleton } from "../../components/Basics";
import { Bead, LabelSpread } from "../../components/Certainty";
import { Icon, type IconName } from "../../components/Icon";
import { Table, type Column } from "../../components/Table";
import { When } from "../../components/When";
import { LEVELS } from "../../engine/certainty";
import { Cap, defineKeys, useKeys } from "../keys";
import { navigate, setQuery, type PageProps } from "../router";
import { may } from "../session";
import { Page } from "../shell/Page";
import { useData } from "../useData";
import { useLive } from "../useLive";
import { useNarrow } from "../useNarrow";
import { count, standing, whatHelps, type Standing } from "./help";
import "./projects.css";
import { StageMarks } from "./Stage";

defineKeys({
  "projects.new": { key: "n", label: "New project", group: "Page" },
  "projects.filter": { key: "/", label: "Filter by name", group: "Page" },
});

const FACTS = ["project", "judgment", "label", "items", "item", "import", "review"];
const STATES = [
  { value: "active", name: "Active" },
  { value: "open", name: "Open" },
  { value: "paused", name: "Paused" },
  { value: "archived", name: "Archived" },
] as const;
type Shown = (typeof STATES)[number]["value"];

export default function Projects({ query }: PageProps): JSX.Element {
  return may("project.inspect") ? <Rooms query={query} /> : <OwnProjects />;
}

function Rooms({ query }: { query: URLSearchParams }): JSX.Element {
  const narrow = useNarrow();
  const field = useRef<HTMLInputElement>(null);
  const state = STATES.find((one) => one.value === query.get("state"))?.value ?? "active";
  const q = query.get("q") ?? "";
  const { data, error, loading, again } = useData(`projects ${state} ${q}`, (signal) =>
    get<Listing<ProjectSummary>>("/projects", { state: state === "active" ? null : state, q, limit: 200 }, signal),
  );
  useLive(FACTS, null, again);
  const make = may("project.make");
  useKeys([
    { id: "projects.new", run: () => navigate("/projects/new"), enabled: () => make },
    { id: "projects.filter", run: () => field.current?.focus() },
  ]);
  const rows = (data?.data ?? []).filter((row) => state !== "active" || row.state !== "archived");
  const held = rows.filter((row) => ["stuck", "paused"].includes(standing(row))).length;
  return (
    <Page
      title="Projects"
      {...(data ? { fact: held > 0 ? `${rows.length}, ${held} stuck or paused` : String(rows.length) } : {})}
      actions={
        <>
          <input ref={field} class="input wide-only project-filter" type="search" placeholder="Filter by name" aria-label="Filter by name" value={q} onInput={(event) => setQuery({ q: event.currentTarget.value })} />
          {make && (
            <a class="btn primary" href="/projects/new">
              <Icon name="plus" />
              New project <Cap of="projects.new" />
            </a>
          )}
        </>
      }
    >
      <div class="stack loose">
        <div class="row wide wrap">
          <Segments<Shown> label="Which projects" options={STATES} value={state} onChange={(value) => setQuery({ state: value === "active" ? null : value })} />
          {rows.length > 0 && <Legend />}
        </div>
        {error !== undefined && (
          <Note kind="error" action={<button type="button" class="btn" onClick={again}>Try again</button>}>
            {sayError(error)}
          </Note>
        )}
        {loading && <Skeleton lines={5} />}
        {data !== undefined && rows.length === 0 && <NoProjects state={state} q={q} make={make} />}
        {rows.length > 0 && (narrow ? <Cards rows={rows} /> : <Table label="Projects" plain columns={COLUMNS} rows={rows} rowHeight={64} keyOf={(row) => row.id} onOpen={(row) => navigate(`/p/${row.id}`)} />)}
      </div>
    </Page>
  );
}

const BOUNDS = ["under .50", "to .80", "to .95", "to .99", ".99 and up"];

function Legend(): JSX.Element {
  return (
    <p class="legend small wide-only">
      <span class="faint">How sure the labels are:</span>
      {LEVELS.map((level, index) => (
        <span key={level}>
          <Bead stand="open" p={[0.3, 0.6, 0.9, 0.97, 0.995][index] ?? 0} />
          {level} <span class="faint">{BOUNDS[index]}</span>
        </span>
      ))}
      <span>
        <i class="no-label" />
        no label yet
      </span>
      <span>
        <Bead stand="open" p={0.6} raw />
        not calibrated
      </span>
    </p>
  );
}

const levels = (row: ProjectSummary): number[] => row.certainty.settled.map((n, index) => n + (row.certainty.open[index] ?? 0));

function Spread({ row }: { row: ProjectSummary }): JSX.Element {
  if (row.items === 0) return <span class="faint">no items yet</span>;
  const labelled = levels(row).some((n) => n > 0);
  return (
    <span class="spread-cell">
      <LabelSpread levels={levels(row)} none={row.certainty.none} />
      <span class="small faint row">
        {row.done.toLocaleString()} of {row.items.toLocaleString()} settled
        {labelled && row.certainty.gold_n === 0 && (
          <span class="row push" title="No gold: the probabilities are not calibrated">
            <Bead stand="open" p={0.6} raw />
            <span class="spoken">not calibrated, </span>0 gold
          </span>
        )}
      </span>
    </span>
  );
}

const STANDS: Record<Standing, { icon: IconName; className: string }> = {
  moving: { icon: "check", className: "soft" },
  settled: { icon: "check", className: "soft" },
  waiting: { icon: "clock", className: "is-warn" },
  paused: { icon: "clock", className: "is-warn" },
  stuck: { icon: "stop", className: "is-bad" },
  archived: { icon: "datasets", className: "faint" },
};

function Stands({ row }: { row: ProjectSummary }): JSX.Element {
  const word = standing(row);
  const { icon, className } = STANDS[word];
  return (
    <span class={`stands ${className}`} title={row.blocked_reason ?? row.state_reason ?? undefined}>
      <Icon name={icon} />
      {word}
    </span>
  );
}

function Helps({ row }: { row: ProjectSummary }): JSX.Element {
  const help = whatHelps(row);
  return (
    <span class="helps">
      {row.blocked_reason ? `${row.blocked_reason}. ` : ""}
      {help.text}{" "}
      <a href={help.href} aria-label={`${help.verb}: ${row.name}`}>
        {help.verb}
      </a>
    </span>
  );
}

const COLUMNS: readonly Column<ProjectSummary>[] = [
  {
    id: "name",
    head: "Project",
    className: "project-name",
    cell: (row) => (
      <>
        <a class="strong" href={`/p/${row.id}`}>
          {row.name}
        </a>
        <span class="faint clip">{row.title ?? row.item_type ?? ""}</span>
      </>
    ),
  },
  { id: "stage", head: "Stage", cell: (row) => <StageMarks stage={row.stage} /> },
  { id: "sure", head: "Labels, by certainty", className: "sure-column", cell: (row) => <Spread row={row} /> },
  { id: "state", head: "State", cell: (row) => <Stands row={row} /> },
  { id: "help", head: "What would help", className: "help-column", cell: (row) => <Helps row={row} /> },
  { id: "judgments", head: "Judgments", num: true, cell: (row) => row.judgments.toLocaleString() },
  { id: "last", head: "Last one", num: true, cell: (row) => <span class="faint">{row.last_judgment_at === null ? "none yet" : <When at={row.last_judgment_at} />}</span> },
];

function Cards({ rows }: { rows: readonly ProjectSummary[] }): JSX.Element {
  return (
    <ul class="project-cards" data-testid="grid">
      {rows.map((row) => (
        <li key={row.id} data-testid="row">
          <div class="row">
            <a class="strong" href={`/p/${row.id}`}>
              {row.name}
            </a>
            <span class="push">
              <Stands row={row} />
            </span>
          </div>
          <p class="soft small clip">{row.title ?? row.item_type ?? ""}</p>
          <Spread row={row} />
          <Helps row={row} />
        </li>
      ))}
    </ul>
  );
}

function NoProjects({ state, q, make }: { state: Shown; q: string; make: boolean }): JSX.Element {
  if (q !== "") {
    return (
      <Empty title={`No project is called “${q}”`} action={<button type="button" class="btn" onClick={() => setQuery({ q: null })}>Show all</button>}>
        A part of the name is enough.
      </Empty>
    );
  }
  if (state === "archived" || state === "paused") return <Empty title={`Nothing is ${state}`}>{state === "archived" ? "A project that is put away stays readable here." : "A paused project hands out no work; what was done is kept."}</Empty>;
  return (
    <Empty title="No project yet" {...(make ? { action: <a class="btn primary" href="/projects/new">Make the first one</a> } : {})}>
      A project is one question asked of many items: pictures, texts or records. Begin with a template, drop your data, and see what people will see.
    </Empty>
  );
}

/** Projects as whoever labels sees them: where work is open, and the way to it. */
function OwnProjects(): JSX.Element {
  const { data, error, loading, again } = useData("projects with open work", (signal) => get<Listing<OpenWork>>("/work/open", {}, signal));
  const rows = (data?.data ?? []).filter((row) => row.open_tasks > 0);
  return (
    <Page title="Projects" {...(data ? { fact: `${rows.length} with open work` } : {})}>
      {error !== undefined && (
        <Note kind="error" action={<button type="button" class="btn" onClick={again}>Try again</button>}>
          {sayError(error)}
        </Note>
      )}
      {loading && <Skeleton lines={4} />}
      {data !== undefined && rows.length === 0 && (
        <Empty title="Nothing is open for you now" action={<button type="button" class="btn" onClick={again}>Look again</button>}>
          Work appears here when a project is open and items wait in it.
        </Empty>
      )}
      <ul class="project-cards own">
        {rows.map((row) => (
          <li key={row.project} class="row" data-testid="row">
            <span class="own-words">
              <b class="strong">{row.name}</b>
              <span class="small soft clip">{row.title ?? ""}</span>
            </span>
            <span class="push small faint">{count(row.open_tasks, "open task")}</span>
            <a class="btn" href={`/w/${row.project}`} aria-label={`Work on ${row.name}`}>
              Work
            </a>
          </li>
        ))}
      </ul>
    </Page>
  );
}
