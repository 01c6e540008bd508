import { describe, expect, test } from "vitest";
import type { Question } from "../protocol/states";
import { next, progress } from "./agenda";
import { arrange, columnsFor, principal, type Seen } from "./arrange";
import { initials } from "./names";
import { forAudience, sorted } from "./order";
import { emptyQuestions } from "./questions";
import { emptySeminar } from "./seminar";

const peer = (identity: string, values: Partial<Seen> = {}): Seen => ({
  identity,
  local: false,
  hasPicture: true,
  speaking: false,
  ...values,
});

describe("faces", () => {
  test("who speaks is seen large, and stays so through a pause", () => {
    const quiet = [peer("a"), peer("b")];
    expect(principal([peer("a"), peer("b", { speaking: true })], "a")).toBe("b");
    expect(principal(quiet, "b")).toBe("b");
    expect(principal([peer("a", { speaking: true }), peer("b", { speaking: true })], "b")).toBe("b");
  });

  test("without anybody speaking it is someone with a picture, never oneself before others", () => {
    const me = peer("me", { local: true });
    expect(principal([me, peer("a", { hasPicture: false }), peer("b")], "")).toBe("b");
    expect(principal([peer("a", { hasPicture: false }), peer("b")], "a")).toBe("b");
    expect(principal([me], "")).toBe("me");
    expect(principal([], "")).toBe("");
  });

  test("a gallery begins with who speaks and shows at most so many", () => {
    const peers = Array.from({ length: 14 }, (_, i) => peer(`p${String(i).padStart(2, "0")}`));
    const plan = arrange([...peers, peer("z", { speaking: true })], "gallery", "");
    expect(plan.grid[0]).toBe("z");
    expect(plan.grid.length).toBe(9);
    expect(plan.columns).toBe(3);
  });

  test("beside the slide stand the speaker and oneself", () => {
    const plan = arrange([peer("me", { local: true }), peer("a")], "slides", "");
    expect(plan).toEqual({ rail: ["a", "me"], grid: [], columns: 1 });
  });

  test.each([
    [1, 16 / 9, 1],
    [2, 16 / 9, 2],
    [4, 16 / 9, 2],
    [2, 9 / 16, 1],
    [0, 1, 1],
  ])("%i tiles in a box of %f make %i columns", (count, ratio, columns) => {
    expect(columnsFor(count, ratio)).toBe(columns);
  });
});

const question = (id: string, values: Partial<Question> = {}): Question => ({
  id,
  text: "",
  language: "en",
  asker: "",
  anonymous: false,
  asked_at: 0,
  status: "open",
  votes: 0,
  assigned: "",
  merged_into: "",
  answers: [],
  ...values,
});

describe("the order of questions", () => {
  test("answered now, then by votes, then answered; merged and dismissed ones are gone", () => {
    const list = [
      question("a", { votes: 1 }),
      question("b", { votes: 5 }),
      question("c", { status: "answered" }),
      question("d", { status: "dismissed", merged_into: "a" }),
      question("e", { status: "dismissed" }),
      question("f"),
    ];
    const questions = Object.fromEntries(list.map((each) => [each.id, each]));
    const state = { ...emptyQuestions, questions, answering: "f" };
    expect(forAudience(state).map((each) => each.id)).toEqual(["f", "b", "a", "c"]);
  });

  test("equal votes keep the order of asking", () => {
    const list = [question("x", { asked_at: 2 }), question("y", { asked_at: 1 })];
    expect(sorted(list, "votes").map((each) => each.id)).toEqual(["y", "x"]);
    expect(sorted(list, "newest").map((each) => each.id)).toEqual(["x", "y"]);
  });
});

describe("the agenda", () => {
  const agenda = [
    { id: "a", title: "Opening", minutes: 5 },
    { id: "b", title: "Oxygen", minutes: 20 },
  ];

  test("counts extra minutes and never goes beyond the whole", () => {
    const state = { ...emptySeminar, running: "b", parts: { b: { started_at: 1000, extra_minutes: 5 } } };
    const { index, gone, planned, share } = progress(state, agenda, 1000 + 30 * 60_000);
    expect({ index, gone, planned, share }).toEqual({
      index: 1,
      gone: 1_800_000,
      planned: 1_500_000,
      share: 1,
    });
  });

  test("begins with the first part and ends after the last", () => {
    expect(next(emptySeminar, agenda)?.id).toBe("a");
    expect(next({ ...emptySeminar, running: "b" }, agenda)).toBeUndefined();
    expect(progress(emptySeminar, agenda, 0).part).toBeUndefined();
  });
});

test("initials are of the first and the last word, in any script", () => {
  expect(initials("Li Wenhua")).toBe("LW");
  expect(initials("Гүлнара Асанова Бековна")).toBe("ГБ");
  expect(initials("李文华")).toBe("李");
  expect(initials("  ")).toBe("?");
});
