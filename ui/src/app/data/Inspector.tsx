// Everything about one item: what it is, labels with p, judgments, why, questions, verbs.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { get, sayError } from "../../api/client";
import { onLive } from "../../api/live";
import type { FieldSpec, ItemDetail, JudgmentRow, Label, Why } from "../../api/types";
import { Note, Skeleton } from "../../components/Basics";
import { Calibrated, Spread } from "../../components/Certainty";
import { Icon } from "../../components/Icon";
import { LEVELS, levelOf, writeP } from "../../engine/certainty";
import { classesOf } from "../../kinds/choice/kind";
import { titleOf } from "../../kinds/FieldsForm";
import { AnswerView, ValueView } from "../../kinds/ValueView";
import { Cap } from "../keys";
import { may } from "../session";
import { useData } from "../useData";
import { CertOf, Sentence } from "./cells";
import { Comments } from "./Comments";
import { sayWhy, STATES } from "./filters";
import { itemOf } from "./grid";
import type { ItemVerb } from "./Verbs";

/** Pictures narrower than this are drawn larger, pixel by pixel. */
const TINY_PX = 64;

export interface InspectorProps {
  item: string;
  fields: readonly FieldSpec[];
  onStep: (by: number) => void;
  onClose: () => void;
  onVerb: (verb: ItemVerb, item: ItemDetail) => void;
  onPriority: (item: ItemDetail) => void;
  onLoaded: (item: ItemDetail) => void;
  /** Counts up when somebody here changed the item. */
  turn: number;
}

export function Inspector({ item, fields, onStep, onClose, onVerb, onPriority, onLoaded, turn }: InspectorProps): JSX.Element {
  const { data, error, loading, again } = useData(`item ${item} ${turn}`, (signal) => get<ItemDetail>(`/items/${item}`, undefined, signal));
  useEffect(() => onLive(["judgment", "label", "item", "flag", "comment", "review"], (event) => itemOf(event) === item && again()), [item, again]);
  useEffect(() => {
    if (data !== undefined) onLoaded(data);
  }, [data]);
  return (
    <aside class="aside inspector" aria-label={data === undefined ? "Item" : `Item ${data.key}`} tabIndex={-1} id="inspector">
      <section>
        <div class="row">
          <h2 class="mono clip">{data?.key ?? "…"}</h2>
          {data !== undefined && <span class="faint small inspector-state">{STATES[data.state] ?? data.state}</span>}
          <span class="push row tight">
            <button type="button" class="btn quiet square" aria-label="Item before" onClick={() => onStep(-1)}>
              <Icon name="left" />
            </button>
            <button type="button" class="btn quiet square" aria-label="Next item" onClick={() => onStep(1)}>
              <Icon name="right" />
            </button>
            <button type="button" class="btn quiet square" aria-label="Close the inspector" onClick={onClose}>
              <Icon name="x" />
            </button>
          </span>
        </div>
        {error !== undefined && (
          <Note kind="error" action={<button type="button" class="btn" onClick={again}>Try again</button>}>
            {sayError(error)}
          </Note>
        )}
        {loading && <Skeleton lines={5} widths={[280, 180, 220]} />}
        {data !== undefined && <Thing item={data.item} />}
      </section>
      {data !== undefined && (
        <>
          {fields
            .filter((field) => data.labels.some((label) => label.field === field.name))
            .map((field) => (
              <LabelPart key={field.name} field={field} label={data.labels.find((one) => one.field === field.name)!} state={data.state} />
            ))}
          {data.labels.length === 0 && (
            <section>
              <p class="small soft">{data.judgments === 0 ? "Nobody has judged it yet." : "No label yet."}</p>
            </section>
          )}
          <Judgments rows={data.history} fields={fields} />
          {data.decisions.length > 0 && <Decisions decisions={data.decisions} state={data.state} />}
          <Comments item={data} answered={again} />
          <section>
            <div class="row wrap">
              {may("item.change") && (
                <>
                  <button type="button" class="btn" disabled={data.state === "review"} onClick={() => onVerb("review", data)}>
                    Send to review <Cap of="data.review" />
                  </button>
                  <button type="button" class="btn" onClick={() => onVerb("reopen", data)}>
                    Ask again <Cap of="data.reopen" />
                  </button>
                </>
              )}
              {may("project.change") && (
                <button type="button" class="btn" onClick={() => onPriority(data)}>
                  Priority <Cap of="data.priority" />
                </button>
              )}
            </div>
            <p class="micro faint">
              Version {data.version}
              {data.priority !== 0 && `, priority ${data.priority}`}
              {Object.entries(data.slices).map(([name, value]) => `, ${name} ${value}`)}
            </p>
          </section>
        </>
      )}
    </aside>
  );
}

