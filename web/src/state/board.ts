/** The moderators' triage board: which question stands in which column, and where it may go from there. */
import type { Question, QuestionsState } from "../protocol/states";
import { type Order, sorted } from "./order";

export type Column = "new" | "open" | "answered";

export const COLUMNS: readonly Column[] = ["new", "open", "answered"];

export interface Board {
  readonly columns: Readonly<Record<Column, readonly Question[]>>;
  /** Dismissed, but not merged into another: these may be taken back. */
  readonly dismissed: readonly Question[];
}

/** The question being answered now stands first among the answered ones: that is where it goes next. */
export function columnOf(question: Question, answering: string): Column | undefined {
  if (question.id === answering || question.status === "answered") return "answered";
  if (question.status === "pending") return "new";
  return question.status === "open" ? "open" : undefined;
}

export function board(state: QuestionsState, order: Order): Board {
  const all = sorted(Object.values(state.questions), order);
  const inside = (column: Column) => all.filter((one) => columnOf(one, state.answering) === column);
  const now = (one: Question) => (one.id === state.answering ? 0 : 1);
  return {
    columns: {
      new: inside("new"),
      open: inside("open"),
      answered: inside("answered").sort((a, b) => now(a) - now(b)),
    },
    dismissed: all.filter((one) => one.status === "dismissed" && one.merged_into === ""),
  };
}

/** Questions that were merged into this one. */
export function mergedInto(state: QuestionsState, id: string): Question[] {
  return Object.values(state.questions).filter((one) => one.merged_into === id);
}

export type Move = "accept" | "take-up" | "reopen";

/** What brings a card into a column; undefined where no move leads there: nothing becomes new again. */
export function moveTo(question: Question, answering: string, to: Column): Move | undefined {
  const from = columnOf(question, answering);
  if (from === undefined || from === to || to === "new") return undefined;
  if (to === "answered") return "take-up";
  return from === "new" ? "accept" : "reopen";
}

/** What moves a card one column on (+1) or back (-1). */
export function moveOf(question: Question, answering: string, step: number): Move | undefined {
  const from = columnOf(question, answering);
  const to = from && COLUMNS[COLUMNS.indexOf(from) + step];
  return to && moveTo(question, answering, to);
}

/** Cards in the order in which they lay before, new ones after them: nothing slips away under a pointer. */
export function keepOrder(before: readonly string[], now: readonly Question[]): Question[] {
  const place = (one: Question) => (before.indexOf(one.id) + before.length + 1) % (before.length + 1);
  return [...now].sort((a, b) => place(a) - place(b));
}

export interface Spot {
  readonly column: Column;
  readonly index: number;
}

const STEPS: Readonly<Record<string, readonly [columns: number, rows: number]>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
};

/** Columns and rows that a key goes; left and right change places in right-to-left pages. */
export function stepsOf(key: string, rightToLeft: boolean): readonly [number, number] | undefined {
  const step = Object.hasOwn(STEPS, key) ? STEPS[key] : undefined;
  return step && rightToLeft ? [step[0] === 0 ? 0 : -step[0], step[1]] : step;
}

/** A spot that holds a card: near the given one, else where the first card lies. */
export function settled(sizes: Readonly<Record<Column, number>>, spot: Spot): Spot {
  const column = sizes[spot.column] > 0 ? spot.column : COLUMNS.find((one) => sizes[one] > 0);
  if (!column) return spot;
  return { column, index: Math.min(spot.index, sizes[column] - 1) };
}

/** Where the focus goes; empty columns are passed over. The same spot when there is nothing that way. */
export function spotAfter(
  sizes: Readonly<Record<Column, number>>,
  from: Spot,
  columns: number,
  rows: number,
): Spot {
  const clamp = (column: Column, index: number) =>
    Math.min(Math.max(index, 0), Math.max(0, sizes[column] - 1));
  if (columns === 0) return { column: from.column, index: clamp(from.column, from.index + rows) };
  let at = COLUMNS.indexOf(from.column) + columns;
  for (; at >= 0 && at < COLUMNS.length; at += columns) {
    const column = COLUMNS[at] as Column;
    if (sizes[column] > 0) return { column, index: clamp(column, from.index) };
  }
  return from;
}
