// One frozen version: what it holds by class, what its probabilities stand on, its hash and manifest.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { apiUrl } from "../../api/client";
import type { DatasetVersion, FieldSpec } from "../../api/types";
import { Calibrated } from "../../components/Certainty";
import { Icon } from "../../components/Icon";
import { classesOf } from "../../kinds/choice/kind";
import { titleOf } from "../../kinds/FieldsForm";
import { writeBytes } from "./words";

export function VersionPart({ version, fields }: { version: DatasetVersion; fields: readonly FieldSpec[] }): JSX.Element {
  const title = `${version.name}@${version.n}`;
  const [copied, setCopied] = useState(false);
  return (
    <section class="section" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <span class="push">
          <Calibrated gold={version.gold_n} />
        </span>
      </header>
      <div class="columns">
        <dl class="facts left of6 version-facts">
          <dt>Items</dt>
          <dd>
            {version.items.toLocaleString()}, {version.labelled.toLocaleString()} with a label
          </dd>
          <dt>Judgments</dt>
          <dd>{version.judgments.toLocaleString()} in the project when it was frozen</dd>
          <dt>Probabilities</dt>
          <dd>{version.gold_n === 0 ? "Not calibrated, 0 gold: p says which label is likelier, not how often it is right." : `Calibrated on ${version.gold_n.toLocaleString()} gold.`}</dd>
          <dt>Model</dt>
          <dd>{version.model === null ? "none fitted: p from the judgments of each item alone" : <span class="mono">{version.model}</span>}</dd>
          <dt>Schema</dt>
          <dd>version {version.schema_n}</dd>
          <dt>Frozen</dt>
          <dd>
            <time dateTime={version.made_at}>{new Date(version.made_at).toLocaleString()}</time> by {version.made_by}
          </dd>
          <dt>sha256</dt>
          <dd class="mono secret">
            {version.sha256}{" "}
            <button
              type="button"
              class="linkish"
              onClick={() => {
                navigator.clipboard?.writeText(version.sha256).then(
                  () => setCopied(true),
                  () => setCopied(false),
                );
              }}
            >
              {copied ? "copied" : "copy"}
            </button>
          </dd>
          <dt>Manifest</dt>
          <dd>
            <a class="manifest" href={apiUrl(`/dataset-versions/${version.id}/manifest`)} download={`${version.name}-${version.n}.jsonl`}>
              <Icon name="download" tiny /> {writeBytes(version.bytes)} of JSON Lines, one line an item
            </a>
          </dd>
          <dt>Check it</dt>
          <dd>
            <code>ascertain dataset verify {`${version.name}-${version.n}.jsonl`}</code>
          </dd>
        </dl>
        <div class="of6 stack loose">
          {Object.entries(version.classes).map(([name, counts]) => (
            <Classes key={name} field={fields.find((one) => one.name === name) ?? { name, kind: "choice" }} counts={counts} />
          ))}
          {Object.keys(version.classes).length === 0 && <p class="small faint">No label in it has a class.</p>}
        </div>
      </div>
    </section>
  );
}

function Classes({ field, counts }: { field: FieldSpec; counts: readonly { name: string; n: number }[] }): JSX.Element {
  const classes = new Map(classesOf(field).map((one) => [one.id, one]));
  const most = Math.max(...counts.map((one) => one.n), 1);
  return (
    <table class="table plain">
      <caption class="spoken">{titleOf(field)}: labels by class</caption>
      <thead>
        <tr>
          <th scope="col">{titleOf(field)}</th>
          <th scope="col" class="num">
            Labels
          </th>
          <th scope="col" class="class-bar">
            0 to {most.toLocaleString()}
          </th>
        </tr>
      </thead>
      <tbody>
        {counts.map((one) => (
          <tr key={one.name}>
            <td>
              <span class="tag">
                <i class="swatch" style={{ "--class": classes.get(one.name)?.color ?? "var(--rest)" }} />
                {classes.get(one.name)?.name ?? one.name}
              </span>
            </td>
            <td class="num">{one.n.toLocaleString()}</td>
            <td class="class-bar">
              <i class="share" style={{ width: `${(one.n / most) * 100}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
