import { expect, test } from "vitest";
import type { Span } from "../../state/replay";
import { markAt, textOf } from "./marks";

const FROM = 1_000_000;
const span = (from: number, to: number): Span => ({
  take: "t",
  from: FROM + from * 1000,
  to: FROM + to * 1000,
});
const HIDDEN = [span(120, 3600)]; // the first two minutes
const SHOWN = [span(0, 3600)];

test("a mark means the same words when something before it is shown again, or hidden", () => {
  const mark = markAt(HIDDEN, "10:00");
  expect(mark.at).toBe(FROM + 720_000);
  expect(textOf(HIDDEN, mark)).toBe("10:00");
  expect(textOf(SHOWN, mark)).toBe("12:00");
  expect(textOf(HIDDEN, markAt(SHOWN, "12:00"))).toBe("10:00");
});

test("what is written stays as it is written", () => {
  for (const text of ["", "9", "1:2", " 0:05 ", "soon"])
    expect(textOf(SHOWN, markAt(SHOWN, text))).toBe(text);
  expect(markAt(SHOWN, "soon").at).toBeUndefined();
});

test("a mark in what is hidden since stands where the cut is", () => {
  expect(textOf(HIDDEN, markAt(SHOWN, "1:00"))).toBe("0:00");
});
