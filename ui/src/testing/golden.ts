// The facts that Python and TypeScript agree on, run against a kind of the front end.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Config, Kind } from "../engine/kind";

interface GoldenValue {
  config: Config;
  given: unknown;
  stored?: unknown;
  text?: string;
  problems?: [code: string, pointer: string][];
}

interface Golden {
  kind: string;
  version: number;
  values: GoldenValue[];
}

export function goldenOf(name: string): Golden {
  return JSON.parse(readFileSync(new URL(`../../../golden/kinds/${name}.json`, import.meta.url), "utf8")) as Golden;
}

/** Every value of the golden file: right ones in their one form and words, wrong ones with their codes. */
export function agreesWithGolden(kind: Kind): void {
  const golden = goldenOf(kind.name);
  describe(`${kind.name} agrees with golden/kinds/${kind.name}.json`, () => {
    it("is the same version", () => expect(kind.version).toBe(golden.version));
    it("has values to agree on", () => expect(golden.values.length).toBeGreaterThan(5));
    it.each(golden.values.map((one) => [JSON.stringify([one.config, one.given]), one] as const))("%s", (_, one) => {
      const codes = kind.check(one.given, one.config).map((problem) => problem.code);
      expect(codes).toEqual((one.problems ?? []).map(([code]) => code));
      if (one.problems !== undefined) return;
      expect(kind.normal(one.given, one.config)).toEqual(one.stored);
      const words = kind.write(one.stored, one.config).map((part) => part.text).join(", ");
      // Python writes 1e+20 where JavaScript writes the digits; both read back to the same number.
      expect(Number.isFinite(Number(words)) && words !== "" ? Number(words) : words).toEqual(Number.isFinite(Number(one.text)) && one.text !== "" ? Number(one.text) : one.text);
    });
  });
}