function Thing({ item }: { item: ItemDetail["item"] }): JSX.Element {
  const lines = Object.entries(item.content).filter(([name]) => !(item.type === "text" && name === "text"));
  return (
    <>
      {item.image !== null && (
        <span class="inspector-stage" style={item.image.width < TINY_PX ? {} : { aspectRatio: `${item.image.width} / ${item.image.height}` }}>
          <img src={item.image.url} width={item.image.width} height={item.image.height} alt={`Picture ${item.key}`} fetchpriority="high" class={item.image.width < TINY_PX ? "tiny-picture" : undefined} />
        </span>
      )}
      {item.type === "text" && (
        <div class="reading" dir="auto">
          {String(item.content["text"] ?? "")}
        </div>
      )}
      {lines.length > 0 && (
        <dl class="facts left">
          {lines.map(([name, value]) => [
            <dt key={`${name} name`}>{name}</dt>,
            <dd key={name} dir="auto">
              {value === null || value === "" ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value)}
            </dd>,
          ])}
        </dl>
      )}
    </>
  );
}

function LabelPart({ field, label, state }: { field: FieldSpec; label: Label; state: string }): JSX.Element {
  const classes = new Map(classesOf(field).map((one) => [one.id, one]));
  const shares = Object.entries(label.spread ?? {}).sort((a, b) => b[1] - a[1]);
  const rest = shares.slice(3).reduce((sum, [, p]) => sum + p, 0);
  return (
    <section>
      <div class="row">
        <h3>{titleOf(field)}</h3>
        <span class="push">
          <Calibrated gold={label.gold_n} />
        </span>
      </div>
      <div class="row wrap inspector-label">
        <b class="strong">{label.value === null ? "no label" : <ValueView field={field} value={label.value} />}</b>
        <CertOf label={label} state={state} />
        {label.p !== null && <span class="soft small">{LEVELS[levelOf(label.p)]}</span>}
        {label.state === "frozen" && <span class="push faint small">frozen in a dataset</span>}
      </div>
      {shares.length > 0 && (
        <>
          <Spread shares={shares.map(([id, p]) => ({ name: classes.get(id)?.name ?? id, n: p, color: classes.get(id)?.color ?? "var(--rest)" }))} write={writeP} />
          <p class="small faint">
            {shares.slice(0, 3).map(([id, p]) => `${classes.get(id)?.name ?? id} ${label.gold_n === 0 ? "≈" : ""}${writeP(p)}`).join("  ")}
            {rest >= 0.0005 && `  other ${label.gold_n === 0 ? "≈" : ""}${writeP(rest)}`}
          </p>
        </>
      )}
    </section>
  );
}

function Judgments({ rows, fields }: { rows: readonly JudgmentRow[]; fields: readonly FieldSpec[] }): JSX.Element {
  const replaced = new Set(rows.flatMap((row) => (row.supersedes === null ? [] : [row.supersedes])));
  return (
    <section>
      <h3>Judgments</h3>
      {rows.length === 0 ? (
        <p class="small faint">None yet.</p>
      ) : (
        <ul class="judged small">
          {rows.map((row) => (
            <li key={row.id} class={replaced.has(row.id) ? "faint" : undefined}>
              <Icon name="user" tiny />
              <span>{row.annotator}</span>
              <span class="clip">
                <AnswerView fields={fields} values={row.values} outcome={row.outcome} named={fields.length > 1} />
              </span>
              <span class="num soft">{row.seconds.toFixed(1)} s</span>
              <Remarks row={row} replaced={replaced.has(row.id)} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Remarks({ row, replaced }: { row: JudgmentRow; replaced: boolean }): JSX.Element | null {
  const said = [
    row.role !== "label" ? "reviewer" : "",
    row.late ? (row.counted ? "late, counts" : "late, kept and not counted") : !row.counted && row.outcome !== "skipped" && !replaced ? "not counted" : "",
    replaced ? "changed by the next" : "",
    row.reason === null ? "" : `“${row.reason}”`,
  ].filter(Boolean);
  return said.length === 0 ? null : <span class="judged-note faint">{said.join(" · ")}</span>;
}

function Decisions({ decisions, state }: { decisions: readonly Why[]; state: string }): JSX.Element {
  const [last, ...before] = decisions;
  if (last === undefined) return <></>;
  return (
    <section>
      <h3>Last decision</h3>
      <p>
        <Sentence text={sayWhy(last.sentence, last.action, state)} />
      </p>
      <details open>
        <summary class="small soft">The rules, in order</summary>
        <Ladder why={last} />
      </details>
      {before.length > 0 && (
        <details>
          <summary class="small soft">
            {before.length} {before.length === 1 ? "decision" : "decisions"} before
          </summary>
          <ul class="stack">
            {before.map((why) => (
              <li key={why.at}>
                <Sentence text={why.sentence} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Ladder({ why }: { why: Why }): JSX.Element {
  return (
    <table class="ladder">
      <tbody>
        {why.ladder.map((rung, index) => (
          <tr key={rung.rule} class={rung.hit ? "hit" : undefined}>
            <td>{index + 1}</td>
            <td>
              {rung.rule}
              {rung.hit && <span class="spoken"> (this rule fired)</span>}
            </td>
            <td>{rung.value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
