// People of a project: how much, how fast, how well each works; who holds what; who may work here.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { get, post, sayError } from "../../api/client";
import type { AnnotatorRow, Listing, LiveLease } from "../../api/types";
import { Empty, Note, Skeleton } from "../../components/Basics";
import { Interval } from "../../components/Certainty";
import { Icon } from "../../components/Icon";
import { Table, type Column } from "../../components/Table";
import { When } from "../../components/When";
import { writePercent } from "../../engine/certainty";
import "../../styles/people.css";
import { saving } from "../footline";
import { project } from "../project";
import type { PageProps } from "../router";
import { may } from "../session";
import { Page } from "../shell/Page";
import { useData } from "../useData";
import { useLive } from "../useLive";
import { byHandle } from "../members/roles";
import { axisOf, known, sayAgreement, sayAxis } from "./agreement";
import { Allowed } from "./Allowed";

const REFRESH_MS = 5000;

export default function People({ params }: PageProps): JSX.Element {
  const id = params["project"] ?? "";
  const path = `/projects/${encodeURIComponent(id)}`;
  const people = useData(`annotators ${id}`, (signal) => get<Listing<AnnotatorRow>>(`${path}/annotators`, undefined, signal));
  const leases = useData(may("lease.read") ? `leases ${id}` : null, (signal) => get<Listing<LiveLease>>(`${path}/leases`, undefined, signal));
  useLive(["judgment", "label", "lease", "review"], project.value?.id ?? id, people.again, REFRESH_MS);
  useLive(["judgment", "lease", "review"], project.value?.id ?? id, leases.again, REFRESH_MS);
  const rows = [...(people.data?.data ?? [])].sort((a, b) => byHandle(a.handle, b.handle));
  const working = rows.filter((row) => row.live_leases > 0).length;
  const today = rows.reduce((sum, row) => sum + row.today, 0);
  return (
    <Page
      title="People"
      fact={people.data && `${rows.length.toLocaleString()} have worked here; ${working} hold a task now; ${today.toLocaleString()} judgments today`}
      actions={
        may("invitation.make") && (
          <a class="btn primary" href={`/members?invite=annotator&project=${encodeURIComponent(id)}`}>
            <Icon name="plus" /> Invite
          </a>
        )
      }
    >
      <div class="stack loose people">
        {people.error !== undefined && (
          <Note kind="error" action={<button type="button" class="btn" onClick={people.again}>Try again</button>}>
            {sayError(people.error)}
          </Note>
        )}
        {people.loading && <Skeleton lines={6} widths={[520, 480, 500]} />}
        {people.data !== undefined && rows.length === 0 && (
          <Empty title="Nobody has worked here yet" action={may("invitation.make") ? <a class="btn" href={`/members?invite=annotator&project=${encodeURIComponent(id)}`}>Invite somebody</a> : undefined}>
            Whoever gives a judgment stands here, with how much, how fast, and how often the others agree.
          </Empty>
        )}
        {rows.length > 0 && (
          <>
            <div class="people-table">
              <Table label="People" plain columns={columnsOf(rows)} rows={rows} keyOf={(row) => row.member} />
            </div>
            <p class="small faint reading-width">
              Agreement: how often a person gave the settled answer, their own vote left out, on the last 2,000 settled labels; with the 95 % interval. It is no proof of skill: where most are wrong together, it is high.
            </p>
          </>
        )}
        {may("lease.read") && <Leases leases={leases.data?.data} error={leases.error} freed={() => {
              leases.again();
              people.again();
            }} />}
        <Allowed id={id} />
      </div>
    </Page>
  );
}

