import { describe, expect, test } from "vitest";
import type { TranslationState } from "../protocol/states";
import { firstLine, reading, sameLanguage } from "./reading";
import { emptyTranslation } from "./translation";

const told = { text: "How much oxygen?", engine: "firefox", by: "", doubts: [] };

function state(values: Partial<TranslationState> = {}): TranslationState {
  return { ...emptyTranslation, readings: { "question:q": { en: told } }, ...values };
}

const read = (from: TranslationState, language = "pt", to = "en", pairs: string[] = []) =>
  reading(from, "question:q", "Quanto oxigénio?", language, to, pairs);

describe("a text as one reader reads it", () => {
  test("in another language, marked, with the original kept", () => {
    const shown = read(state());
    expect(shown).toMatchObject({ text: told.text, language: "en", mark: "machine", written: "pt" });
    expect(shown.original).toBe("Quanto oxigénio?");
  });

  test("a person's words are marked as a person's", () => {
    const by = { ...told, by: "anna" };
    expect(read(state({ readings: { "question:q": { en: by } } })).mark).toBe("human");
  });

  test("who reads its own language is shown the original, translated or not", () => {
    expect(read(state(), "en", "en").mark).toBe("original");
    expect(read(state(), "en-gb", "en").mark).toBe("original");
  });

  test("the language that was put right counts", () => {
    expect(read(state({ recognised: { "question:q": "en" } }), "pt", "en").mark).toBe("original");
    expect(read(state({ recognised: { "question:q": "ru" }, readings: {} }), "en", "en").written).toBe("ru");
  });

  test("without a model it says so; with one it is on its way", () => {
    const none = state({ readings: {} });
    expect(read(none, "kk", "en", ["pt>en"])).toMatchObject({ mark: "none", why: "no_model" });
    expect(read(none, "pt", "en", ["pt>en"])).toMatchObject({ mark: "none", why: "waiting" });
    expect(read(none, "pt-br", "en", ["pt>en"]).why).toBe("waiting");
    expect(read(none).text).toBe("Quanto oxigénio?");
  });

  test("figures that differ are told", () => {
    const doubtful = { ...told, doubts: ["15 l/min"] };
    expect(read(state({ readings: { "question:q": { en: doubtful } } })).doubts).toEqual(["15 l/min"]);
  });

  test("a number needs no translation, and a subject may be called like anything", () => {
    expect(reading(state(), "poll:p/0", "10", "pt", "en", []).mark).toBe("original");
    expect(reading(state(), "__proto__", "Olá", "pt", "en", []).mark).toBe("none");
    expect(reading(state(), "constructor", "Olá", "constructor", "en", []).why).toBe("no_model");
  });

  test("all languages at once (a worker) is every text as it was written", () => {
    expect(read(state(), "pt", "").mark).toBe("original");
  });
});

test.each([
  ["pt-br", "pt", true],
  ["zh-hans", "zh", true],
  ["zh-hant", "zh-hans", false],
  ["ru", "be", false],
  ["", "en", false],
])("%s and %s", (one, other, same) => {
  expect(sameLanguage(one, other)).toBe(same);
  expect(sameLanguage(other, one)).toBe(same);
});

test.each([
  ["", ""],
  [" \n\t\n  Oxygen in four steps \r\nHow much?", "Oxygen in four steps"],
  ["𝛼".repeat(300), "𝛼".repeat(200)],
])("the title of a slide is its first line", (text, title) => {
  expect(firstLine(text)).toBe(title);
});
