/** What the board remembers: its order, where the focus is, what is dragged; and the moves it makes. */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Question } from "../../protocol/states";
import {
  type Board,
  board,
  COLUMNS,
  type Column,
  keepOrder,
  type Move,
  moveOf,
  type Spot,
  settled,
  spotAfter,
  stepsOf,
} from "../../state/board";
import type { Order } from "../../state/order";
import { useStore } from "../context";
import type { Asking } from "./asking";
import { panelOf } from "./parts";

export interface Desk {
  readonly board: Board;
  readonly answering: string;
  readonly order: Order;
  readonly element: RefObject<HTMLDivElement | null>;
  readonly spot: Spot;
  readonly said: string;
  /** The question that is being dragged. */
  readonly dragged: { current: Question | undefined };
  setOrder(order: Order): void;
  onKey(event: KeyboardEvent): void;
  onFocus(event: FocusEvent): void;
  hold(): void;
  release(): void;
  ask(asking: Asking): void;
  move(question: Question, move: Move | undefined): Promise<void>;
  goTo(column: Column): void;
  refocus(): void;
}

const SAID: Record<Move, () => string> = {
  accept: () => t("Moved to: To answer."),
  "take-up": () => t("It is being answered now."),
  reopen: () => t("Back to: To answer."),
};

const NOTHING: Record<Column, readonly string[]> = { new: [], open: [], answered: [] };

/** The board in the order in which it is shown: while someone points into it, cards keep their places. */
function useHeld(order: Order): [Board, (held: boolean) => void] {
  const { questions } = useStore().room.value;
  const [held, setHeld] = useState(false);
  const shown = useRef(NOTHING);
  const fresh = board(questions, order);
  const columns = { ...fresh.columns };
  if (held) {
    for (const column of COLUMNS) columns[column] = keepOrder(shown.current[column], fresh.columns[column]);
    // what is on air stands first, whatever lay there
    const later = (question: Question) => Number(question.id !== questions.answering);
    columns.answered = [...columns.answered].sort((a, b) => later(a) - later(b));
  }
  const ids = (column: Column) => columns[column].map((question) => question.id);
  shown.current = { new: ids("new"), open: ids("open"), answered: ids("answered") };
  return [{ ...fresh, columns }, setHeld];
}

export function useBoard(ask: (asking: Asking) => void): Desk {
  const element = useRef<HTMLDivElement>(null);
  const dragged = useRef<Question | undefined>(undefined);
  const [order, setOrder] = useState<Order>("votes");
  const [chosen, setSpot] = useState<Spot>({ column: "new", index: 0 });
  const [made, setHeld] = useHeld(order);
  const spot = settled(sizesOf(made), chosen);
  const focus = useFocus(element, made, spot, setSpot);
  const { said, move } = useMoves(ask, focus.follow);
  const answering = useStore().room.value.questions.answering;
  const onKey = (event: KeyboardEvent) => {
    const steps = stepsOf(event.key, document.documentElement.dir === "rtl");
    if (!steps || (event.target as HTMLElement).closest("select, input, textarea")) return;
    event.preventDefault();
    const question = made.columns[spot.column][spot.index];
    if (event.shiftKey && steps[0] !== 0) {
      if (question) void move(question, moveOf(question, answering, steps[0]));
    } else focus.to(spotAfter(sizesOf(made), spot, steps[0], steps[1]));
  };
  return {
    board: made,
    answering,
    order,
    element,
    spot,
    said,
    dragged,
    setOrder,
    onKey,
    onFocus: focus.seen,
    hold: () => setHeld(true),
    release: () => setHeld(false),
    ask,
    move,
    goTo: (column) => setSpot({ column, index: 0 }),
    refocus: focus.back,
  };
}

function sizesOf(made: Board): Record<Column, number> {
  const { columns } = made;
  return { new: columns.new.length, open: columns.open.length, answered: columns.answered.length };
}

/** The moves of cards on the server, and what is said of them. `before` is told which card is about to move. */
function useMoves(ask: (asking: Asking) => void, before: (id: string) => void) {
  const store = useStore();
  const [said, setSaid] = useState("");
  /** Put to whom it was assigned, or to the only other one on the stage; else it is asked to whom. */
  const takeUp = async (question: Question) => {
    const others = panelOf(store).filter((id) => id !== store.me.value.id);
    if (!question.assigned && others.length > 1) return ask({ what: "put", question: question.id });
    const to = question.assigned || others[0];
    if (await store.post(`questions/${question.id}/take-up`, to ? { to } : {})) setSaid(SAID["take-up"]());
  };
  const move = async (question: Question, step: Move | undefined) => {
    if (!step) return setSaid(t("It cannot be moved there."));
    before(question.id);
    if (step === "take-up") return takeUp(question);
    if (await store.post(`questions/${question.id}/${step}`)) setSaid(SAID[step]());
  };
  return { said, move };
}

function cardOf(element: HTMLElement | null, spot: Spot): HTMLElement | null {
  return element?.querySelector(`[data-column="${spot.column}"][data-index="${spot.index}"]`) ?? null;
}

/**
 * One card is in the tab order. When the card or the button that had the focus goes (it was accepted, say), the
 * focus goes with the card that was moved, or to the one that took its place, and is never lost to the page.
 */
function useFocus(
  element: RefObject<HTMLDivElement | null>,
  made: Board,
  spot: Spot,
  setSpot: (spot: Spot) => void,
) {
  const inside = useInside(element);
  const wanted = useRef(false);
  const following = useRef("");
  useLayoutEffect(() => {
    const active = document.activeElement;
    const lost = active === document.body;
    const asked = wanted.current && (lost || element.current?.contains(active));
    wanted.current = false;
    if (!asked && !(lost && inside.current)) return;
    const next = placeOf(made, following.current) ?? spot;
    const card = cardOf(element.current, next);
    if (!card) return;
    setSpot(next);
    card.focus();
  });
  return {
    seen: (event: FocusEvent) => {
      const card = (event.target as HTMLElement).closest<HTMLElement>("[data-column]");
      if (card) setSpot({ column: card.dataset.column as Column, index: Number(card.dataset.index) });
    },
    to: (next: Spot) => {
      following.current = "";
      setSpot(next);
      cardOf(element.current, next)?.focus();
    },
    follow: (id: string) => {
      following.current = id;
    },
    back: () => {
      wanted.current = true;
    },
  };
}

/** Whether the focus or the pointer was last put inside: an element that vanishes tells nobody that it had it. */
function useInside(element: RefObject<HTMLDivElement | null>) {
  const inside = useRef(false);
  useEffect(() => {
    const look = (event: Event) => {
      inside.current = element.current?.contains(event.target as Node) ?? false;
    };
    document.addEventListener("focusin", look);
    document.addEventListener("pointerdown", look);
    return () => {
      document.removeEventListener("focusin", look);
      document.removeEventListener("pointerdown", look);
    };
  }, [element]);
  return inside;
}

function placeOf(made: Board, id: string): Spot | undefined {
  for (const column of COLUMNS) {
    const index = made.columns[column].findIndex((question) => question.id === id);
    if (index >= 0) return { column, index };
  }
  return undefined;
}
