import { useState } from "preact/hooks";
import { t, tn } from "../../i18n";
import type { Question } from "../../protocol/states";
import type { Words } from "../../state/drafts";
import { forAudience } from "../../state/order";
import { useStore } from "../context";
import { Icon } from "../Icon";
import { AnsweredBefore, useAnswered } from "./AnsweredBefore";
import { Asker } from "./Asker";
import { useDraft } from "./draft";
import { Reading } from "./Reading";

export const LONGEST_QUESTION = 1000;

function Status({ question }: { question: Question }) {
  const answering = useStore().room.value.questions.answering;
  if (question.id === answering) return <span class="badge accent">{t("Being answered now")}</span>;
  if (question.status === "answered") return <span class="badge ok">{t("Answered")}</span>;
  if (question.status === "dismissed") return <span class="badge">{t("Not taken up")}</span>;
  return null;
}

function Vote({ question }: { question: Question }) {
  const store = useStore();
  const [busy, setBusy] = useState(false);
  const up = store.mine.value.upvotes.includes(question.id);
  const own = store.mine.value.questions.includes(question.id);
  const closed = question.status !== "open" && question.status !== "pending";
  const vote = async () => {
    setBusy(true);
    await store.attempt(() => store.upvote(question.id, !up));
    setBusy(false);
  };
  return (
    <button
      type="button"
      class="vote"
      aria-pressed={up}
      aria-disabled={own || closed || busy}
      aria-label={tn("Vote, {count} vote", "Vote, {count} votes", question.votes)}
      onClick={() => {
        if (!own && !closed && !busy) void vote();
      }}
    >
      <Icon name="up" />
      {question.votes}
    </button>
  );
}

/** `end`: when the seminar ended; what was written after it says so. */
export function Answers({ question, end }: { question: Question; end?: number }) {
  const store = useStore();
  return (
    <>
      {question.answers.map((answer) => (
        <div class="answer" key={answer.id}>
          <p class="meta">
            {t("Written answer by {name}", { name: store.name(answer.by) })}
            {end && answer.at >= end ? <span class="badge">{t("Written later")}</span> : null}
          </p>
          <Reading
            kind="text"
            subject={`answer:${answer.id}`}
            text={answer.text}
            language={answer.language}
            own={answer.by === store.me.value.id}
          />
        </div>
      ))}
    </>
  );
}

function Row({ question }: { question: Question }) {
  const store = useStore();
  const now = store.room.value.questions.answering === question.id;
  const own = store.mine.value.questions.includes(question.id);
  return (
    <li class={now ? "question now" : own ? "question mine" : "question"}>
      <Vote question={question} />
      <p class="from">
        <Status question={question} />
        {own ? <span>{t("Your question")}</span> : <Asker question={question} />}
      </p>
      <div class="text">
        <Reading
          subject={`question:${question.id}`}
          text={question.text}
          language={question.language}
          own={own && !question.anonymous}
        />
        <Answers question={question} />
      </div>
    </li>
  );
}

export function Questions({ onPoll }: { onPoll(): void }) {
  const store = useStore();
  const state = store.room.value;
  const open = Object.values(state.polls.polls).find(
    (poll) => poll.status === "open" && !store.mine.value.ballots[poll.id],
  );
  const questions = forAudience(state.questions);
  return (
    <>
      {open ? (
        <div class="pollbar">
          <Icon name="poll" />
          <span>{t("A poll is open")}</span>
          <button type="button" class="btn sm" onClick={onPoll}>
            {t("Answer")}
          </button>
        </div>
      ) : null}
      {questions.length === 0 ? (
        <p class="empty">{t("No questions yet. Ask the first one, in your own language.")}</p>
      ) : (
        <ul class="qlist">
          {questions.map((question) => (
            <Row key={question.id} question={question} />
          ))}
        </ul>
      )}
    </>
  );
}

export function AskBox() {
  const store = useStore();
  const draft = useDraft("question");
  const [sent, setSent] = useState(false);
  const { text, anonymous } = draft;
  const live = store.room.value.seminar.status === "live";
  const answered = useAnswered(live ? text : "");
  const ask = async (event: Event) => {
    if (!live) return event.preventDefault();
    setSent(false);
    const post = (words: Words) => store.attempt(() => store.ask(words.text, words.anonymous, words.key));
    if (await draft.send(post, event)) setSent(true);
  };
  return (
    <form class="panel-foot askbox" onSubmit={ask}>
      <label class="vh" for="ask">
        {t("Ask in your own language")}
      </label>
      <textarea
        class="input"
        id="ask"
        rows={text.length > 40 ? 3 : 1}
        maxLength={LONGEST_QUESTION}
        dir="auto"
        placeholder={t("Ask in your own language")}
        aria-describedby="ask-hint"
        value={text}
        onInput={(event) => draft.write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") answered.close();
        }}
      />
      <button type="submit" class="btn primary" aria-disabled={!live || draft.busy || !text.trim()}>
        <Icon name="send" flip />
        {t("Ask")}
      </button>
      <label class="check">
        <input
          type="checkbox"
          checked={anonymous}
          onChange={(event) => draft.hideName(event.currentTarget.checked)}
        />
        <span>{t("Without my name")}</span>
      </label>
      <p class="meta" id="ask-hint">
        {live ? t("The moderators see who asks.") : t("Questions open when the seminar is live.")}
      </p>
      <p class="vh" role="status">
        {sent ? t("Your question has been sent.") : ""}
      </p>
      <AnsweredBefore finder={answered} />
    </form>
  );
}
