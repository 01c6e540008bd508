import { expect, test } from "vitest";
import { loudestPart } from "./loudness";

test("silence is 0, and a steady sound is as loud as it is", () => {
  expect(loudestPart(new Float32Array(8192))).toBe(0);
  expect(loudestPart(new Float32Array(8192).fill(0.5))).toBeCloseTo(0.5);
});

test("a short sound is seen wherever between two looks it was", () => {
  for (const begin of [0, 1024, 3072, 7168]) {
    const samples = new Float32Array(8192).fill(0.4, begin, begin + 1024);
    expect(loudestPart(samples)).toBeCloseTo(0.4);
  }
  expect(loudestPart(new Float32Array(8192).fill(0.4, 512, 1536))).toBeGreaterThan(0.28);
});
