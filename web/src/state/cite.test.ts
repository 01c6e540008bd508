import { expect, test } from "vitest";
import { citation } from "./cite";

const CITED = {
  authors: ["Ananya Rao", "Marat Aliev"],
  part: "Which patient comes first?",
  seminar: "Oxygen in four steps",
  host: "Lungs",
  day: "28 Nov 2026",
  second: "1:02:03",
  link: "https://example.org/seminars/oxygen/replay?t=3723",
};

test("authors, part, seminar, host, day and second, and the link without a full stop", () => {
  expect(citation(CITED)).toBe(
    "Ananya Rao, Marat Aliev. Which patient comes first? Oxygen in four steps. Lungs. 28 Nov 2026, 1:02:03. " +
      "https://example.org/seminars/oxygen/replay?t=3723",
  );
});

test("what is not known is left out, and a title is not said twice", () => {
  const bare = { ...CITED, authors: [], part: CITED.seminar, host: "" };
  expect(citation(bare)).toBe(`Oxygen in four steps. 28 Nov 2026, 1:02:03. ${CITED.link}`);
});
