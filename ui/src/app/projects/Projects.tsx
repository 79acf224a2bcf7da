// All projects: stage, how sure the labels are, and what would help each of them next.
import type { JSX } from "preact";
import { get, sayError } from "../../api/client";
import { onLive } from "../../api/live";
import type { Listing, ProjectSummary } from "../../api/types";
import { Empty, Note, Segments, Skeleton } from "../../components/Basics";
import { LabelSpread } from "../../components/Certainty";
import { Icon } from "../../components/Icon";
import { Table, type Column } from "../../components/Table";
import { useEffect } from "preact/hooks";
import { navigate, setQuery, type PageProps } from "../router";
import { may } from "../session";
import { Page } from "../shell/Page";
import { useData } from "../useData";
import { stageName, whatHelps } from "./help";

const COLUMNS: readonly Column<ProjectSummary>[] = [
  {
    id: "name",
    head: "Project",
    className: "two-lines",
    cell: (row) => (
      <>
        <a class="strong" href={`/p/${row.id}`}>
          {row.name}
        </a>
        <span class="small faint clip">{row.title ?? stageName(row.stage)}</span>
      </>
    ),
  },
  { id: "stage", head: "Stage", className: "wide-only", cell: (row) => <span class="soft">{stageName(row.stage)}</span> },
  { id: "sure", head: "How sure", className: "sure", cell: (row) => <LabelSpread levels={levels(row)} none={row.certainty.none} /> },
  { id: "done", head: "Settled", num: true, className: "wide-only", cell: (row) => `${row.done.toLocaleString()} of ${row.items.toLocaleString()}` },
  { id: "judgments", head: "Judgments", num: true, className: "wide-only", cell: (row) => row.judgments.toLocaleString() },
  { id: "review", head: "In review", num: true, className: "wide-only", cell: (row) => (row.in_review > 0 ? row.in_review.toLocaleString() : "") },
  {
    id: "help",
    head: "What would help",
    cell: (row) => {
      const help = whatHelps(row);
      return (
        <span class="row">
          <span class="soft wide-only">{help.text}</span>
          <a class="btn push" href={help.href} aria-label={`${help.verb}, ${row.name}`}>
            {help.verb}
          </a>
        </span>
      );
    },
  },
];

const levels = (row: ProjectSummary): number[] => row.certainty.settled.map((n, index) => n + (row.certainty.open[index] ?? 0));

export default function Projects({ query }: PageProps): JSX.Element {
  const state = query.get("state") ?? "active";
  const wanted = state === "archived" ? "archived" : undefined;
  const { data, error, loading, again } = useData(`projects ${state}`, (signal) => get<Listing<ProjectSummary>>("/projects", { state: wanted, limit: 200 }, signal));
  useEffect(() => onLive(["project", "label", "items"], again), [again]);
  const rows = (data?.data ?? []).filter((row) => wanted !== undefined || row.state !== "archived");
  const make = may("project.make");
  return (
    <Page
      title="Projects"
      {...(data ? { fact: `${rows.length} ${state === "archived" ? "archived" : "active"}` } : {})}
      actions={
        make && (
          <a class="btn primary" href="/projects/new">
            <Icon name="plus" />
            New project
          </a>
        )
      }
    >
      <div class="stack loose">
        <Segments
          label="Which projects"
          options={[
            { value: "active", name: "Active" },
            { value: "archived", name: "Archived" },
          ]}
          value={state === "archived" ? "archived" : "active"}
          onChange={(value) => setQuery({ state: value === "active" ? null : value })}
        />
        {error !== undefined && (
          <Note kind="error" action={<button type="button" class="btn" onClick={again}>Try again</button>}>
            {sayError(error)}
          </Note>
        )}
        {loading && <Skeleton lines={5} />}
        {data !== undefined && rows.length === 0 && <NoProjects archived={state === "archived"} make={make} />}
        {rows.length > 0 && <Table label="Projects" plain columns={COLUMNS} rows={rows} keyOf={(row) => row.id} onOpen={(row) => navigate(`/p/${row.id}`)} />}
      </div>
    </Page>
  );
}

function NoProjects({ archived, make }: { archived: boolean; make: boolean }): JSX.Element {
  if (archived) return <Empty title="Nothing is archived">A project that is put away stays readable here.</Empty>;
  return (
    <Empty title="No project yet" {...(make ? { action: <a class="btn primary" href="/projects/new">Make the first one</a> } : {})}>
      A project is one question asked of many items: pictures, texts or records.
    </Empty>
  );
}
