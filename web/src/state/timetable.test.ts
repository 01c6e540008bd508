import { describe, expect, test } from "vitest";
import type { SeminarState } from "../protocol/states";
import { planStart, timetable } from "./timetable";

const MINUTE = 60_000;
const START = 1_800_000_000_000;
const AGENDA = [
  { id: "a", title: "Opening", minutes: 5 },
  { id: "b", title: "Talk", minutes: 30 },
  { id: "c", title: "Discussion", minutes: 20 },
];

function running(values: Partial<SeminarState>): SeminarState {
  return { status: "live", started_at: START, ended_at: 0, running: "", parts: {}, ...values };
}

describe("the timetable", () => {
  test("before anything has begun everything is ahead", () => {
    const { rows, behind, next } = timetable(running({}), AGENDA, START, START + MINUTE);
    expect(rows.map((row) => row.standing)).toEqual(["ahead", "ahead", "ahead"]);
    expect(rows.map((row) => (row.due - START) / MINUTE)).toEqual([0, 5, 35]);
    expect(behind).toBe(0);
    expect(next?.id).toBe("a");
  });

  test("times what is done by what began after it, and the running part by now", () => {
    const parts = {
      a: { started_at: START, extra_minutes: 0 },
      b: { started_at: START + 7 * MINUTE, extra_minutes: 0 },
    };
    const { rows, behind, next } = timetable(
      running({ running: "b", parts }),
      AGENDA,
      START,
      START + 22 * MINUTE,
    );
    expect(rows.map((row) => row.standing)).toEqual(["done", "running", "ahead"]);
    expect(rows.map((row) => row.gone / MINUTE)).toEqual([7, 15, 0]);
    expect(rows[1]?.percent).toBe(50);
    expect(behind).toBe(2 * MINUTE);
    expect(next?.id).toBe("c");
  });

  test("extra minutes and running over both put it behind", () => {
    const parts = { a: { started_at: START, extra_minutes: 5 } };
    const state = running({ running: "a", parts });
    expect(timetable(state, AGENDA, START, START + MINUTE).behind).toBe(5 * MINUTE);
    expect(timetable(state, AGENDA, START, START + 12 * MINUTE).behind).toBe(7 * MINUTE);
    expect(timetable(state, AGENDA, START, START + 12 * MINUTE).rows[0]?.percent).toBe(100);
  });

  test("a part begun early puts it ahead; after the last there is no next", () => {
    const parts = {
      a: { started_at: START, extra_minutes: 0 },
      b: { started_at: START + MINUTE, extra_minutes: 0 },
      c: { started_at: START + 21 * MINUTE, extra_minutes: 0 },
    };
    const made = timetable(running({ running: "c", parts }), AGENDA, START, START + 22 * MINUTE);
    expect(made.behind).toBe(-14 * MINUTE);
    expect(made.next).toBeUndefined();
  });

  test("the last part ends with the seminar", () => {
    const parts = { c: { started_at: START, extra_minutes: 0 } };
    const ended = running({ status: "ended", ended_at: START + 9 * MINUTE, parts });
    expect(timetable(ended, AGENDA, START, START + 99 * MINUTE).rows[2]?.gone).toBe(9 * MINUTE);
  });

  test("an empty agenda is an empty timetable", () => {
    expect(timetable(running({}), [], START, START)).toEqual({ rows: [], behind: 0, next: undefined });
  });
});

describe("the moment that the plan counts from", () => {
  test("is the announced hour, also when the seminar opens a little late", () => {
    expect(planStart(running({ started_at: START + 3 * MINUTE }), START)).toBe(START);
  });

  test("is the opening when that is at quite another hour, or none was announced", () => {
    expect(planStart(running({ started_at: START }), START + 600 * MINUTE)).toBe(START);
    expect(planStart(running({}), Number.NaN)).toBe(START);
  });
});
