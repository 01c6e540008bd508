import { describe, expect, test } from "vitest";
import type { Question, QuestionsState } from "../protocol/states";
import { board, columnOf, keepOrder, mergedInto, moveOf, moveTo, settled, spotAfter, stepsOf } from "./board";

function question(id: string, status: string, votes = 0, more: Partial<Question> = {}): Question {
  return {
    id,
    text: id,
    language: "en",
    asker: "",
    anonymous: false,
    asked_at: Number(id.slice(1)),
    status,
    votes,
    assigned: "",
    merged_into: "",
    answers: [],
    ...more,
  };
}

function state(answering: string, ...all: Question[]): QuestionsState {
  return {
    questions: Object.fromEntries(all.map((one) => [one.id, one])),
    answering,
    answering_since: 0,
  };
}

const ids = (all: readonly Question[]) => all.map((one) => one.id);

describe("the board", () => {
  const full = state(
    "q5",
    question("q1", "pending", 1),
    question("q2", "pending", 7),
    question("q3", "open", 2),
    question("q4", "answered", 9),
    question("q5", "open", 3),
    question("q6", "dismissed"),
    question("q7", "dismissed", 0, { merged_into: "q3" }),
  );

  test("sorts into columns; the one being answered stands first among the answered", () => {
    const { columns, dismissed } = board(full, "votes");
    expect(ids(columns.new)).toEqual(["q2", "q1"]);
    expect(ids(columns.open)).toEqual(["q3"]);
    expect(ids(columns.answered)).toEqual(["q5", "q4"]);
    expect(ids(dismissed)).toEqual(["q6"]);
  });

  test("sorts by time both ways", () => {
    expect(ids(board(full, "newest").columns.new)).toEqual(["q2", "q1"]);
    expect(ids(board(full, "oldest").columns.new)).toEqual(["q1", "q2"]);
  });

  test("knows what was merged", () => {
    expect(ids(mergedInto(full, "q3"))).toEqual(["q7"]);
    expect(columnOf(question("q7", "dismissed"), "")).toBeUndefined();
  });
});

describe("moving a card", () => {
  test("goes on by accepting and taking up, back by reopening", () => {
    expect(moveOf(question("q1", "pending"), "", 1)).toBe("accept");
    expect(moveOf(question("q1", "open"), "", 1)).toBe("take-up");
    expect(moveOf(question("q1", "open"), "q1", -1)).toBe("reopen");
    expect(moveOf(question("q1", "answered"), "", -1)).toBe("reopen");
  });

  test("goes nowhere where there is no such move", () => {
    expect(moveOf(question("q1", "pending"), "", -1)).toBeUndefined();
    expect(moveOf(question("q1", "open"), "", -1)).toBeUndefined();
    expect(moveOf(question("q1", "answered"), "", 1)).toBeUndefined();
    expect(moveOf(question("q1", "dismissed"), "", 1)).toBeUndefined();
  });
});

describe("dropping a card", () => {
  test("a new one may be asked live at once; nothing becomes new again", () => {
    expect(moveTo(question("q1", "pending"), "", "answered")).toBe("take-up");
    expect(moveTo(question("q1", "answered"), "", "new")).toBeUndefined();
    expect(moveTo(question("q1", "open"), "", "open")).toBeUndefined();
  });
});

describe("holding the order", () => {
  test("keeps what lay there, in its place, and puts new ones after it", () => {
    const now = [
      question("q9", "open"),
      question("q1", "open"),
      question("q2", "open"),
      question("q8", "open"),
    ];
    expect(ids(keepOrder(["q2", "q3", "q1"], now))).toEqual(["q2", "q1", "q9", "q8"]);
    expect(ids(keepOrder([], now))).toEqual(["q9", "q1", "q2", "q8"]);
  });
});

describe("moving the focus", () => {
  const sizes = { new: 3, open: 0, answered: 1 };

  test("passes over an empty column and stays inside the next", () => {
    expect(spotAfter(sizes, { column: "new", index: 2 }, 1, 0)).toEqual({ column: "answered", index: 0 });
    expect(spotAfter(sizes, { column: "answered", index: 0 }, -1, 0)).toEqual({ column: "new", index: 0 });
  });

  test("always lies on a card, when there is one", () => {
    expect(settled(sizes, { column: "new", index: 9 })).toEqual({ column: "new", index: 2 });
    expect(settled(sizes, { column: "open", index: 4 })).toEqual({ column: "new", index: 2 });
    const empty = { new: 0, open: 0, answered: 0 };
    expect(settled(empty, { column: "open", index: 0 })).toEqual({ column: "open", index: 0 });
  });

  test("stops at the ends", () => {
    expect(spotAfter(sizes, { column: "new", index: 0 }, -1, 0)).toEqual({ column: "new", index: 0 });
    expect(spotAfter(sizes, { column: "new", index: 2 }, 0, 1)).toEqual({ column: "new", index: 2 });
    expect(spotAfter(sizes, { column: "new", index: 1 }, 0, Number.POSITIVE_INFINITY).index).toBe(2);
    expect(spotAfter({ new: 0, open: 0, answered: 0 }, { column: "new", index: 0 }, 0, 1).index).toBe(0);
  });

  test("turns round in right-to-left pages", () => {
    expect(stepsOf("ArrowLeft", false)).toEqual([-1, 0]);
    expect(stepsOf("ArrowLeft", true)).toEqual([1, 0]);
    expect(stepsOf("ArrowDown", true)).toEqual([0, 1]);
    expect(stepsOf("a", false)).toBeUndefined();
    expect(stepsOf("constructor", false)).toBeUndefined();
  });
});
