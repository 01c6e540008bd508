import { expect, it } from "vitest";
import { letterOf } from "./keys";

const pressed = (key: string, code: string, shiftKey = false) => letterOf({ key, code, shiftKey });

it("knows a key by its place where the keyboard writes another script", () => {
  expect(pressed("M", "KeyM")).toBe("m");
  expect(pressed("ь", "KeyM")).toBe("m"); // Russian
  expect(pressed("ی", "KeyD")).toBe("d"); // Persian
  expect(pressed("q", "KeyA")).toBe("q"); // French: the letter counts
  expect(pressed("F6", "F6")).toBe("f6");
  expect(pressed(" ", "Space")).toBe(" ");
});

it("knows digits and marks of other scripts", () => {
  expect(pressed("۱", "Digit1")).toBe("1"); // Persian
  expect(pressed("२", "Digit2")).toBe("2"); // Devanagari
  expect(pressed("№", "Digit3", true)).toBe("№"); // Russian, with shift: no digit
  expect(pressed("б", "Comma")).toBe(",");
  expect(pressed("ю", "Period")).toBe(".");
  expect(pressed(".", "Slash")).toBe("."); // Russian: what it writes is a mark already
  expect(pressed("ظ", "Slash")).toBe("/"); // Arabic
  expect(pressed("؟", "Slash", true)).toBe("?"); // Persian
  expect(pressed("ж", "Semicolon")).toBe("ж");
});
