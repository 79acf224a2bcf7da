// A project's home: where it stands, how sure its labels are, what holds it up. Every number is
// computed when asked and leads to the items behind it.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get, sayError } from "../../api/client";
import type { Progress, ProjectDetail } from "../../api/types";
import { Empty, Note, Skeleton } from "../../components/Basics";
import { Icon } from "../../components/Icon";
import { Cap, defineKeys, useKeys } from "../keys";
import { project, setRoomCount } from "../project";
import { whatHelps } from "../projects/help";
import { StageWay } from "../projects/Stage";
import { navigate, type PageProps } from "../router";
import { may } from "../session";
import { Page } from "../shell/Page";
import { useCommands } from "../shell/state";
import { useData } from "../useData";
import { useLive } from "../useLive";
import { PauseDialog, resume } from "./Controls";
import { DayChart } from "./DayChart";
import "./home.css";
import { Invite } from "./Invite";
import { Facts, Sure, Trust } from "./Numbers";
import { Flags, Leases, Skipped } from "./Waiting";

defineKeys({
  "home.label": { key: "l", label: "Label some yourself", group: "Page" },
  "home.review": { key: "r", label: "Review", group: "Page" },
  "home.invite": { key: "i", label: "Invite somebody", group: "Page" },
  "home.pause": { key: "p", label: "Pause or resume", group: "Page" },
});

const FACTS = ["judgment", "label", "items", "item", "import", "flag", "project", "lease", "review", "schema"];

export default function Home({ params }: PageProps): JSX.Element {
  const id = params["project"] ?? "";
  const { data, error, loading, again } = useData(`home ${id}`, (signal) => get<Progress>(`/projects/${encodeURIComponent(id)}/progress`, {}, signal));
  const [open, setOpen] = useState<"pause" | "invite" | null>(null);
  const it = project.value;
  useLive(FACTS, it?.id ?? id, again);
  useEffect(() => {
    if (data) setRoomCount("data", data.items);
  }, [data]);
  const empty = data?.items === 0;
  const paused = it?.state !== "open";
  const mayLabel = may("work.do") && !paused && data !== undefined && !empty;
  const mayInvite = may("invitation.make");
  const mayPause = may("project.change") && it !== null && it.state !== "archived";
  const turn = (): void => (it?.state === "paused" ? void resume(id) : setOpen("pause"));
  useKeys([
    { id: "home.label", run: () => navigate(`/w/${id}`), enabled: () => mayLabel },
    { id: "home.review", run: () => navigate(`/review/${id}`), enabled: () => may("work.review") },
    { id: "home.invite", run: () => setOpen("invite"), enabled: () => mayInvite },
    { id: "home.pause", run: turn, enabled: () => mayPause },
  ]);
  useCommands(
    it === null
      ? []
      : [
          ...(may("import.make") ? [{ id: "import", name: `Import data into ${it.name}`, icon: "plus" as const, href: `/p/${id}/imports` }] : []),
          ...(mayInvite ? [{ id: "invite", name: `Invite somebody to ${it.name}`, icon: "people" as const, run: () => setOpen("invite") }] : []),
          ...(mayPause ? [{ id: "pause", name: it.state === "paused" ? `Resume ${it.name}` : `Pause ${it.name}`, icon: "clock" as const, run: turn }] : []),
        ],
    [it],
  );
  const others = (where: string): JSX.Element => (
    <>
      {mayPause && it.state === "open" && (
        <button type="button" class={`btn quiet ${where}`} onClick={turn}>
          Pause
        </button>
      )}
      {mayInvite && (
        <button type="button" class={`btn ${where}`} onClick={() => setOpen("invite")}>
          Invite <Cap of="home.invite" />
        </button>
      )}
      {may("import.read") && (
        <a class={`btn ${where}`} href={`/p/${id}/imports`}>
          Imports
        </a>
      )}
    </>
  );
  return (
    <Page
      title={it?.name ?? "Project"}
      {...(it ? { fact: questionOf(it) } : {})}
      actions={
        <>
          {others("wide-only")}
          {mayLabel && (
            <a class="btn primary" href={`/w/${id}`} data-testid="open-workbench">
              Label some yourself <Cap of="home.label" />
            </a>
          )}
        </>
      }
    >
      <div class="home">
        {it !== null && <StageWay stage={it.stage} />}
        <div class="row wrap narrow-only">{others("")}</div>
        {error !== undefined && (
          <Note kind="error" action={<button type="button" class="btn" onClick={again}>Try again</button>}>
            {sayError(error)}
          </Note>
        )}
        {it !== null && data !== undefined && <Narrowest it={it} data={data} turn={turn} />}
        {loading && <Skeleton lines={8} />}
        {empty && (
          <Empty
            title="No items yet"
            action={
              may("import.make") && (
                <a class="btn primary" href={`/p/${id}/imports`}>
                  <Icon name="plus" />
                  Import data
                </a>
              )
            }
          >
            A folder of pictures, a table, or a file of texts. You see a preview before anything is stored.
          </Empty>
        )}
        {it !== null && data !== undefined && !empty && <Rooms it={it} data={data} again={again} />}
      </div>
      {open === "pause" && <PauseDialog id={id} onClose={() => setOpen(null)} />}
      {open === "invite" && it !== null && <Invite project={it.id} name={it.name} onClose={() => setOpen(null)} />}
    </Page>
  );
}

