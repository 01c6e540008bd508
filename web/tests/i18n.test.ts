import { beforeEach, describe, expect, test } from "vitest";
import { loadCatalogue, t, tn, tp, useCatalogue } from "../src/i18n";
import { dayOf, decimal } from "../src/i18n/format";
import { pluralRule } from "../src/i18n/plural";

const RUSSIAN =
  "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);";
const ARABIC =
  "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);";

describe("plural rules", () => {
  test("Russian", () => {
    const rule = pluralRule(RUSSIAN);
    expect([0, 1, 2, 4, 5, 11, 12, 21, 22, 111, 121].map(rule)).toEqual([2, 0, 1, 1, 2, 2, 2, 0, 1, 2, 0]);
  });
  test("Arabic", () => {
    expect([0, 1, 2, 3, 10, 11, 99, 100, 103].map(pluralRule(ARABIC))).toEqual([0, 1, 2, 3, 3, 4, 4, 5, 3]);
  });
  test.each([
    ["nplurals=1; plural=0;", [0, 0, 0]],
    ["nplurals=2; plural=(n != 1);", [1, 0, 1]],
    ["nplurals=2; plural=(n > 1);", [0, 0, 1]],
    ["nplurals=2; plural=!(n==1);", [1, 0, 1]],
  ])("%s", (header, expected) => {
    expect([0, 1, 2].map(pluralRule(header))).toEqual(expected);
  });
  test.each([
    "",
    "nplurals=2; plural=alert(1);",
    "nplurals=2; plural=(n;",
    "nplurals=2; plural=n n;",
    "nplurals=2; plural=n ? 1;",
  ])("refuses %j", (header) => {
    expect(() => pluralRule(header)).toThrow();
  });
  test("never names a form that the catalogue lacks", () => {
    expect(pluralRule("nplurals=2; plural=n;")(7)).toBe(1);
  });
});

describe("days and decimals", () => {
  const at = new Date(2026, 10, 4, 9, 5).getTime();
  test.each([
    ["be", "4 лістапада", "2,4"],
    ["ky", "4-ноябрь", "2,4"],
    ["tg", "04 Ноябр", "2,4"],
    ["kk", "4 қараша", "2,4"],
    ["zh-Hans", "11月4日", "2.4"],
    ["ur", "4 نومبر", "2.4"],
    ["en", "4 November", "2.4"],
  ])("%s", async (language, day, number) => {
    await loadCatalogue(language);
    expect(dayOf(at)).toBe(day);
    expect(decimal(2.4)).toBe(number);
  });
});

describe("texts", () => {
  beforeEach(() => {
    useCatalogue("ru", {
      plural: RUSSIAN,
      messages: {
        "Raise hand": "Поднять руку",
        "{name} has the floor": "Слово у {name}",
        "{count} hand": ["{count} рука", "{count} руки", "{count} рук"],
        "verb\u0004Open": "Открыть",
        Open: "Открыто",
        "Not yet": "",
      },
    });
  });
  test("translates, fills values, keeps what it does not know", () => {
    expect(t("Raise hand")).toBe("Поднять руку");
    expect(t("{name} has the floor", { name: "{name}" })).toBe("Слово у {name}");
    expect(t("Not yet")).toBe("Not yet");
    expect(t("constructor")).toBe("constructor");
    expect(t("Hello {who}", {})).toBe("Hello {who}");
  });
  test("tells contexts apart", () => {
    expect([tp("verb", "Open"), t("Open")]).toEqual(["Открыть", "Открыто"]);
  });
  test("counts", () => {
    const hands = (count: number) => tn("{count} hand", "{count} hands", count);
    expect([1, 3, 11].map(hands)).toEqual(["1 рука", "3 руки", "11 рук"]);
    useCatalogue("en");
    expect([1, 3].map(hands)).toEqual(["1 hand", "3 hands"]);
  });
  test("a catalogue that does not come is tried once more; without it the texts stay English", async () => {
    let tries = 0;
    const failing = (until: number) => async () => {
      tries += 1;
      if (tries < until) throw new TypeError("failed to fetch");
      return { plural: RUSSIAN, messages: { "Raise hand": "Поднять руку" } };
    };
    await loadCatalogue("RU", { "./generated/ru.json": failing(2) });
    expect([t("Raise hand"), tries]).toEqual(["Поднять руку", 2]);
    tries = 0;
    await loadCatalogue("ru", { "./generated/ru.json": failing(9) });
    expect([t("Raise hand"), tries]).toEqual(["Raise hand", 2]);
  });

  test("an unknown language stays English", async () => {
    await loadCatalogue("eo");
    expect(t("Raise hand")).toBe("Raise hand");
  });
});
