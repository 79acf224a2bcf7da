// Why the queue is empty, and what else there is.
import type { JSX } from "preact";
import { Empty } from "../../components/Basics";
import { useData } from "../useData";
import { openWork } from "./api";

const SAYS: Record<string, readonly [title: string, text: string]> = {
  "nothing-open": ["Nothing is open here", "Every item has the judgments it needs for now. More may come: items are added, and some are asked again."],
  "all-seen": ["You have judged everything that is open", "What is left needs other people: nobody judges the same item twice."],
  paused: ["This project is paused", "What you sent is kept. Work goes on when the project is opened again."],
  archived: ["This project is closed", "It takes no more work. What you did is kept."],
  held: ["You hold as many tasks as one may", "They are open in another window, or were begun there. Finish them, or wait until their time runs out."],
  "not-a-member": ["This project names who works in it, and you are not among them", "Ask a manager if you think you should be."],
  "no-review": ["Nothing waits for review", "Items come here when the sides are apart, or when somebody sends them."],
  "share-cap": ["You have reached your share of this project", "Others are to be heard as well. It may open again as more is done."],
  "training-needed": ["Training comes first here", "Ask a manager for the training tasks of this project."],
};

const REVIEW_SAYS: typeof SAYS = {
  "nothing-open": ["Nothing waits for review", "Items come here when the sides are apart, or when somebody sends them."],
  "all-seen": ["What waits here is not for you to decide", "You judged these items yourself, so that somebody else must review them."],
};

export function NoWork({ reason, detail, project, step, again }: { reason: string; detail: string | null; project: string; step: "label" | "review"; again: () => void }): JSX.Element {
  const { data } = useData(`open work ${reason}`, openWork);
  const others = (data?.data ?? []).filter((one) => one.project !== project && one.open_tasks > 0);
  const [title, text] = (step === "review" ? REVIEW_SAYS[reason] : undefined) ?? SAYS[reason] ?? ["There is no work here now", "The server gives no further reason."];
  return (
    <div class="no-work" data-testid="no-work" data-reason={reason}>
      <Empty
        title={title}
        action={
          <button type="button" class="btn" onClick={again}>
            Look again
          </button>
        }
      >
        <p>{detail ?? text}</p>
      </Empty>
      {others.length > 0 && (
        <section class="stack">
          <h2>Elsewhere</h2>
          <ul class="stack">
            {others.map((one) => (
              <li key={one.project} class="row">
                <a href={`/w/${one.project}`}>{one.name}</a>
                <span class="faint small">{one.open_tasks.toLocaleString()} open</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
