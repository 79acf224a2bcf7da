// The panels of a home: can the labels be trusted, how sure is each, what is there and what it costs.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Progress, ProjectDetail } from "../../api/types";
import { Bead, Calibrated } from "../../components/Certainty";
import { writePercent } from "../../engine/certainty";
import { classesOf } from "../../kinds/choice/kind";
import { may } from "../session";
import { PriorityDialog } from "./Controls";
import { classRows, levelRows, stateRows, type ClassRow } from "./figures";

interface Panel {
  it: ProjectDetail;
  data: Progress;
}

const dataHref = (it: ProjectDetail, query: string): string => `/p/${it.id}/data?${query}`;

/** Agreement, settled share and the classes: what speaks for or against the labels. */
export function Trust({ it, data }: Panel): JSX.Element {
  const settled = data.by_state.find((one) => one.name === "resolved")?.n ?? 0;
  const rows = classRows(data.classes, it.schema_version.fields, classesOf);
  return (
    <section class="section of4" aria-labelledby="trust">
      <header>
        <h2 id="trust">What do the labels stand on?</h2>
        <span class="push">
          <Calibrated gold={data.certainty.gold_n} />
        </span>
      </header>
      {data.agreement === null ? (
        <p class="small soft">No item has two judgments yet, so nothing can be said of agreement.</p>
      ) : (
        <p class="figure">
          <b>
            {writePercent(data.agreement)} <span class="unit">% of pairs agree</span>
          </b>
          <span class="small soft">mean over {data.agreement_n.toLocaleString()} answers with two judgments or more</span>
        </p>
      )}
      {data.certainty.gold_n === 0 && (
        <p class="why">
          <b>Not calibrated:</b> there is no gold, so every p rests on agreement alone. Known answers can come with an import.
        </p>
      )}
      <h3 class="sub">
        Settled labels by class <span class="faint">n {data.classes.reduce((sum, one) => sum + one.n, 0).toLocaleString()}, of {settled.toLocaleString()} settled items</span>
      </h3>
      {rows.length === 0 ? <p class="small faint">No label with a class is settled yet.</p> : <Classes it={it} rows={rows} />}
    </section>
  );
}

const SHOWN_CLASSES = 12;

function Classes({ it, rows }: { it: ProjectDetail; rows: readonly ClassRow[] }): JSX.Element {
  const [all, setAll] = useState(false);
  const most = rows[0]?.n ?? 1;
  return (
    <>
      <ul class="bars">
        {(all ? rows : rows.slice(0, SHOWN_CLASSES)).map((row) => (
          <li key={row.id}>
            <span class="tag">
              <i class="swatch" style={{ "--class": row.color ?? "var(--rest)" }} />
              {row.field === null ? <span class="clip">{row.name}</span> : <a class="clip plain-link" href={dataHref(it, `class.${encodeURIComponent(row.field)}=${encodeURIComponent(row.id)}`)}>{row.name}</a>}
            </span>
            <span class="bar-room" aria-hidden="true">
              <i style={{ width: `${(100 * row.n) / most}%` }} />
            </span>
            <span class="num">{row.n.toLocaleString()}</span>
          </li>
        ))}
      </ul>
      {rows.length > SHOWN_CLASSES && (
        <button type="button" class="linkish small" onClick={() => setAll(!all)}>
          {all ? "Fewer" : `All ${rows.length}`}
        </button>
      )}
    </>
  );
}

const MIDDLE = [0.3, 0.6, 0.9, 0.97, 0.995];

/** Labels by level of certainty: filled is settled, outlined still open. */
export function Sure({ it, data }: Panel): JSX.Element {
  const rows = levelRows(data.certainty);
  const raw = data.certainty.gold_n === 0;
  const most = Math.max(1, data.certainty.none, ...rows.map((row) => row.settled + row.open));
  return (
    <section class="section of5" aria-labelledby="sure">
      <header>
        <h2 id="sure">How sure each label is</h2>
        <a class="push" href={`/p/${it.id}/data?sort=p`}>
          Least sure first
        </a>
      </header>
      <table class="level-bars">
        <thead class="spoken">
          <tr>
            <th scope="col">Level</th>
            <th scope="col">p</th>
            <th scope="col">Share</th>
            <th scope="col">Labels</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">
              <Bead stand="none" />
              no label yet
            </th>
            <td class="faint" />
            <td class="bar-cell none" aria-hidden="true">
              <i class="outline" style={{ width: `${(100 * data.certainty.none) / most}%` }} />
            </td>
            <td class="num">{data.certainty.none.toLocaleString()}</td>
          </tr>
          {rows.map((row, index) => (
            <tr key={row.name}>
              <th scope="row">
                <Bead stand={raw ? "open" : "accepted"} p={MIDDLE[index] ?? 0} raw={raw} />
                {row.settled + row.open > 0 ? (
                  <a class="plain-link" href={dataHref(it, row.query)}>
                    {row.name}
                  </a>
                ) : (
                  row.name
                )}
              </th>
              <td class="faint">{raw ? <i>≈ {row.bound}</i> : row.bound}</td>
              <td class={`bar-cell p${index}`} aria-hidden="true">
                <i class="filled" style={{ width: `${(100 * row.settled) / most}%` }} />
                <i class="outline" style={{ width: `${(100 * row.open) / most}%` }} />
              </td>
              <td class="num">
                {(row.settled + row.open).toLocaleString()}
                <span class="spoken">
                  , {row.settled} settled, {row.open} open
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="caption">Filled: settled. Outlined: still open.</p>
    </section>
  );
}

/** Where the items are, and what a settled one has cost in judgments. */
export function Facts({ it, data }: Panel): JSX.Element {
  const [priority, setPriority] = useState(false);
  return (
    <section class="section of3" aria-labelledby="facts">
      <header>
        <h2 id="facts">Items and judgments</h2>
        <a class="push" href={`/p/${it.id}/data`}>
          {data.items.toLocaleString()} items
        </a>
      </header>
      <dl class="facts" data-testid="states">
        {stateRows(data.by_state).map((row) => (
          <div key={row.state} class="fact">
            <dt>
              <a href={dataHref(it, `state=${row.state}`)}>{row.words}</a>
            </dt>
            <dd>{row.n.toLocaleString()}</dd>
          </div>
        ))}
      </dl>
      <dl class="facts ruled">
        <Fact name="judgments" value={data.judgments.toLocaleString()} />
        <Fact name="a settled item" value={data.judgments_per_settled === null ? "none settled" : `${data.judgments_per_settled.toFixed(2)} judgments`} />
        <Fact name="median of one" value={data.seconds_median === null ? "none timed" : `${data.seconds_median.toFixed(1)} s`} />
        <Fact name="still to give" value={data.remaining_judgments === null ? "known from 20 settled on" : it.overlap === null ? `about ${data.remaining_judgments.toLocaleString()}` : data.remaining_judgments.toLocaleString()} />
        <Fact name="asked until" value={it.overlap === null ? `p ${String(it.target).replace(/^0/, "")}` : `exactly ${it.overlap} judgments`} />
        <div class="fact">
          <dt>priority</dt>
          <dd>
            {it.priority}{" "}
            {may("project.change") && (
              <button type="button" class="linkish" onClick={() => setPriority(true)} aria-label="Change the priority">
                Change
              </button>
            )}
          </dd>
        </div>
      </dl>
      {priority && <PriorityDialog it={it} onClose={() => setPriority(false)} />}
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }): JSX.Element {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
