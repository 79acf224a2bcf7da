// Number: one finite number, with optional bounds, step and unit.
import { problem, type Config, type Kind, type Problem } from "../../engine/kind";

const STEP_SLACK = 1e-9;

function bound(config: Config, name: string): number | null {
  const value = config[name];
  return typeof value === "number" ? value : null;
}

function check(value: unknown, config: Config): Problem[] {
  if (typeof value !== "number" || !Number.isFinite(value)) return [problem("value.type", "Give a number.")];
  const [min, max, step] = [bound(config, "min"), bound(config, "max"), bound(config, "step")];
  const out: Problem[] = [];
  if (config["integer"] === true && !Number.isInteger(value)) out.push(problem("value.not-integer", "Give a whole number."));
  if (min !== null && value < min) out.push(problem("value.out-of-range", `The least allowed is ${min}.`));
  if (max !== null && value > max) out.push(problem("value.out-of-range", `The most allowed is ${max}.`));
  if (step !== null) {
    const base = min ?? 0;
    const steps = (value - base) / step;
    if (Number.isFinite(steps) && Math.abs(steps - Math.round(steps)) > STEP_SLACK * Math.max(1, Math.abs(steps))) {
      out.push(problem("value.step", `Go in steps of ${step} from ${base}.`));
    }
  }
  return out;
}

/**
 * What somebody typed as a number: a comma or a point before the decimals, spaces and apostrophes
 * between thousands. null where it is none; undefined where nothing is typed.
 */
export function readNumber(text: string): number | null | undefined {
  const plain = text.trim().replaceAll(/[\s'’_\u00a0\u202f]/g, "").replace("−", "-");
  if (plain === "") return undefined;
  if (!/^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i.test(plain)) return null;
  const value = Number(plain.replace(",", "."));
  return Number.isFinite(value) ? value : null;
}

export const number: Kind = {
  name: "number",
  version: 1,
  check,
  normal: (value) => (Object.is(value, -0) ? 0 : value),
  write: (value, config) => [{ text: typeof config["unit"] === "string" ? `${String(value)} ${config["unit"]}` : String(value) }],
};
