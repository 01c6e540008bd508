import { describe, expect, test } from "vitest";
import type { Poll } from "../protocol/states";
import { filledOptions, pollDesk, scaleMarks } from "./desk";

function poll(id: string, status: string, openedAt = 0): Poll {
  const told = { title: id, form: "single", options: ["a", "b"], language: "en" };
  const rest = { ...told, closes_at: 0, counts: [], voters: 0 };
  return { id, status, opened_at: openedAt, ...rest };
}

const desk = (...polls: Poll[]) => pollDesk({ polls: Object.fromEntries(polls.map((one) => [one.id, one])) });

describe("the poll desk", () => {
  test("an open poll comes before a closed one, however old", () => {
    const { current, past } = desk(poll("a", "open", 1), poll("b", "closed", 2), poll("c", "published", 3));
    expect(current?.id).toBe("a");
    expect(past.map(({ id }) => id)).toEqual(["c", "b"]);
  });

  test("a closed one waits to be published; drafts stand in the order in which they were made", () => {
    const { current, drafts, past } = desk(poll("d2", "draft"), poll("d1", "draft"), poll("b", "closed", 2));
    expect(current?.id).toBe("b");
    expect(drafts.map(({ id }) => id)).toEqual(["d1", "d2"]);
    expect(past).toEqual([]);
  });

  test("nothing is nothing", () => {
    expect(desk()).toEqual({ current: undefined, drafts: [], past: [] });
  });
});

describe("options", () => {
  test("are trimmed, empty ones left out", () =>
    expect(filledOptions([" a ", "", "  ", "b"])).toEqual(["a", "b"]));
  test("of a scale are its marks", () => {
    expect(scaleMarks(1, 5)).toEqual(["1", "2", "3", "4", "5"]);
    expect(scaleMarks(0, 10)).toHaveLength(11);
    expect(scaleMarks(3, 1)).toEqual([]);
  });
});
