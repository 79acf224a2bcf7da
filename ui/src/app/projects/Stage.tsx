// Where a project is on its way from idea to enhancement: seven small marks and the name.
import type { JSX } from "preact";
import { STAGES, stageName } from "./help";
import "./stage.css";

export function StageMarks({ stage }: { stage: string }): JSX.Element {
  const at = STAGES.findIndex(([id]) => id === stage);
  return (
    <span class="stage-cell">
      <span class="stage-marks" aria-hidden="true">
        {STAGES.map(([id], index) => (
          <i key={id} class={index < at ? "past" : index === at ? "now" : undefined} />
        ))}
      </span>
      <span class="soft small">{stageName(stage).toLowerCase()}</span>
    </span>
  );
}

/** The whole way, named: the head of a project's home. */
export function StageWay({ stage }: { stage: string }): JSX.Element {
  const at = STAGES.findIndex(([id]) => id === stage);
  return (
    <ol class="stage-way" aria-label="Stage">
      {STAGES.map(([id, name], index) => (
        <li key={id} class={index < at ? "past" : index === at ? "now" : undefined} aria-current={index === at ? "step" : undefined}>
          {name}
        </li>
      ))}
    </ol>
  );
}
