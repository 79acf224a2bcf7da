// Judgments and settled items by day, as bars, and the same as a table.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { axisTop, lastDays, type DayOfWork } from "./days";

const WIDTH = 560;
const HEIGHT = 120;
const SHOWN = 14;

export function DayChart({ days }: { days: readonly DayOfWork[] }): JSX.Element {
  const [asTable, setAsTable] = useState(false);
  const shown = lastDays(days, SHOWN);
  return (
    <section class="section">
      <header>
        <h2>How much was done each day?</h2>
        <button type="button" class="linkish push" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? "As chart" : "As table"}
        </button>
      </header>
      {shown.length === 0 && <p class="soft">Nobody has judged anything yet.</p>}
      {shown.length > 0 && (asTable ? <DayTable days={shown} /> : <Bars days={shown} />)}
    </section>
  );
}

function Bars({ days }: { days: readonly DayOfWork[] }): JSX.Element {
  const top = axisTop(days.map((one) => one.judgments));
  const step = (WIDTH - 40) / days.length;
  const y = (n: number): number => HEIGHT - 24 - (n / top) * (HEIGHT - 40);
  const total = days.reduce((sum, one) => sum + one.judgments, 0);
  return (
    <>
      <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${total} judgments in ${days.length} days`}>
        <line class="grid" x1="36" x2={WIDTH} y1={y(top)} y2={y(top)} />
        <line class="axis" x1="36" x2={WIDTH} y1={y(0)} y2={y(0)} />
        <text x="30" y={y(top) + 4} text-anchor="end">{top.toLocaleString()}</text>
        <text x="30" y={y(0) + 4} text-anchor="end">0</text>
        {days.map((one, index) => (
          <g key={one.day}>
            <title>{`${one.day}: ${one.judgments} judgments, ${one.settled} settled`}</title>
            <rect class="bar" x={40 + index * step} y={y(one.judgments)} width={step * 0.55} height={y(0) - y(one.judgments)} />
            <rect class="warm" x={40 + index * step + step * 0.58} y={y(one.settled)} width={step * 0.22} height={y(0) - y(one.settled)} />
            {(index === 0 || index === days.length - 1) && (
              <text x={40 + index * step} y={HEIGHT - 8}>
                {one.day.slice(5)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <p class="caption">Wide: judgments. Narrow: items settled. Days in UTC.</p>
    </>
  );
}

function DayTable({ days }: { days: readonly DayOfWork[] }): JSX.Element {
  return (
    <table class="table plain">
      <thead>
        <tr>
          <th scope="col">Day (UTC)</th>
          <th scope="col" class="num">Judgments</th>
          <th scope="col" class="num">Settled</th>
        </tr>
      </thead>
      <tbody>
        {days.map((one) => (
          <tr key={one.day}>
            <td>{one.day}</td>
            <td class="num">{one.judgments.toLocaleString()}</td>
            <td class="num">{one.settled.toLocaleString()}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
