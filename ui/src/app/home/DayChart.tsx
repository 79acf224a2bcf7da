// Work by day: judgments as bars, settled items as a line over the same days; and the same as a table.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useNarrow } from "../useNarrow";
import { axisTop, lastDays, type DayOfWork } from "./days";

const HEIGHT = 190;
const LEFT = 40;
const RIGHT = 70;
const BASE = HEIGHT - 24;
const TOP = 16;
// Drawn 1 : 1, so that the type keeps its size: a narrow screen shows fewer days.
const WIDE = { days: 14, width: 760 };
const NARROW = { days: 7, width: 366 };

export function DayChart({ days, project, className }: { days: readonly DayOfWork[]; project: string; className: string }): JSX.Element {
  const [asTable, setAsTable] = useState(false);
  const size = useNarrow() ? NARROW : WIDE;
  const shown = lastDays(days, size.days);
  return (
    <section class={`section ${className}`} aria-labelledby="by-day">
      <header>
        <h2 id="by-day">How much is done each day?</h2>
        <span class="small faint">the last {size.days} days (UTC)</span>
        {shown.length > 0 && (
          <button type="button" class="linkish push" onClick={() => setAsTable(!asTable)}>
            {asTable ? "As chart" : "As table"}
          </button>
        )}
      </header>
      {shown.length === 0 ? (
        <div class="row wrap">
          <p class="soft">Nobody has judged anything yet.</p>
          <a href={`/w/${project}`}>Label the first one</a>
        </div>
      ) : asTable ? (
        <DayTable days={shown} />
      ) : (
        <Bars days={shown} width={size.width} />
      )}
    </section>
  );
}

function Bars({ days, width }: { days: readonly DayOfWork[]; width: number }): JSX.Element {
  const top = axisTop(days.map((one) => Math.max(one.judgments, one.settled)));
  const step = (width - LEFT - RIGHT) / days.length;
  const y = (n: number): number => BASE - (n / top) * (BASE - TOP);
  const middle = (index: number): number => LEFT + (index + 0.5) * step;
  const total = days.reduce((sum, one) => sum + one.judgments, 0);
  const settled = days.reduce((sum, one) => sum + one.settled, 0);
  const last = days[days.length - 1];
  const line = days.map((one, index) => `${index === 0 ? "M" : "L"}${middle(index).toFixed(1)} ${y(one.settled).toFixed(1)}`).join("");
  // Two labels at the right that must not lie over each other.
  const [barEnd, lineEnd] = last === undefined ? [0, 0] : apart(y(last.judgments), y(last.settled));
  return (
    <>
      <svg class="chart day-chart" viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={`${total} judgments and ${settled} settled items in ${days.length} days. The table says each day.`}>
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line class={share === 0 ? "axis" : "grid"} x1={LEFT} x2={width - RIGHT} y1={y(top * share)} y2={y(top * share)} />
            {Number.isInteger(top * share) && (
              <text x={LEFT - 8} y={y(top * share) + 4} text-anchor="end">
                {(top * share).toLocaleString()}
              </text>
            )}
          </g>
        ))}
        {days.map((one, index) => (
          <g key={one.day}>
            <title>{`${one.day}: ${one.judgments} judgments, ${one.settled} settled`}</title>
            <rect class="day-bar" x={middle(index) - step * 0.3} y={y(one.judgments)} width={step * 0.6} height={BASE - y(one.judgments)} />
            {index % 3 === (days.length - 1) % 3 && (
              <text x={middle(index)} y={HEIGHT - 6} text-anchor="middle">
                {index === days.length - 1 && isToday(one.day) ? "today" : short(one.day)}
              </text>
            )}
          </g>
        ))}
        <path class="line" d={line} />
        {last !== undefined && (
          <>
            <circle class="dot" cx={middle(days.length - 1)} cy={y(last.settled)} r="3" />
            <text x={width - RIGHT + 6} y={barEnd + 4}>
              {last.judgments.toLocaleString()} judged
            </text>
            <text class="strong" x={width - RIGHT + 6} y={lineEnd + 4}>
              {last.settled.toLocaleString()} settled
            </text>
          </>
        )}
      </svg>
      <p class="caption">
        {total.toLocaleString()} judgments (bars), {settled.toLocaleString()} items settled (line).
      </p>
    </>
  );
}

const GAP = 14;

function apart(a: number, b: number): [number, number] {
  if (Math.abs(a - b) >= GAP) return [a, b];
  return a <= b ? [b - GAP, b] : [a, a - GAP];
}

const isToday = (day: string): boolean => new Date().toISOString().slice(0, 10) === day;

const short = (day: string): string => new Date(`${day}T00:00:00Z`).toLocaleDateString(undefined, { day: "numeric", month: "short", timeZone: "UTC" });

function DayTable({ days }: { days: readonly DayOfWork[] }): JSX.Element {
  return (
    <table class="table plain">
      <thead>
        <tr>
          <th scope="col">Day (UTC)</th>
          <th scope="col" class="num">
            Judgments
          </th>
          <th scope="col" class="num">
            Settled
          </th>
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
