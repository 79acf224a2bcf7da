// Filters and the address say the same, both ways; chips say it in words.
import { describe, expect, it } from "vitest";
import { checkBound, chipsOf, readFilters, readSort, sayWhy, toQuery, without } from "./filters";

const names = { field: (name: string) => ({ topic: "Topic" })[name] ?? name, cls: (_: string, id: string) => id.toUpperCase() };

describe("filters", () => {
  const address = "state=review,waiting&p_max=.8&class.topic=billing&slice.lang=de&q=refund&item=7&view=grid&sort=-p&decision=";

  it("reads what the API knows and leaves the rest", () => {
    expect(readFilters(new URLSearchParams(address))).toEqual({ state: "review,waiting", p_max: ".8", "class.topic": "billing", "slice.lang": "de", q: "refund" });
  });

  it("comes back from the address as it went", () => {
    const filters = readFilters(new URLSearchParams(address));
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(toQuery(filters, {}))) if (value !== null) query.set(name, value);
    expect(readFilters(query)).toEqual(filters);
  });

  it("takes away what is no longer there", () => {
    expect(toQuery({ q: "a" }, { q: "b", state: "review" })).toEqual({ q: "a", state: null });
  });

  it.each([
    ["-p", "-p"],
    ["colour", "key"],
    ["", "key"],
  ])("sort %s is read as %s", (given, read) => {
    expect(readSort(new URLSearchParams({ sort: given }))).toBe(read);
  });

  it("says each filter as field and condition, p as one", () => {
    const chips = chipsOf({ state: "review,resolved", p_min: "0.5", p_max: "0.95", "class.topic": "billing", "slice.lang": "de", q: "x" }, names);
    expect(chips.map((chip) => `${chip.field}: ${chip.condition}`)).toEqual(["text: “x”", "state: in review or settled", "p: .500 to .950", "Topic: BILLING", "lang: de"]);
    expect(chips[2]?.names).toEqual(["p_min", "p_max"]);
  });

  it.each([
    [{ p_min: "0.9" }, "at least .900"],
    [{ p_max: "1" }, "at most 1"],
    [{ p_min: "0", p_max: ".5" }, "0 to .500"],
  ])("says %o as %s", (filters, said) => {
    expect(chipsOf(filters, names)[0]?.condition).toBe(said);
  });

  it("removes a chip's filters", () => {
    expect(without({ p_min: ".1", p_max: ".2", q: "a" }, ["p_min", "p_max"])).toEqual({ q: "a" });
  });

  it.each([
    ["", null],
    [".95", null],
    ["0,5", null],
    ["97", "A probability lies between 0 and 1. For 97 % write .97."],
    ["-1", "A probability lies between 0 and 1, such as .95."],
    ["much", "A probability lies between 0 and 1, such as .95."],
  ])("checks the bound %s", (text, wrong) => {
    expect(checkBound(text)).toBe(wrong);
  });

  it.each([
    ["Accepted: 2 ahead, p .759", "accept", "resolved", "Accepted: 2 ahead, p .759"],
    ["Accepted: 2 ahead, p .759", "accept", "waiting", "Open again: before, 2 ahead, p .759"],
    ["Accepted: 2 ahead, p .759", "accept", "review", "In review: before, 2 ahead, p .759"],
    ["Asked again: 1 ahead", "ask", "waiting", "Asked again: 1 ahead"],
    ["To review: sides apart", "review", "review", "To review: sides apart"],
  ])("%s after %s, now %s", (sentence, decision, state, said) => {
    expect(sayWhy(sentence, decision, state)).toBe(said);
  });
});
