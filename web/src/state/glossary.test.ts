import { expect, it } from "vitest";
import { rows, type Term, termIn } from "./glossary";

const term = (id: string, languages: Record<string, string>, note = ""): Term => ({
  id,
  languages,
  keep: false,
  note,
});
const TERMS = [
  term("1", { en: "sepsis", ru: "сепсис" }),
  term("2", { en: "Reservoir mask", "zh-hans": "储氧面罩" }, "10–15 L/min"),
  term("3", { en: "naïve" }),
];

it("puts what is on the slide first", () => {
  const found = rows(TERMS, "", "Then a RESERVOIR mask");
  expect(found.map(({ id, here }) => [id, here])).toEqual([
    ["2", true],
    ["1", false],
    ["3", false],
  ]);
});

it("searches in every language and in the note, without case and accents", () => {
  const ids = (search: string) => rows(TERMS, search, "").map(({ id }) => id);
  expect(ids("СЕП")).toEqual(["1"]);
  expect(ids("储氧")).toEqual(["2"]);
  expect(ids("l/MIN")).toEqual(["2"]);
  expect(ids(" naive ")).toEqual(["3"]);
  expect(ids("nothing")).toEqual([]);
});

it("takes a language that is close, and says when there is none", () => {
  const second = TERMS[1] as Term;
  expect(termIn(second, "zh")).toBe("储氧面罩");
  expect(termIn(second, "ru")).toBe("");
});
