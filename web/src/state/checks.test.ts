import { expect, test } from "vitest";
import type { SeminarState } from "../protocol/states";
import { type OwnChecks, openCheck, secondsLeft } from "./checks";
import { emptySeminar } from "./seminar";

const live: SeminarState = { ...emptySeminar, status: "live" };
const check = (id: string, called = 0) => ({ id, called, seconds: 60 });
const own = (...answered: string[]): OwnChecks => ({ asked: true, answered });
const state = { tab: false, checks: [check("a"), check("b")] };

test("the newest check waits for an answer, however late; older ones no longer do", () => {
  expect(openCheck(state, live, own())?.id).toBe("b");
  expect(openCheck(state, live, own("a"))?.id).toBe("b");
  expect(openCheck(state, live, own("b"))).toBeUndefined();
  expect(openCheck({ tab: true, checks: [] }, live, own())).toBeUndefined();
});

test("who works here is not asked, and nobody outside the seminar's time", () => {
  expect(openCheck(state, live, { asked: false, answered: [] })).toBeUndefined();
  for (const status of ["published", "ended"])
    expect(openCheck(state, { ...live, status }, own())).toBeUndefined();
});

test("the time that is left is rounded up, and never negative", () => {
  expect(secondsLeft(check("a", 1000), 1000)).toBe(60);
  expect(secondsLeft(check("a", 1000), 300)).toBe(60);
  expect(secondsLeft(check("a", 1000), 60_999)).toBe(1);
  expect(secondsLeft(check("a", 1000), 61_000)).toBe(0);
  expect(secondsLeft(check("a", 1000), 999_000)).toBe(0);
});
