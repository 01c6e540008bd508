import { expect, it } from "vitest";
import { holdsButton } from "./keys";
import { cells, inDecibels } from "./parts";

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
