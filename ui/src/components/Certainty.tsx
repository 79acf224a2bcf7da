// The certainty language: shape says what a label stands on, fill says how sure, colour repeats it.
import type { ComponentChildren, JSX } from "preact";
import { LEVELS, levelOf, verdict, writeP, writePercent, type Level } from "../engine/certainty";

export type Stand = "none" | "open" | "split" | "accepted" | "reviewed" | "audited" | "gold" | "exception";

const FULL_OPEN = ["", "M1.85 8.2A4.7 4.7 0 0 0 10.15 8.2Z", "M1.30 6A4.7 4.7 0 0 0 10.70 6Z", "M1.75 4A4.7 4.7 0 1 0 10.25 4Z"];
const FULL_REVIEWED = ["", "M1.5 8H10.5V10.5H1.5Z", "M1.5 6H10.5V10.5H1.5Z", "M1.5 4H9L10.5 5.5V10.5H1.5Z", "M1.5 1.5H6.5L10.5 5.5V10.5H1.5Z"];

function Shape({ stand, level, raw }: { stand: Stand; level: Level; raw: boolean }): JSX.Element {
  const line = { fill: "none", stroke: "currentColor" };
  switch (stand) {
    case "none":
      return <circle {...line} cx="6" cy="6" r="4.7" stroke-dasharray="1 1.46" />;
    case "gold":
      return <path d="M6 .6 11.4 6 6 11.4.6 6Z" />;
    case "exception":
      return (
        <>
          <path d="M6 .8 11.7 11H.3Z" />
          <path class="knock" d="M5.4 4.3h1.2v3.4H5.4zM5.4 8.5h1.2v1.2H5.4z" />
        </>
      );
    case "split":
      return (
        <>
          <path d="M5.4 1.3a4.7 4.7 0 0 0 0 9.4Z" />
          <path {...line} d="M7 1.6a4.5 4.5 0 0 1 0 8.8Z" />
        </>
      );
    case "reviewed":
      return (
        <>
          <path {...line} d="M1.5 1.5H6.5L10.5 5.5V10.5H1.5Z" />
          {level > 0 && <path d={FULL_REVIEWED[level]} />}
        </>
      );
    case "audited":
      return (
        <>
          <rect {...line} x=".5" y=".5" width="11" height="11" />
          {level > 0 && <rect x="3" y={9 - level * 1.5} width="6" height={level * 1.5} />}
          {level < 4 && <path {...line} d="M3 3H9V9H3Z" opacity=".45" />}
        </>
      );
    case "accepted":
      if (raw) return <OpenShape level={level} raw />; // what is not calibrated is always the broken ring
      return (
        <>
          <rect {...line} x="1.5" y="1.5" width="9" height="9" />
          {level > 0 && <rect x="1.5" width="9" y={[0, 8, 6, 4, 1.5][level]} height={[0, 2.5, 4.5, 6.5, 9][level]} />}
        </>
      );
    case "open":
      return <OpenShape level={level} raw={raw} />;
  }
}

function OpenShape({ level, raw }: { level: Level; raw: boolean }): JSX.Element {
  return (
    <>
      <circle fill="none" stroke="currentColor" cx="6" cy="6" r="4.7" {...(raw ? { "stroke-dasharray": "1.8 1.15" } : {})} />
      {level === 4 ? <circle cx="6" cy="6" r={raw ? 3 : 4.7} /> : level > 0 && <path d={FULL_OPEN[level]} />}
    </>
  );
}

const COLOUR: Partial<Record<Stand, string>> = { none: "none", gold: "gold", exception: "exception" };

/** The 12 px glyph (24 with `big`). Decoration: `Cert` carries the words. */
export function Bead({ stand, p = 0, raw = false, big = false }: { stand: Stand; p?: number | null; raw?: boolean; big?: boolean }): JSX.Element {
  const level = levelOf(p ?? 0);
  return (
    <svg class={`bead ${COLOUR[stand] ?? `p${level}`}${big ? " big" : ""}`} viewBox="0 0 12 12" aria-hidden="true">
      <Shape stand={stand} level={level} raw={raw} />
    </svg>
  );
}

const SAID: Record<Stand, string> = {
  none: "no judgment yet",
  open: "open",
  split: "sides apart",
  accepted: "accepted",
  reviewed: "reviewed",
  audited: "audited",
  gold: "gold: answer known",
  exception: "exception",
};

/** The glyph with its number. `raw` marks a probability that is not calibrated. */
export function Cert({ stand, p, raw = false, onImage = false }: { stand: Stand; p: number | null; raw?: boolean; onImage?: boolean }): JSX.Element {
  const chip = `cert${raw ? " raw" : ""}${onImage ? " on-image" : ""}`;
  if (stand === "gold" || stand === "exception" || stand === "none" || p === null) {
    const what = p === null && stand !== "gold" && stand !== "exception" ? "none" : stand;
    return (
      <span class={chip} role="img" aria-label={SAID[what]}>
        <Bead stand={what} />
        {what === "none" ? <span class="faint">none</span> : <b>{what}</b>}
      </span>
    );
  }
  const said = `p ${p > 0.999 ? "over 0.999" : p.toFixed(3)}, ${LEVELS[levelOf(p)]}, ${SAID[stand]}${raw ? ", not calibrated" : ""}`;
  return (
    <span class={chip} role="img" aria-label={said}>
      <Bead stand={stand} p={p} raw={raw} />
      <b>
        {raw ? "≈" : ""}
        {writeP(p)}
      </b>
    </span>
  );
}

