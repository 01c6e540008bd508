import { useState } from "preact/hooks";
import { t, tn } from "../../i18n";
import type { Poll } from "../../protocol/states";
import { useStore } from "../context";
import { clock, useNow } from "../time";
import { Bars, OptionText } from "./Bars";
import { Reading, ReadingSpan } from "./Reading";

function Ballot({ poll }: { poll: Poll }) {
  const store = useStore();
  const given = store.mine.value.ballots[poll.id];
  const [choices, setChoices] = useState<readonly number[]>(given ?? []);
  const [busy, setBusy] = useState(false);
  const now = useNow(store.offset);
  const many = poll.form === "multiple";
  const choose = (index: number, on: boolean) => {
    const others = many ? choices.filter((chosen) => chosen !== index) : [];
    setChoices(on ? [...others, index].sort((a, b) => a - b) : others);
  };
  const same = given !== undefined && given.join() === choices.join();
  const off = busy || choices.length === 0 || same;
  const vote = async (event: Event) => {
    event.preventDefault();
    if (off) return;
    setBusy(true);
    await store.attempt(() => store.vote(poll.id, choices));
    setBusy(false);
  };
  return (
    <form class="poll" onSubmit={vote}>
      <fieldset class="stack">
        <legend>
          <Reading subject={`poll:${poll.id}`} text={poll.title} language={poll.language} />
        </legend>
        {poll.options.map((option, index) => (
          <label class={choices.includes(index) ? "opt chosen" : "opt"} key={index}>
            <input
              type={many ? "checkbox" : "radio"}
              name={`poll-${poll.id}`}
              checked={choices.includes(index)}
              onChange={(event) => choose(index, event.currentTarget.checked)}
            />
            <OptionText poll={poll} index={index} text={option} />
          </label>
        ))}
      </fieldset>
      <p class="meta">
        <span role="status">
          {given
            ? t("Your answer is counted. You may change it while the poll is open.")
            : t("Nobody sees who chose what.")}
        </span>
        {poll.closes_at > 0 ? ` ${t("{time} left", { time: clock(poll.closes_at - now) })}` : ""}
      </p>
      <button type="submit" class="btn" aria-disabled={off}>
        {given ? t("Change my answer") : t("Answer")}
      </button>
    </form>
  );
}

function Result({ poll }: { poll: Poll }) {
  const mine = useStore().mine.value.ballots[poll.id];
  return (
    <section class="poll" aria-label={poll.title}>
      <h2 class="plain">
        <ReadingSpan subject={`poll:${poll.id}`} text={poll.title} language={poll.language} />
      </h2>
      {poll.status === "published" ? (
        <>
          <Bars poll={poll} />
          <p class="meta">{tn("{count} person answered", "{count} persons answered", poll.voters)}</p>
        </>
      ) : (
        <p class="meta">
          {mine ? t("Closed. Your answer is counted; the result follows.") : t("Closed. The result follows.")}
        </p>
      )}
    </section>
  );
}

export function Polls() {
  const polls = Object.values(useStore().room.value.polls.polls)
    .filter((poll) => poll.status !== "draft")
    .sort((a, b) => b.opened_at - a.opened_at);
  if (polls.length === 0) return <p class="empty">{t("There has been no poll yet.")}</p>;
  return (
    <div class="stack">
      {polls.map((poll) =>
        poll.status === "open" ? <Ballot key={poll.id} poll={poll} /> : <Result key={poll.id} poll={poll} />,
      )}
    </div>
  );
}
