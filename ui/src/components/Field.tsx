// A labelled control. The error takes the place of the hint and is tied to the control for the ear.
import { cloneElement, type ComponentChildren, type JSX, type VNode } from "preact";
import { useId } from "preact/hooks";
import { Icon } from "./Icon";

export interface FieldProps {
  label: ComponentChildren;
  hint?: ComponentChildren;
  error?: ComponentChildren;
  /** One input, select or textarea; it gets id, class and the aria attributes. */
  children: VNode<object>;
}

export function Field({ label, hint, error, children }: FieldProps): JSX.Element {
  const id = useId();
  const wrong = error !== undefined && error !== null && error !== "" && error !== false;
  const note = wrong || hint !== undefined ? `${id}-note` : undefined;
  const own = children.props as { class?: string; id?: string };
  const control = cloneElement(children, {
    id: own.id ?? id,
    class: own.class ?? "input",
    ...(wrong ? { "aria-invalid": "true" } : {}),
    ...(note ? { "aria-describedby": note } : {}),
  });
  return (
    <div class="field">
      <label for={own.id ?? id}>{label}</label>
      {control}
      {wrong ? (
        <p class="error" id={note} role="alert">
          <Icon name="stop" tiny />
          <span>{error}</span>
        </p>
      ) : (
        hint !== undefined && (
          <p class="hint" id={note}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}
