// A project's home: where it stands, how sure its labels are, what holds it up. Every number is
// computed when asked and leads to the items behind it.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { get, post, sayError } from "../../api/client";
import { onLive } from "../../api/live";
import type { Progress } from "../../api/types";
import { Empty, Note, Skeleton } from "../../components/Basics";
import { Calibrated, LabelSpread } from "../../components/Certainty";
import { Icon } from "../../components/Icon";
import { LEVELS } from "../../engine/certainty";
import { saving } from "../footline";
import { project, refreshProject, setRoomCount } from "../project";
import { stageName } from "../projects/help";
import type { PageProps } from "../router";
import { may } from "../session";
import { Page } from "../shell/Page";
import { useData } from "../useData";
import { DayChart } from "./DayChart";
import { Flags, Leases, Skipped } from "./Waiting";

export default function Home({ params }: PageProps): JSX.Element {
  const id = params["project"] ?? "";
  const { data, error, loading, again } = useData(`home ${id}`, (signal) => get<Progress>(`/projects/${encodeURIComponent(id)}/progress`, {}, signal));
  useEffect(() => onLive(["judgment", "label", "items", "item", "flag", "project"], (event) => event.project === project.value?.id && again()), [again]);
  useEffect(() => {
    if (data) setRoomCount("data", data.items);
  }, [data]);
  const it = project.value;
  return (
    <Page title={it?.name ?? "Project"} {...(it ? { fact: stageName(it.stage) } : {})} actions={<Verbs id={id} empty={data?.items === 0} />}>
      <div class="stack loose">
        {error !== undefined && (
          <Note kind="error" action={<button type="button" class="btn" onClick={again}>Try again</button>}>
            {sayError(error)}
          </Note>
        )}
        {it?.state === "paused" && <Note kind="warn">Paused{it.state_reason ? `: ${it.state_reason}` : ""}. Work that is being done is kept; nobody gets more.</Note>}
        {loading && <Skeleton lines={6} />}
        {data !== undefined && data.items === 0 && (
          <Empty title="No items yet" {...(may("import.make") ? { action: <a class="btn primary" href={`/p/${id}/imports`}>Add data</a> } : {})}>
            A folder of pictures, a table, or a file of texts. You see a preview before anything is stored.
          </Empty>
        )}
        {data !== undefined && data.items > 0 && <Numbers id={id} data={data} />}
      </div>
    </Page>
  );
}

function Verbs({ id, empty }: { id: string; empty: boolean }): JSX.Element {
  const it = project.value;
  async function turn(verb: "pause" | "resume"): Promise<void> {
    await saving(post(`/projects/${encodeURIComponent(id)}/${verb}`, { reason: null }));
    await refreshProject();
  }
  return (
    <>
      {may("project.change") && it !== null && it.state !== "archived" && (
        <button type="button" class="btn quiet wide-only" onClick={() => void turn(it.state === "paused" ? "resume" : "pause")}>
          {it.state === "paused" ? "Resume" : "Pause"}
        </button>
      )}
      {may("import.make") && (
        <a class="btn wide-only" href={`/p/${id}/imports`}>
          <Icon name="plus" />
          Add data
        </a>
      )}
      {may("work.review") && (
        <a class="btn" href={`/review/${id}`}>
          Review
        </a>
      )}
      {may("work.do") && !empty && (
        <a class="btn primary" href={`/w/${id}`} data-testid="open-workbench">
          Label
        </a>
      )}
    </>
  );
}

function Numbers({ id, data }: { id: string; data: Progress }): JSX.Element {
  const settled = data.certainty.settled.reduce((sum, n) => sum + n, 0);
  return (
    <>
      <div class="columns">
        <Figure of="of3" value={`${settled.toLocaleString()}`} unit={`of ${data.items.toLocaleString()} settled`} href={`/p/${id}/data`} />
        <Figure of="of3" value={data.judgments.toLocaleString()} unit={data.judgments_per_settled === null ? "judgments" : `judgments, ${data.judgments_per_settled.toFixed(2)} a settled item`} href={`/p/${id}/data?sort=-judgments`} />
        <Figure of="of3" value={data.in_review.toLocaleString()} unit="wait for a reviewer" href={`/p/${id}/data?state=review`} />
        <Figure of="of3" value={data.remaining_judgments === null ? "not known" : `about ${data.remaining_judgments.toLocaleString()}`} unit="judgments to go, at the pace so far" />
      </div>
      <section class="section">
        <header>
          <h2>How sure are the labels?</h2>
          <span class="push">
            <Calibrated gold={data.certainty.gold_n} />
          </span>
        </header>
        <LabelSpread levels={data.certainty.settled.map((n, index) => n + (data.certainty.open[index] ?? 0))} none={data.certainty.none} />
        <table class="table plain">
          <thead>
            <tr>
              <th scope="col">Level</th>
              <th scope="col" class="num">Settled</th>
              <th scope="col" class="num">Open</th>
            </tr>
          </thead>
          <tbody>
            {LEVELS.map((level, index) => (
              <tr key={level}>
                <td class={`p${index}`}>
                  <span class="soft">{level}</span>
                </td>
                <td class="num">{(data.certainty.settled[index] ?? 0).toLocaleString()}</td>
                <td class="num">{(data.certainty.open[index] ?? 0).toLocaleString()}</td>
              </tr>
            ))}
            <tr>
              <td class="soft">no label yet</td>
              <td />
              <td class="num">{data.certainty.none.toLocaleString()}</td>
            </tr>
          </tbody>
        </table>
      </section>
      <div class="columns">
        <div class="of7">
          <DayChart days={data.days} />
        </div>
        <div class="of5">
          <Facts data={data} />
        </div>
      </div>
      <Flags id={id} open={data.open_flags} />
      <Leases id={id} live={data.live_leases} />
      <Skipped id={id} n={data.skipped_by_all} />
    </>
  );
}

function Figure({ of, value, unit, href }: { of: string; value: string; unit: string; href?: string }): JSX.Element {
  return (
    <div class={`figure ${of}`}>
      <b>{value}</b>
      {href ? (
        <a class="small" href={href}>
          {unit}
        </a>
      ) : (
        <span class="small soft">{unit}</span>
      )}
    </div>
  );
}

function Facts({ data }: { data: Progress }): JSX.Element {
  const most = [...data.classes].sort((a, b) => b.n - a.n).slice(0, 12);
  return (
    <section class="section">
      <header>
        <h2>What is in it?</h2>
      </header>
      <dl class="facts">
        <dt>Median time of a judgment</dt>
        <dd>{data.seconds_median === null ? "not known" : `${data.seconds_median.toFixed(1)} s`}</dd>
        <dt>Agreement of two people</dt>
        <dd>{data.agreement === null ? "needs two judgments of one item" : `${(100 * data.agreement).toFixed(1)} %, n ${data.agreement_n.toLocaleString()}`}</dd>
        <dt>People at work today</dt>
        <dd>{data.annotators_today.toLocaleString()}</dd>
        {most.map((one) => (
          <ClassFact key={one.name} name={one.name} n={one.n} />
        ))}
      </dl>
    </section>
  );
}

function ClassFact({ name, n }: { name: string; n: number }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>{n.toLocaleString()}</dd>
    </>
  );
}
