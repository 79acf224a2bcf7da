// The projects that have work for the person who asks.
import type { JSX } from "preact";
import { sayError } from "../../api/client";
import { Empty, Note, Skeleton } from "../../components/Basics";
import { Table, type Column } from "../../components/Table";
import type { OpenWork } from "../../api/types";
import { navigate } from "../router";
import { may } from "../session";
import { Page } from "../shell/Page";
import { useData } from "../useData";
import { openWork } from "./api";

const COLUMNS: readonly Column<OpenWork>[] = [
  {
    id: "name",
    head: "Project",
    cell: (row) => (
      <a class="strong" href={`/w/${row.project}`}>
        {row.name}
      </a>
    ),
  },
  { id: "title", head: "Question", cell: (row) => <span class="soft">{row.title}</span> },
  { id: "state", head: "State", cell: (row) => row.state },
  { id: "open", head: "Open tasks", num: true, cell: (row) => row.open_tasks.toLocaleString() },
];

export default function WorkList(): JSX.Element {
  const { data, error, loading, again } = useData("open work", openWork);
  const rows = data?.data ?? [];
  return (
    <Page title="Work" {...(data ? { fact: rows.length === 1 ? "1 project" : `${rows.length} projects` } : {})}>
      {error !== undefined && (
        <Note kind="error" action={<button type="button" class="btn" onClick={again}>Try again</button>}>
          {sayError(error)}
        </Note>
      )}
      {loading && <Skeleton lines={4} />}
      {data !== undefined && rows.length === 0 && (
        <Empty title="No project has work for you now" {...(may("project.make") ? { action: <a class="btn primary" href="/projects">To the projects</a> } : {})}>
          Work appears here when a project is open and items wait in it.
        </Empty>
      )}
      {rows.length > 0 && <Table label="Projects with work" plain columns={rows.some((row) => row.title) ? COLUMNS : COLUMNS.filter((column) => column.id !== "title")} rows={rows} keyOf={(row) => row.project} onOpen={(row) => navigate(`/w/${row.project}`)} />}
    </Page>
  );
}
