import { expect, it } from "vitest";
import { lasting, type Outbound, pictureOf } from "./boothpicture";

const layer = (frameHeight: number, framesPerSecond: number, more: Partial<Outbound> = {}): Outbound => ({
  type: "outbound-rtp",
  kind: "video",
  frameWidth: (frameHeight * 16) / 9,
  frameHeight,
  framesPerSecond,
  ...more,
});
const report = (...stats: Outbound[]) => new Map(stats.map((stat, index) => [String(index), stat]));

it("is the largest that is sent", () => {
  const found = pictureOf(report({ type: "codec" }, layer(180, 25), layer(720, 24.6), layer(360, 25)));
  expect(found).toEqual({ width: 1280, height: 720, frames: 25, limit: "" });
});

it("is nothing while nobody watches", () => {
  expect(pictureOf(report(layer(720, 0), layer(180, 0)))).toBeUndefined();
  expect(pictureOf(report())).toBeUndefined();
  expect(pictureOf(report({ type: "outbound-rtp", kind: "audio", framesPerSecond: 9 }))).toBeUndefined();
});

it("says what keeps it small", () => {
  const weak = { qualityLimitationReason: "bandwidth" };
  const slow = { qualityLimitationReason: "cpu" };
  expect(pictureOf(report(layer(180, 25), layer(720, 0, weak)))?.limit).toBe("line");
  expect(pictureOf(report(layer(180, 25, slow)))?.limit).toBe("device");
  expect(pictureOf(report(layer(180, 25, slow), layer(360, 25, weak)))?.limit).toBe("line");
});

it("calls a line weak only when it has been so for a while", () => {
  const weak = new Array<"line">(8).fill("line");
  expect(lasting(weak.slice(1))).toBe("");
  expect(lasting(["", ...weak])).toBe("line");
  expect(lasting([...weak, ""])).toBe("");
});
