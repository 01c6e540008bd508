import { describe, expect, it } from "vitest";
import { Patience } from "./patience";

describe("what is broken", () => {
  it("is tried again ever more seldom, and never given up", () => {
    let now = 0;
    const patience = new Patience(() => now);
    const pauses = Array.from({ length: 7 }, () => {
      const pause = patience.failed();
      now += pause + 2000; // it plays for a moment each time
      return pause;
    });
    expect(pauses).toEqual([3000, 6000, 12_000, 24_000, 48_000, 60_000, 60_000]);
  });

  it("is another matter when it has played well meanwhile", () => {
    let now = 0;
    const patience = new Patience(() => now);
    for (let times = 0; times < 4; times++) patience.failed();
    now += 24_000 + 61_000;
    expect(patience.failed()).toBe(3000);
  });
});
