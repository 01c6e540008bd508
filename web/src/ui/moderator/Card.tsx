/** One question on the board, with what may be done with it where it stands. */
import { useState } from "preact/hooks";
import { t, tn } from "../../i18n";
import type { Question } from "../../protocol/states";
import { type Column, mergedInto } from "../../state/board";
import { endonym } from "../../state/languages";
import { likeliest } from "../../state/likeness";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { lazyPart } from "../lazy";
import { Asker } from "../panel/Asker";
import { Reading, readingOf } from "../panel/Reading";
import { clock, momentOf, useNow } from "../time";
import type { Desk } from "./deskboard";
import { Act, More } from "./parts";

const Further = lazyPart<ActsProps>(() => import("./Further").then((module) => module.Further));

interface Props {
  question: Question;
  column: Column;
  index: number;
  desk: Desk;
}

export function Card({ question, column, index, desk }: Props) {
  const [open, setOpen] = useState(false);
  const current = desk.spot.column === column && desk.spot.index === index;
  const now = question.id === desk.answering;
  const next = column === "open" && index === 0;
  return (
    <li
      class={now ? "qc now" : next ? "qc next" : "qc"}
      tabIndex={current ? 0 : -1}
      data-question={question.id}
      data-column={column}
      data-index={index}
      draggable
      onDragStart={() => {
        desk.dragged.current = question;
      }}
      onDragEnd={() => {
        desk.dragged.current = undefined;
      }}
    >
      <Top question={question} />
      <Reading
        kind="t"
        subject={`question:${question.id}`}
        text={question.text}
        language={question.language}
        tab={current ? 0 : -1}
      />
      <Marks question={question} />
      {column === "new" ? <Alike question={question} desk={desk} tab={current ? 0 : -1} /> : null}
      <div class="acts">
        <Main question={question} column={column} desk={desk} tab={current ? 0 : -1} first={next} />
        <span class="push" />
        <More
          of={t("this question")}
          open={open}
          tabIndex={current ? 0 : -1}
          onToggle={() => setOpen(!open)}
        />
      </div>
      {open ? <Further question={question} column={column} desk={desk} tab={current ? 0 : -1} /> : null}
    </li>
  );
}

function Top({ question }: { question: Question }) {
  return (
    <p class="top">
      <span class="v">
        <Icon name="up" />
        {question.votes}
        <span class="vh"> {tn("vote", "votes", question.votes)}</span>
      </span>
      <span class="clip" dir="auto">
        <Asker question={question} />
      </span>
      <abbr class="code push" title={endonym(question.language)}>
        {question.language.split("-")[0]}
      </abbr>
    </p>
  );
}

function Marks({ question }: { question: Question }) {
  const store = useStore();
  const merged = mergedInto(store.room.value.questions, question.id).length;
  if (!question.assigned && merged === 0) return null;
  return (
    <p class="meta marks">
      {question.assigned ? t("Put to {name}", { name: store.name(question.assigned) }) : null}
      {question.assigned && merged > 0 ? " · " : null}
      {merged > 0 ? tn("with {count} like it", "with {count} like it", merged) : null}
    </p>
  );
}

const CLIP = 80;

/** What somebody has asked already, perhaps in another language: the moderator decides. */
function Alike({ question, desk, tab }: { question: Question; desk: Desk; tab: number }) {
  const store = useStore();
  const read = ({ id, text, language }: Question) => readingOf(store, `question:${id}`, text, language).text;
  const other = likeliest(question, Object.values(store.room.value.questions.questions), read);
  if (!other) return null;
  const words = [...read(other)];
  const clipped = words.length > CLIP ? `${words.slice(0, CLIP).join("")}…` : words.join("");
  return (
    <button
      type="button"
      class="linkish alike"
      tabIndex={tab}
      onClick={() => desk.ask({ what: "merge", question: question.id })}
    >
      {t("Perhaps the same as {question}", { question: `\u2068${clipped}\u2069` })}
    </button>
  );
}

export interface ActsProps {
  question: Question;
  column: Column;
  desk: Desk;
  tab: number;
}

function Main({ question, column, desk, tab, first }: ActsProps & { first: boolean }) {
  const merge = () => desk.ask({ what: "merge", question: question.id });
  if (column === "new") {
    return (
      <>
        <Act label={t("Accept")} tabIndex={tab} onPress={() => desk.move(question, "accept")} />
        <Act label={t("Merge")} kind="quiet" tabIndex={tab} onPress={merge} />
      </>
    );
  }
  if (column === "open") {
    return (
      <>
        <Act
          label={t("Ask live")}
          kind={first ? "primary" : ""}
          tabIndex={tab}
          onPress={() => desk.move(question, "take-up")}
        />
        <Act
          label={t("Reply")}
          kind="quiet"
          tabIndex={tab}
          onPress={() => desk.ask({ what: "reply", question: question.id })}
        />
      </>
    );
  }
  return question.id === desk.answering ? (
    <OnAir question={question} tab={tab} />
  ) : (
    <How question={question} />
  );
}

function OnAir({ question, tab }: { question: Question; tab: number }) {
  const store = useStore();
  const now = useNow(store.offset);
  const since = store.room.value.questions.answering_since;
  return (
    <>
      <span class="dot live num">{t("On air, {time}", { time: clock(now - since) })}</span>
      <Act label={t("Done")} tabIndex={tab} onPress={() => store.post(`questions/${question.id}/answered`)} />
    </>
  );
}

function How({ question }: { question: Question }) {
  const written = question.answers.at(-1);
  return (
    <span class="dot on">
      {written ? t("In writing, {time}", { time: momentOf(written.at) }) : t("Answered live")}
    </span>
  );
}
