// What a project asks, how it is explained, and the versions of both. A change is shown with its
// consequences before it is stored.
import type { JSX } from "preact";
import { Note, Skeleton } from "../../components/Basics";
import { project } from "../project";
import type { PageProps } from "../router";
import { Page } from "../shell/Page";
import "./design.css";
import { GuidelineRoom } from "./GuidelineRoom";
import { SchemaRoom } from "./SchemaRoom";
import { Versions } from "./Versions";

export default function Design({ params }: PageProps): JSX.Element {
  const id = params["project"] ?? "";
  const part = params["part"] ?? "fields";
  const it = project.value;
  const tabs = [
    { href: `/p/${id}/design`, name: "Fields", current: part === "fields" },
    { href: `/p/${id}/design/guideline`, name: "Guideline", current: part === "guideline" },
    { href: `/p/${id}/design/versions`, name: "Versions", current: part === "versions" },
  ];
  if (it !== null && part === "fields") return <SchemaRoom key={`${it.id} ${it.schema_n}`} it={it} tabs={tabs} />;
  if (it !== null && part === "guideline") return <GuidelineRoom id={it.id} tabs={tabs} />;
  return (
    <Page title="Design" tabs={tabs} {...(it ? { fact: `schema ${it.schema_n}, guideline ${it.guideline_n}` } : {})}>
      {it === null ? <Skeleton lines={6} /> : part === "versions" ? <Versions id={it.id} n={it.schema_n} /> : <Note kind="info">There is no part of the design with this name.</Note>}
    </Page>
  );
}
