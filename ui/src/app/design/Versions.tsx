// All versions of what was asked, newest first, each with what it changed.
import type { JSX } from "preact";
import { get, sayError } from "../../api/client";
import type { Listing, SchemaVersion } from "../../api/types";
import { Note, Skeleton } from "../../components/Basics";
import { When } from "../../components/When";
import { useData } from "../useData";
import { differences } from "./changes";
import { summary } from "./schema";

const SHOWN = 12;

export function Versions({ id, n }: { id: string; n: number }): JSX.Element {
  const { data, error, loading, again } = useData(`schema versions ${id} ${n}`, (signal) => get<Listing<SchemaVersion>>(`/projects/${id}/schema-versions`, {}, signal));
  const versions = data?.data ?? [];
  return (
    <>
      {error !== undefined && (
        <Note kind="error" action={<button type="button" class="btn" onClick={again}>Try again</button>}>
          {sayError(error)}
        </Note>
      )}
      {loading && <Skeleton lines={4} />}
      <ol class="versions">
        {versions.map((version, index) => (
          <Version key={version.id} version={version} before={versions[index + 1]} present={version.n === n} />
        ))}
      </ol>
    </>
  );
}

function Version({ version, before, present }: { version: SchemaVersion; before: SchemaVersion | undefined; present: boolean }): JSX.Element {
  const lines = before === undefined ? version.fields.map((field) => `${field.name}: ${summary(field)}`) : differences(before.fields, version.fields);
  return (
    <li>
      <span>
        <b class="strong">version {version.n}</b>
        {present && <span class="small soft row">asked now</span>}
      </span>
      <ul class="small soft">
        {lines.slice(0, SHOWN).map((line) => (
          <li key={line}>{line}</li>
        ))}
        {lines.length > SHOWN && <li class="faint">and {lines.length - SHOWN} more</li>}
        {lines.length === 0 && <li>only order or colours</li>}
      </ul>
      <span class="small faint">
        <When at={version.made_at} />
        {version.made_by !== null && `, ${version.made_by}`}
      </span>
    </li>
  );
}
