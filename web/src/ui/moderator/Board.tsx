/** The triage board. Arrows move the focus, Shift with arrows moves the card; every drag has a button. */
import { useState } from "preact/hooks";
import { t, tn } from "../../i18n";
import type { Question } from "../../protocol/states";
import { COLUMNS, type Column, moveTo } from "../../state/board";
import type { Order } from "../../state/order";
import type { Asking } from "./asking";
import { Card } from "./Card";
import { type Desk, useBoard } from "./deskboard";
import { AskDialogs, Dismissed } from "./dialogs";
import { Panel } from "./parts";

const TITLES: Record<Column, () => string> = {
  new: () => t("New"),
  open: () => t("To answer"),
  answered: () => t("Answered"),
};

const EMPTY: Record<Column, () => string> = {
  new: () => t("No new questions."),
  open: () => t("Accepted questions wait here."),
  answered: () => t("What has been answered stands here."),
};

function DismissedButton({ dismissed }: { dismissed: readonly Question[] }) {
  const [open, setOpen] = useState(false);
  if (dismissed.length === 0) return null;
  return (
    <>
      <button type="button" class="btn quiet sm" onClick={() => setOpen(true)}>
        {t("Dismissed")} <span class="count-chip">{dismissed.length}</span>
      </button>
      {open ? <Dismissed dismissed={dismissed} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

export function Board({ narrow }: { narrow: boolean }) {
  const [asking, setAsking] = useState<Asking | undefined>(undefined);
  const [shown, setShown] = useState<Column>("new");
  const desk = useBoard(setAsking);
  const columns = narrow ? [shown] : COLUMNS;
  return (
    <Panel
      id="board"
      title={t("Questions")}
      bare
      head={
        <>
          <DismissedButton dismissed={desk.board.dismissed} />
          <OrderChoice order={desk.order} onOrder={desk.setOrder} />
        </>
      }
    >
      {narrow ? <ColumnChoice desk={desk} shown={shown} onShow={setShown} /> : null}
      <div
        class={narrow ? "board one" : "board"}
        role="group"
        aria-label={t("Questions: arrows move, Shift with arrows moves a question")}
        ref={desk.element}
        onKeyDown={desk.onKey}
        onFocusIn={desk.onFocus}
        onPointerEnter={desk.hold}
        onPointerLeave={desk.release}
      >
        {columns.map((column) => (
          <ColumnOf key={column} column={column} desk={desk} bare={narrow} />
        ))}
      </div>
      <p class="vh" role="status">
        {desk.said}
      </p>
      <NewCount count={desk.board.columns.new.length} />
      {asking ? (
        <AskDialogs
          asking={asking}
          onClose={() => {
            setAsking(undefined);
            desk.refocus();
          }}
        />
      ) : null}
    </Panel>
  );
}

function NewCount({ count }: { count: number }) {
  return (
    <p class="vh" role="status">
      {tn("{count} new question", "{count} new questions", count)}
    </p>
  );
}

function OrderChoice({ order, onOrder }: { order: Order; onOrder(order: Order): void }) {
  const names: [Order, string][] = [
    ["votes", t("Most votes")],
    ["newest", t("Newest")],
    ["oldest", t("Oldest")],
  ];
  return (
    <>
      <label class="vh" for="board-order">
        {t("Order of the questions")}
      </label>
      <select
        class="input sm"
        id="board-order"
        value={order}
        onChange={(event) => onOrder(event.currentTarget.value as Order)}
      >
        {names.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </>
  );
}

/** On a phone the columns become a choice. */
function ColumnChoice({ desk, shown, onShow }: { desk: Desk; shown: Column; onShow(column: Column): void }) {
  return (
    <div class="segmented columns" role="group" aria-label={t("Which questions are shown")}>
      {COLUMNS.map((column) => (
        <button
          key={column}
          type="button"
          aria-pressed={column === shown}
          onClick={() => {
            onShow(column);
            desk.goTo(column);
          }}
        >
          {TITLES[column]()} <span class="num">{desk.board.columns[column].length}</span>
        </button>
      ))}
    </div>
  );
}

function ColumnOf({ column, desk, bare }: { column: Column; desk: Desk; bare: boolean }) {
  const questions = desk.board.columns[column];
  const [over, setOver] = useState(false);
  const takes = (question: Question | undefined) =>
    question !== undefined && moveTo(question, desk.answering, column) !== undefined;
  return (
    <section
      aria-label={TITLES[column]()}
      class={over ? "over" : undefined}
      onDragOver={(event) => {
        if (!takes(desk.dragged.current)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const question = desk.dragged.current;
        if (question) void desk.move(question, moveTo(question, desk.answering, column));
      }}
    >
      {bare ? null : (
        <h3>
          {TITLES[column]()} <span class="count-chip">{questions.length}</span>
        </h3>
      )}
      {questions.length === 0 ? (
        <p class="meta none">{EMPTY[column]()}</p>
      ) : (
        <ul>
          {questions.map((question, index) => (
            <Card key={question.id} question={question} column={column} index={index} desk={desk} />
          ))}
        </ul>
      )}
    </section>
  );
}