const questionOf = (it: ProjectDetail): string => it.schema_version.fields.find((field) => field.title)?.title ?? "";

/** The one thing that holds the project up, with the verb that helps. */
function Narrowest({ it, data, turn }: { it: ProjectDetail; data: Progress; turn: () => void }): JSX.Element | null {
  if (it.state === "paused") {
    return (
      <Note kind="warn" action={may("project.change") ? <button type="button" class="btn" onClick={turn}>Resume</button> : undefined}>
        <b class="strong">{it.state_reason ? `Paused: ${it.state_reason}` : "Paused."}</b> Nobody gets more work; what is being done is kept.
      </Note>
    );
  }
  if (it.state === "archived") return <Note kind="info">This project is put away. It can be read; nobody works in it.</Note>;
  if (data.items === 0) return null;
  const settled = data.by_state.find((one) => one.name === "resolved")?.n ?? 0;
  const open = data.tasks.find((one) => one.name === "label.open")?.n ?? 0;
  const help = whatHelps({ ...it, items: data.items, done: settled, open_tasks: open, in_review: data.in_review });
  const blocked = it.blocked_reason;
  const waits = open === 0 && data.in_review > 0;
  if (blocked === null && !waits && data.open_flags === 0 && settled < data.items) return null;
  const flags = data.open_flags > 0 ? ` ${data.open_flags === 1 ? "One question waits" : `${data.open_flags.toLocaleString()} questions wait`} for an answer.` : "";
  return (
    <Note
      kind={settled === data.items && blocked === null ? "ok" : "warn"}
      action={
        blocked !== null || waits || settled === data.items ? (
          <a class="btn" href={help.href}>
            {help.verb}
          </a>
        ) : (
          <a class="btn" href="#questions">
            Answer
          </a>
        )
      }
    >
      {blocked !== null && <b class="strong">{blocked}. </b>}
      {help.text}
      {flags}
    </Note>
  );
}

function Rooms({ it, data, again }: { it: ProjectDetail; data: Progress; again: () => void }): JSX.Element {
  return (
    <>
      <div class="columns">
        <DayChart days={data.days} project={it.id} className="of8" />
        <Trust it={it} data={data} />
      </div>
      <div class="columns">
        <Sure it={it} data={data} />
        <Facts it={it} data={data} />
        <div class="of4 stack loose">
          <Leases id={it.id} live={data.live_leases} today={data.annotators_today} />
          <Skipped id={it.id} n={data.skipped_by_all} />
        </div>
      </div>
      <Flags id={it.id} open={data.open_flags} done={again} />
    </>
  );
}
