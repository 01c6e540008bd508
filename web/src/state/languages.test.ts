import { expect, it } from "vitest";
import { direction, endonym } from "./languages";

it("names languages as they name themselves", () => {
  expect(endonym("ru")).toBe("Русский");
  expect(endonym("zh-hans")).toBe("中文");
  expect(endonym("uz-latn")).toBe("Oʻzbekcha");
  expect(endonym("de").toLowerCase()).toBe("deutsch");
});

it("says the tag when there is no name for it", () => {
  expect(endonym("constructor")).toBe("constructor");
  expect(endonym("!")).toBe("!");
  expect(endonym("")).toBe("");
});

it("knows which way they run", () => {
  expect(["ur", "fa", "ar", "ar-EG"].map(direction)).toEqual(["rtl", "rtl", "rtl", "rtl"]);
  expect(["en", "kk", ""].map(direction)).toEqual(["ltr", "ltr", "ltr"]);
});