function columnsOf(rows: readonly AnnotatorRow[]): Column<AnnotatorRow>[] {
  const axis = axisOf(rows.map((row) => row.agreement));
  return [
    {
      id: "handle",
      head: "Handle",
      cell: (row) => (
        <>
          <b class="strong">{row.handle}</b>
          {row.state === "disabled" && <span class="faint"> disabled</span>}
        </>
      ),
    },
    { id: "interval", head: `Agreement, ${sayAxis(axis)}`, className: "wide-only fit", cell: (row) => <AgreementBar row={row} axis={axis} /> },
    {
      id: "rate",
      head: <span class="spoken">Agreement</span>,
      num: true,
      className: "fit",
      cell: (row) => {
        const found = known(row.agreement);
        return found === null ? null : <b class="strong">{writePercent(found.estimate)} %</b>;
      },
    },
    { id: "range", head: "95 % interval, n", cell: (row) => <span class={known(row.agreement) === null ? "faint" : "soft"}>{sayAgreement(row.agreement)}</span> },
    { id: "n", head: "Judgments", num: true, cell: (row) => row.judgments.toLocaleString() },
    { id: "today", head: "Today", num: true, className: "wide-only", cell: (row) => row.today.toLocaleString() },
    { id: "skipped", head: "Skipped", num: true, className: "wide-only", cell: (row) => row.skipped.toLocaleString() },
    { id: "cannot", head: "Cannot tell", num: true, className: "wide-only", cell: (row) => row.cannot_tell.toLocaleString() },
    { id: "seconds", head: "Median s", num: true, className: "wide-only", cell: (row) => row.seconds_median?.toFixed(1) },
    { id: "leases", head: "Holds now", num: true, className: "wide-only", cell: (row) => (row.live_leases === 0 ? "" : row.live_leases) },
    { id: "last", head: "Last", className: "wide-only", cell: (row) => <span class="soft">{row.last_at === null ? "" : <When at={row.last_at} />}</span> },
  ];
}

function AgreementBar({ row, axis }: { row: AnnotatorRow; axis: readonly [number, number] }): JSX.Element | null {
  const found = known(row.agreement);
  return found === null ? null : <Interval low={found.low} high={found.high} at={found.estimate} axis={axis} width={140} />;
}

function Leases({ leases, error, freed }: { leases: readonly LiveLease[] | undefined; error: unknown; freed: () => void }): JSX.Element {
  const [failure, setFailure] = useState<unknown>(null);
  async function free(lease: LiveLease): Promise<void> {
    try {
      await saving(post(`/leases/${lease.id}/free`));
      setFailure(null);
    } catch (wrong) {
      setFailure(wrong);
    }
    freed();
  }
  const columns: Column<LiveLease>[] = [
    { id: "key", head: "Item", cell: (row) => <span class="mono">{row.key}</span> },
    { id: "who", head: "Held by", cell: (row) => row.annotator },
    { id: "step", head: "Step", className: "wide-only", cell: (row) => <span class="soft">{row.step}</span> },
    { id: "since", head: "Since", cell: (row) => <When at={row.since} /> },
    { id: "until", head: "Until", className: "wide-only", cell: (row) => <time dateTime={row.expires_at}>{new Date(row.expires_at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}</time> },
    {
      id: "free",
      head: <span class="spoken">Free</span>,
      num: true,
      cell: (row) =>
        may("lease.free") && (
          <button type="button" class="btn" onClick={() => void free(row)} aria-label={`Give ${row.key} back to the queue`}>
            Free
          </button>
        ),
    },
  ];
  return (
    <section class="section">
      <header>
        <h2>Who holds what now</h2>
        {leases !== undefined && <span class="faint small">{leases.length === 0 ? "nobody" : `${leases.length} ${leases.length === 1 ? "task" : "tasks"}`}</span>}
      </header>
      {(failure ?? error) != null && <Note kind="error">{sayError(failure ?? error)}</Note>}
      {leases !== undefined && leases.length > 0 && <Table label="Tasks held now" plain columns={columns} rows={leases} keyOf={(row) => row.id} />}
      <p class="small faint">A task that is held too long goes back to the queue by itself. “Free” sends it there now; what was entered so far stays as a draft.</p>
    </section>
  );
}
