// The room of datasets: frozen versions, what is in each, what differs, and tables to take away.
import type { JSX } from "preact";
import { get, sayError } from "../../api/client";
import type { Dataset, DatasetVersion, FieldSpec, Listing } from "../../api/types";
import { Empty, Note, Skeleton } from "../../components/Basics";
import { Calibrated } from "../../components/Certainty";
import { Table, type Column } from "../../components/Table";
import { When } from "../../components/When";
import "../../styles/datasets.css";
import "../../styles/people.css";
import { project } from "../project";
import { setQuery, type PageProps } from "../router";
import { may } from "../session";
import { Page } from "../shell/Page";
import { useData } from "../useData";
import { useLive } from "../useLive";
import { Compare } from "./Compare";
import { Exports } from "./Exports";
import { Freeze } from "./Freeze";
import { VersionPart } from "./Version";
import { writeHash } from "./words";

const COLUMNS: readonly Column<DatasetVersion>[] = [
  {
    id: "version",
    head: "Version",
    cell: (row) => (
      <b class="strong">
        {row.name}@{row.n}
      </b>
    ),
  },
  { id: "labelled", head: "Labelled", num: true, cell: (row) => `${row.labelled.toLocaleString()} of ${row.items.toLocaleString()}` },
  { id: "judgments", head: "Judgments", num: true, className: "wide-only", cell: (row) => row.judgments.toLocaleString() },
  { id: "basis", head: "Probabilities", className: "wide-only", cell: (row) => <Calibrated gold={row.gold_n} /> },
  { id: "hash", head: "sha256", className: "wide-only", cell: (row) => <span class="mono soft">{writeHash(row.sha256)} …</span> },
  { id: "made", head: "Frozen", cell: (row) => <When at={row.made_at} /> },
  { id: "by", head: "By", className: "wide-only", cell: (row) => <span class="soft">{row.made_by}</span> },
];

export default function Datasets({ params, query }: PageProps): JSX.Element {
  const id = params["project"] ?? "";
  const { data, error, loading, again } = useData(`datasets ${id}`, (signal) => get<Listing<Dataset>>(`/projects/${encodeURIComponent(id)}/datasets`, undefined, signal));
  useLive(["dataset"], project.value?.id ?? id, again);
  const lines = data?.data ?? [];
  const versions = lines.flatMap((line) => line.versions);
  const shown = versions.find((one) => one.id === query.get("v")) ?? [...versions].sort((a, b) => (a.made_at < b.made_at ? 1 : -1))[0];
  const fields = (project.value?.schema_version.fields ?? []) as readonly FieldSpec[];
  return (
    <Page title="Datasets" fact={data && (versions.length === 0 ? undefined : `${versions.length.toLocaleString()} frozen ${versions.length === 1 ? "version" : "versions"}`)}>
      <div class="columns datasets">
        <div class="of8 stack loose">
          {error !== undefined && (
            <Note kind="error" action={<button type="button" class="btn" onClick={again}>Try again</button>}>
              {sayError(error)}
            </Note>
          )}
          {loading && <Skeleton lines={5} widths={[480, 420, 440]} />}
          {data !== undefined && versions.length === 0 && (
            <Empty title="Nothing is frozen yet">
              A frozen version never changes and has a hash: what a model was trained on can be named for ever, compared with what comes later, and checked by anybody.
            </Empty>
          )}
          {versions.length > 0 && (
            <div data-testid="versions">
              <Table label="Versions" plain columns={COLUMNS} rows={versions} keyOf={(row) => row.id} current={shown?.id ?? null} onCursor={(row) => setQuery({ v: row.id })} />
            </div>
          )}
          {shown !== undefined && <VersionPart key={shown.id} version={shown} fields={fields} />}
          {versions.length > 1 && <Compare versions={versions} project={id} fields={fields} a={query.get("a")} b={query.get("b")} />}
        </div>
        <div class="of4 stack loose">
          {may("dataset.make") && (
            <Freeze
              id={id}
              lines={lines}
              onMade={(version) => {
                again();
                if (version !== null) setQuery({ v: version.id });
              }}
            />
          )}
          {may("export.read") && <Exports id={id} versions={versions} />}
        </div>
      </div>
    </Page>
  );
}
