// Text: what somebody writes. Lengths are in code points; line ends are LF.
import { problem, type Config, type Kind, type Problem } from "../../engine/kind";

export const DEFAULT_MAX_LENGTH = 10_000;

export const codePoints = (text: string): number => [...text].length;

export const maxLength = (config: Config): number => (typeof config["max_length"] === "number" ? config["max_length"] : DEFAULT_MAX_LENGTH);

function check(value: unknown, config: Config): Problem[] {
  if (typeof value !== "string") return [problem("value.type", "Write a text.")];
  const text = normal(value) as string;
  const out: Problem[] = [];
  if (text.includes("\0") || !text.isWellFormed()) out.push(problem("value.text", "The text holds a character that cannot be stored. Take it out."));
  if (text.trim() === "") out.push(problem("value.empty", "Write something, or leave the field out."));
  const length = codePoints(text);
  if (length > maxLength(config)) out.push(problem("value.too-long", `The text has ${length} characters; at most ${maxLength(config)} fit.`));
  if (text.includes("\n") && config["multiline"] !== true) out.push(problem("value.line-break", "Write it on one line."));
  return out;
}

function normal(value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll("\r\n", "\n").replaceAll("\r", "\n") : value;
}

export const text: Kind = { name: "text", version: 1, check, normal, write: (value) => [{ text: String(value) }] };