/** What a label's state on the wire stands on. */
export function standOf(state: string | null | undefined, sidesApart = false): Stand {
  switch (state) {
    case "accepted":
    case "reviewed":
    case "audited":
    case "exception":
    case "gold":
      return state;
    case "frozen":
      return "accepted";
    case "open":
      return sidesApart ? "split" : "open";
    default:
      return "none";
  }
}

/** Says once a panel what its probabilities are calibrated on. */
export function Calibrated({ gold }: { gold: number }): JSX.Element {
  return (
    <span class="calibrated">
      {gold > 0 ? <Bead stand="gold" /> : <Bead stand="open" p={0.6} raw />}
      {gold > 0 ? `calibrated on ${gold.toLocaleString()} gold` : "not calibrated, 0 gold"}
    </span>
  );
}

export interface TallyMark {
  agrees: boolean;
  machine?: boolean;
}

/** A bar per person, a dot per machine, filled where it agrees with the label. */
export function Tally({ marks }: { marks: readonly TallyMark[] }): JSX.Element {
  const agree = marks.filter((mark) => mark.agrees).length;
  return (
    <span class="tally" role="img" aria-label={marks.length === 0 ? "no judgment yet" : `${agree} of ${marks.length} agree`}>
      {marks.map((mark, index) => (
        <i key={index} class={`${mark.machine ? "machine" : ""}${mark.agrees ? " for" : ""}`} />
      ))}
    </span>
  );
}

/** Hairline for the axis, band for 95 %, tick for the estimate, dashes for the promise. */
export function Interval(props: { low: number; high: number; at: number; axis?: readonly [number, number]; promise?: number; width?: number }): JSX.Element {
  const { low, high, at, axis = [0, 1], promise, width = 160 } = props;
  const x = (value: number): number => (Math.min(Math.max((value - axis[0]) / (axis[1] - axis[0]), 0), 1) || 0) * width;
  const below = promise !== undefined && low < promise;
  return (
    <svg class={`interval${below ? " low" : ""}`} width={width} height="12" role="img" aria-label={`${at.toFixed(3)}, interval ${low.toFixed(3)} to ${high.toFixed(3)}`}>
      <line class="base" x1="0" x2={width} y1="6" y2="6" />
      <rect class="band" x={x(low)} y="3" width={Math.max(x(high) - x(low), 1)} height="6" />
      <rect class="at" x={Math.min(Math.max(x(at) - 1, 0), width - 2)} y="1" width="2" height="10" />
      {promise !== undefined && <line class="goal" x1={x(promise)} x2={x(promise)} y1="-1" y2="13" />}
    </svg>
  );
}

/** A rate of many: percentage with interval and n, and the verdict where there is a promise. */
export function Estimate({ at, low, high, n, promise }: { at: number; low: number; high: number; n: number; promise?: number }): JSX.Element {
  return (
    <span class="estimate">
      <b>{writePercent(at)} %</b>{" "}
      <span>
        {writePercent(low)}–{writePercent(high)}, n {n.toLocaleString()}
        {promise !== undefined && `, ${verdict(low, high, promise)}`}
      </span>
    </span>
  );
}

export interface Share {
  name: string;
  n: number;
  /** A CSS colour; left out, the certainty level of its place is used by `LabelSpread`. */
  color?: string;
  className?: string;
}

/** Shares of a whole in one bar. The words for the ear name every share. */
export function Spread({ shares, write = (n) => n.toLocaleString() }: { shares: readonly Share[]; write?: (n: number) => string }): JSX.Element {
  const there = shares.filter((share) => share.n > 0);
  return (
    <div class="spread" role="img" aria-label={there.length === 0 ? "nothing yet" : there.map((share) => `${share.name} ${write(share.n)}`).join(", ")}>
      {there.map((share) => (
        <i key={share.name} class={share.className} style={{ flex: String(share.n), ...(share.color ? { color: share.color } : {}) }} />
      ))}
    </div>
  );
}

/** How sure many labels are: the five levels in their colours, outlined where there is no label. */
export function LabelSpread({ levels, none }: { levels: readonly number[]; none: number }): JSX.Element {
  const shares: Share[] = LEVELS.map((name, index) => ({ name, n: levels[index] ?? 0, className: `p${index}` }));
  return <Spread shares={[...shares, { name: "no label yet", n: none, className: "rest" }]} />;
}

/** A sentence with a fixed first word: "Accepted: 2 ahead, p .981". */
export function WhyLine({ first, children }: { first: string; children: ComponentChildren }): JSX.Element {
  return (
    <p class="why">
      <b>{first}:</b> {children}
    </p>
  );
}
