// Taking tables away: labels or judgments, in any format, of a frozen version or as things stand.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { apiUrl, get } from "../../api/client";
import type { DatasetVersion, ExportFormat, Listing } from "../../api/types";
import { Field } from "../../components/Field";
import { Icon } from "../../components/Icon";
import { project } from "../project";
import { useData } from "../useData";

export function Exports({ id, versions }: { id: string; versions: readonly DatasetVersion[] }): JSX.Element {
  const formats = useData("export formats", (signal) => get<Listing<ExportFormat>>("/export-formats", undefined, signal));
  const [format, setFormat] = useState("parquet");
  const [dataset, setDataset] = useState("");
  const [content, setContent] = useState(false);
  const [judged, setJudged] = useState(false);
  const known = formats.data?.data ?? [];
  const ending = known.find((one) => one.name === format)?.ending ?? `.${format}`;
  const nested = judged && format.startsWith("jsonl");
  const path = `/projects/${encodeURIComponent(id)}/export`;
  const from = dataset === "" ? undefined : dataset;
  const labels = apiUrl(path, { format, dataset: from, part: "labels", with_content: content || undefined, with_judgments: nested || undefined });
  const judgments = apiUrl(path, { format, dataset: from, part: "judgments" });
  return (
    <section class="section">
      <header>
        <h2>Take it away</h2>
      </header>
      <div class="stack loose">
        <Field label="Of">
          <select value={dataset} onChange={(event) => setDataset(event.currentTarget.value)}>
            <option value="">the labels as they stand now</option>
            {versions.map((one) => (
              <option key={one.id} value={`${one.name}@${one.n}`}>
                {one.name}@{one.n}, frozen
              </option>
            ))}
          </select>
        </Field>
        <Field label="Format">
          <select value={format} onChange={(event) => setFormat(event.currentTarget.value)}>
            {(known.length > 0 ? known : [{ name: "parquet", title: "Parquet" }]).map((one) => (
              <option key={one.name} value={one.name}>
                {one.title}
              </option>
            ))}
          </select>
        </Field>
        <div class="stack">
          <label class="check">
            <input type="checkbox" checked={content} onChange={(event) => setContent(event.currentTarget.checked)} />
            Labels with the items' content
          </label>
          {format.startsWith("jsonl") && (
            <label class="check">
              <input type="checkbox" checked={judged} onChange={(event) => setJudged(event.currentTarget.checked)} />
              Labels with the judgments of each item
            </label>
          )}
        </div>
        <div class="row wrap">
          <a class="btn" data-testid="export-labels" href={labels} download>
            <Icon name="download" /> Labels
          </a>
          <a class="btn" data-testid="export-judgments" href={judgments} download>
            <Icon name="download" /> Judgments
          </a>
        </div>
        <HowToRead ending={ending} format={format} dataset={dataset} />
      </div>
    </section>
  );
}

function HowToRead({ ending, format, dataset }: { ending: string; format: string; dataset: string }): JSX.Element {
  const file = `labels${ending}`;
  const pandas = format === "parquet" ? `pd.read_parquet("${file}")` : format.startsWith("jsonl") ? `pd.read_json("${file}", lines=True)` : `pd.read_csv("${file}"${format === "tsv" ? ', sep="\\t"' : ""}, dtype={"value": str})`;
  const name = project.value?.name ?? "PROJECT";
  return (
    <details class="how-to">
      <summary class="small soft">How to read it</summary>
      <div class="stack small">
        <p class="soft">One row an item and field, items without a label included; one row a judgment and field in the other table. pandas:</p>
        <pre class="mono">{`import pandas as pd\nlabels = ${pandas}`}</pre>
        <p class="soft">DuckDB:</p>
        <pre class="mono">{`SELECT field, value, count(*)\nFROM '${file}'\nGROUP BY field, value`}</pre>
        <p class="soft">The command line:</p>
        <pre class="mono">{`ascertain export ${JSON.stringify(name)} ${file}${dataset === "" ? "" : ` \\\n  --dataset ${dataset}`}`}</pre>
      </div>
    </details>
  );
}
