// The steps of making a project, at the left of the wizard.
import type { JSX } from "preact";
import { Icon } from "../../components/Icon";

export interface Step {
  name: string;
  says: string;
}

export interface StepsProps {
  steps: readonly Step[];
  at: number;
  /** Goes back to a step that is done; left out where there is no way back. */
  go?: (step: number) => void;
}

export function Steps({ steps, at, go }: StepsProps): JSX.Element {
  return (
    <ol class="wizard-steps" aria-label="Steps">
      {steps.map((step, index) => {
        const done = index < at;
        const inner = (
          <>
            <span class={done ? "step-mark done" : "step-mark"}>{done ? <Icon name="check" tiny /> : index + 1}</span>
            <span class="step-words">
              <span>{step.name}</span>
              <small class="clip">{step.says}</small>
            </span>
          </>
        );
        return (
          <li key={step.name} aria-current={index === at ? "step" : undefined}>
            {done && go ? (
              <button type="button" aria-label={`${step.name} ${step.says}`} onClick={() => go(index)}>
                {inner}
              </button>
            ) : (
              <span>{inner}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
