import { expect, it } from "vitest";
import { bandwidthOf, between, countsOf, loudnessOf, strained } from "./boothquality";

const counts = (at: number, received: number, lost: number, bytes: number) => ({ at, received, lost, bytes });

it("finds the counts of the sound that arrives", () => {
  const report = new Map([
    ["a", { type: "codec" }],
    [
      "b",
      {
        type: "inbound-rtp",
        kind: "audio",
        timestamp: 5,
        packetsReceived: 9,
        packetsLost: 1,
        bytesReceived: 99,
      },
    ],
  ]);
  expect(countsOf(report)).toEqual(counts(5, 9, 1, 99));
  expect(countsOf(new Map())).toBeUndefined();
});

it("says the share that was lost, and the rate", () => {
  expect(between(counts(0, 0, 0, 0), counts(1000, 49, 1, 12_000))).toEqual({ loss: 0.02, kilobits: 96 });
});

it("knows nothing of silence, and late packets are no negative loss", () => {
  expect(between(counts(0, 5, 0, 0), counts(1000, 5, 0, 0)).loss).toBeNaN();
  expect(between(counts(0, 5, 9, 0), counts(1000, 55, 7, 0)).loss).toBe(0);
});

it("finds up to where there is sound", () => {
  const spectrum = new Float32Array(1024).fill(Number.NEGATIVE_INFINITY);
  expect(bandwidthOf(spectrum, 48_000)).toBe(0);
  spectrum.fill(-60, 0, 512);
  expect(bandwidthOf(spectrum, 48_000)).toBe(12_000);
  spectrum.fill(-120, 300);
  expect(bandwidthOf(spectrum, 48_000)).toBeCloseTo(7031, 0);
});

it("says how loud a voice is, pauses left out, once it has spoken long enough", () => {
  const voice = Array.from({ length: 60 }, (_, look) => -30 + (look % 3));
  const pauses = new Array<number>(100).fill(Number.NEGATIVE_INFINITY);
  expect(loudnessOf([...voice, ...pauses])).toBe(-29);
  expect(loudnessOf([...voice.slice(0, 20), ...pauses])).toBeNaN();
  expect(loudnessOf([...pauses, Number.NaN])).toBeNaN();
});

it("calls a voice quiet or loud, and of an unknown one nothing", () => {
  expect([-52, -41, -39, -20, -9, -7, Number.NaN].map(strained)).toEqual([
    "quiet",
    "quiet",
    "",
    "",
    "",
    "loud",
    "",
  ]);
});
