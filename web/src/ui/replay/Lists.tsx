/** Under the player: chapters, questions with the way to their answers, polls, and what is passed on. */
import { useRef, useState } from "preact/hooks";
import { t, tn } from "../../i18n";
import { dayOf } from "../../i18n/format";
import type { Poll, Question } from "../../protocol/states";
import type { Store } from "../../services/store";
import { citation } from "../../state/cite";
import { type AnswerPlace, positionOf } from "../../state/replay";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { Bars } from "../panel/Bars";
import { Answers } from "../panel/Questions";
import { ReadingSpan, readingOf } from "../panel/Reading";
import { clock } from "../time";
import { useReplay } from "./context";
import type { RecordedPage } from "./ReplayPage";

/** A contribution's title as one reads it. */
export function titleOf(store: Store, contribution: string): string {
  const part = store.agenda.value.find(({ id }) => id === contribution);
  return part ? readingOf(store, part.subject, part.title, "").text : "";
}

export function Chapters() {
  const replay = useReplay();
  const store = useStore();
  const spans = replay.spans.value;
  const moment = replay.moment.value;
  const end = spans.at(-1)?.to ?? 0;
  return (
    <section aria-labelledby="chapters">
      <h2 id="chapters">{t("Chapters")}</h2>
      {replay.chapters.value.length === 0 ? <p class="empty">{t("No part has begun.")}</p> : null}
      <ol class="chs">
        {replay.chapters.value.map(({ contribution, from, to }) => {
          const here = from <= moment && (to === 0 || moment < to);
          const minutes = Math.max(1, Math.round(((to || end) - from) / 60_000));
          return (
            <li key={from} aria-current={here ? "true" : undefined}>
              <time>{clock(positionOf(spans, from))}</time>
              <button type="button" class="plain" dir="auto" onClick={() => replay.seek(from)}>
                {titleOf(store, contribution)}
              </button>
              <span class="meta">{t("{minutes} min", { minutes })}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

export function Questions() {
  const replay = useReplay();
  const { questions } = replay.log.last.questions;
  const answers = new Map(replay.answers.value.map((answer) => [answer.question, answer]));
  const place = (question: Question) => answers.get(question.id)?.at ?? Number.POSITIVE_INFINITY;
  const shown = Object.values(questions)
    .filter(
      (question) => question.text !== "" && question.status !== "dismissed" && question.status !== "pending",
    )
    .sort((a, b) => place(a) - place(b) || b.votes - a.votes);
  if (shown.length === 0) return null;
  return (
    <section aria-labelledby="asked">
      <h2 id="asked">{t("Questions, {count} answered", { count: answers.size })}</h2>
      <ol class="qm">
        {shown.map((question) => (
          <Asked key={question.id} question={question} answer={answers.get(question.id)} />
        ))}
      </ol>
    </section>
  );
}

/** What was answered later leads to where it was asked: there is nothing of the answer to hear. */
function Asked({ question, answer }: { question: Question; answer: AnswerPlace | undefined }) {
  const replay = useReplay();
  const at = answer?.at;
  const own = useStore().mine.value.questions.includes(question.id);
  const words = (
    <ReadingSpan subject={`question:${question.id}`} text={question.text} language={question.language} />
  );
  return (
    <li>
      <time>{at ? clock(positionOf(replay.spans.value, at)) : ""}</time>
      <div>
        {own ? <span class="meta">{t("Your question")} </span> : null}
        {at ? (
          <button
            type="button"
            class="plain"
            title={answer?.later ? t("Jump to the question") : t("Jump to the answer")}
            onClick={() => replay.seek(at)}
          >
            {words}
          </button>
        ) : (
          words
        )}
        <Answers question={question} end={replay.log.last.seminar.ended_at} />
      </div>
      <span class="meta num" title={tn("{count} vote", "{count} votes", question.votes)}>
        {question.votes || ""}
      </span>
    </li>
  );
}

/** Results as they stood at that moment: nothing is told before it was, but for what was shown after the end. */
export function Polls() {
  const later = useReplay().results.value;
  const polls = Object.values(useStore().room.value.polls.polls)
    .filter((poll) => poll.status !== "draft")
    .sort((a, b) => b.opened_at - a.opened_at);
  if (polls.length === 0) return null;
  return (
    <section aria-labelledby="polls">
      <h2 id="polls">{t("Polls")}</h2>
      {polls.map((poll) => (
        <Result key={poll.id} poll={later.find(({ id }) => id === poll.id) ?? poll} />
      ))}
    </section>
  );
}

function Result({ poll }: { poll: Poll }) {
  return (
    <div class="poll">
      <h3>
        <ReadingSpan subject={`poll:${poll.id}`} text={poll.title} language={poll.language} />
      </h3>
      {poll.status === "published" ? (
        <>
          <Bars poll={poll} />
          <p class="meta">{tn("{count} person answered", "{count} persons answered", poll.voters)}</p>
        </>
      ) : (
        <p class="meta">{poll.status === "open" ? t("A poll is open") : t("Closed. The result follows.")}</p>
      )}
    </div>
  );
}

export function Share({ page }: { page: RecordedPage }) {
  const replay = useReplay();
  const store = useStore();
  const second = Math.floor(replay.place.value / 1000);
  const link = `${location.origin}${location.pathname}?t=${second}`;
  const begun = new Date(replay.spans.value[0]?.from ?? Date.parse(page.startsAt));
  const day = `${dayOf(begun.getTime())} ${begun.getFullYear()}`;
  const at = replay.moment.value;
  const chapter = replay.chapters.value.find(({ from, to }) => from <= at && (to === 0 || at < to));
  const part = store.agenda.value.find(({ id }) => id === chapter?.contribution);
  const cited = citation({
    authors: part?.speakers.map((id) => store.name(id)) ?? [],
    part: part?.title ?? "", // as it was announced: one cites no translation
    seminar: page.title,
    host: page.host,
    day,
    second: clock(second * 1000),
    link,
  });
  return (
    <section class="stack gap-2" aria-labelledby="share">
      <h2 id="share">{t("Pass on")}</h2>
      <Copied label={t("Link to this second")} text={link} />
      <Copied label={t("To cite this second")} text={cited} />
    </section>
  );
}

function Copied({ label, text }: { label: string; text: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [done, setDone] = useState(false);
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
      setTimeout(() => setDone(false), 2000);
    } catch {
      // without a secure origin the browser gives no clipboard: the words are selected, to be copied by hand
    }
  };
  return (
    <div class="copy">
      <label>
        <span class="meta">{label}</span>
        <input
          class="input sm"
          readOnly
          dir="auto"
          ref={field}
          value={text}
          onFocus={(e) => e.currentTarget.select()}
        />
      </label>
      <button type="button" class="btn sm" aria-label={`${t("Copy")}: ${label}`} onClick={() => void copy()}>
        <Icon name={done ? "check" : "link"} />
        <span role="status">{done ? t("Done") : t("Copy")}</span>
      </button>
    </div>
  );
}
