import { expect, it } from "vitest";
import { holdsButton, letterOf } from "./keys";
import { cells, inDecibels } from "./parts";

it("knows a key by its place where the keyboard writes another script", () => {
  expect(letterOf({ key: "M", code: "KeyM" })).toBe("m");
  expect(letterOf({ key: "ь", code: "KeyM" })).toBe("m"); // Russian
  expect(letterOf({ key: "ی", code: "KeyD" })).toBe("d"); // Persian
  expect(letterOf({ key: "q", code: "KeyA" })).toBe("q"); // French: the letter counts
  expect(letterOf({ key: "F6", code: "F6" })).toBe("f6");
  expect(letterOf({ key: " ", code: "Space" })).toBe(" ");
});

it("lights one cell for four decibels", () => {
  expect([Number.NEGATIVE_INFINITY, Number.NaN, -60, -47, -24, -1, 0, 6].map(cells)).toEqual([
    0, 0, 0, 1, 6, 12, 12, 12,
  ]);
});

it("writes levels with a true minus, and silence in a word", () => {
  expect(inDecibels(-9.4)).toBe("−9 dB");
  expect(inDecibels(Number.NEGATIVE_INFINITY)).toBe("silent");
});

it("holds the focused button by Enter, and by Space where that is not the microphone's", () => {
  expect([holdsButton("Enter", true), holdsButton("Enter", false)]).toEqual([true, true]);
  expect([holdsButton(" ", true), holdsButton(" ", false)]).toEqual([false, true]);
  expect(holdsButton("Tab", false)).toBe(false);
});
